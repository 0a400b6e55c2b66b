"""Judge a logit: how it orders and fits respondents, and how it agrees with direct estimates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from jalon.engine.regression.logistic import LogisticFit, fit_logistic
from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.variance import covariance_of_totals
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Relative to the largest: a covariance with a smaller eigenvalue cannot be inverted.
SINGULAR = 1e-10
# Beyond this log-odds a probability in double precision is 0 or 1.
LARGEST_LOG_ODDS = 36.0


@dataclass(frozen=True, slots=True)
class GoodnessOfFit:
    """The Archer-Lemeshow test that mean residuals by decile of risk are zero.

    `f_statistic`, `p` with the published factor (f - g + 2) / (f g); `wald_f_statistic`, `wald_p`
    with the Wald factor (f - g + 2) / (f (g - 1)), which rejects a true model more often when
    there are few PSUs. (`df1`, `df2`) = (g - 1, f - g + 2). The number of `groups`, g, is lower
    than asked for when predictions are tied.
    """

    f_statistic: float
    p: float
    wald_f_statistic: float
    wald_p: float
    df1: int
    df2: int
    groups: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logit of the outcome on the log-odds predicted; 0 and 1 when predictions can be trusted."""

    intercept: float
    intercept_se: float
    slope: float
    slope_se: float
    dof: int


@dataclass(frozen=True, slots=True)
class FitMeasures:
    """Weighted Brier score, and pseudo R-squares of McFadden, Nagelkerke and Tjur."""

    brier: float
    mcfadden: float
    nagelkerke: float
    tjur: float


@dataclass(frozen=True, slots=True)
class ModelAgainstDirect:
    """Do model and direct estimates of D domains differ by more than their errors?

    `intercept` and `slope` of direct on model (0 and 1 without bias), `correlation`;
    `statistic` = sum (direct - model)^2 / (variance + MSE), about chi-squared on `df` domains,
    with `p`; `overlap` the share of domains whose 95 % intervals overlap; `cv_gain` the mean share
    by which the model lowers the coefficient of variation.
    """

    intercept: float
    slope: float
    correlation: float
    statistic: float
    df: int
    p: float
    overlap: float
    cv_gain: float


def predict(coef: Floats, X: Floats, row: NDArray[np.integer]) -> Floats:
    """Return the probability of each respondent, shape (n,); nan where `row` is -1."""
    return np.where(row >= 0, special.expit(X @ coef)[row], np.nan)


def weighted_auc(predicted: Floats, y: Floats, weight: Floats) -> float:
    """Return the chance that a case is ranked above a non-case, ties counting half.

    ``sum_{y=1} sum_{y=0} w_i w_j [1(p_i > p_j) + 1/2 1(p_i = p_j)] / (W_1 W_0)``, by sorting.

    Parameters
    ----------
    predicted : ndarray, shape (n,)
        Any score; rows with nan are left out.
    y, weight : ndarray, shape (n,)

    Raises
    ------
    CannotEstimate("one-outcome-only")

    References
    ----------
    Iparragirre, Barrio and Arostegui (2023), *Stat* 12, e635. Checked against scikit-learn in
    ``tests/property``.
    """
    inside = np.isfinite(predicted) & (weight > 0)
    level = np.unique(predicted[inside], return_inverse=True)[1]
    cases = np.bincount(level, weight[inside] * (y[inside] == 1))
    others = np.bincount(level, weight[inside] * (y[inside] == 0))
    if not cases.any() or not others.any():
        raise CannotEstimate("one-outcome-only")
    below = np.cumsum(others) - others
    return float(cases @ (below + others / 2) / (cases.sum() * others.sum()))


def archer_lemeshow(
    predicted: Floats, y: Floats, design: SurveyDesign, *, groups: int = 10
) -> GoodnessOfFit:
    """Test that the mean residual is zero in every weighted group of risk.

    Parameters
    ----------
    predicted : ndarray, shape (n,)
        Probabilities; nan outside the fit.
    y : ndarray, shape (n,)
    design : SurveyDesign
    groups : int
        Groups of about equal weight; equal predictions stay together.

    Raises
    ------
    CannotEstimate("too-few-groups"), CannotEstimate("no-degrees-of-freedom")

    References
    ----------
    Archer and Lemeshow (2006), *Stata Journal* 6(1), 97-105. Checked against its formula worked out
    with R ``svyby`` in ``tests/golden/own_survey``.
    """
    inside = np.isfinite(predicted) & (design.weight > 0)
    group = _risk_groups(predicted, np.where(inside, design.weight, 0.0), inside, groups)
    found = int(group.max()) + 1
    if found < 3:
        raise CannotEstimate("too-few-groups", groups=found)
    f = design.degrees_of_freedom(inside)
    df2 = f - found + 2
    if df2 <= 0:
        raise CannotEstimate("no-degrees-of-freedom", dof=df2)
    residual = np.where(inside, y - np.where(inside, predicted, 0.0), 0.0)
    member = np.eye(found)[np.where(inside, group, 0)] * inside[:, None]
    weight = member * design.weight[:, None]
    mean = residual @ weight / weight.sum(axis=0)
    scores = weight * (residual[:, None] - mean) / weight.sum(axis=0)
    covariance = covariance_of_totals(scores, design)
    values, vectors = np.linalg.eigh(covariance)
    if values[0] <= values[-1] * SINGULAR:
        raise CannotEstimate("too-few-groups", groups=found)
    Q = float(((vectors.T @ mean) ** 2 / values).sum())
    published, wald = df2 / (f * found) * Q, df2 / (f * (found - 1)) * Q
    return GoodnessOfFit(
        f_statistic=published,
        p=float(stats.f.sf(published, found - 1, df2)),
        wald_f_statistic=wald,
        wald_p=float(stats.f.sf(wald, found - 1, df2)),
        df1=found - 1,
        df2=df2,
        groups=found,
    )


def calibration(predicted: Floats, y: Floats, design: SurveyDesign) -> Calibration:
    """Fit the outcome's logit on the predicted log-odds, with design errors.

    Use held-out predictions: in its own sample a logit always gives 0 and 1. A slope below 1 says
    that predictions are too extreme.

    Parameters
    ----------
    predicted : ndarray, shape (n,)
        Probabilities; nan outside the fit.
    y : ndarray, shape (n,)
    design : SurveyDesign

    References
    ----------
    Cox (1958), *Biometrika* 45, 562-565.
    """
    inside = np.isfinite(predicted)
    log_odds = special.logit(np.where(inside, predicted, 0.5))
    log_odds = np.clip(log_odds, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
    X = np.column_stack([np.ones(design.n), log_odds])
    row = np.where(inside, np.arange(design.n), -1)
    fit = fit_logistic(X, row, y, design, ("(intercept)", "predicted log-odds"))
    return Calibration(
        intercept=float(fit.coef[0]),
        intercept_se=float(fit.se[0]),
        slope=float(fit.coef[1]),
        slope_se=float(fit.se[1]),
        dof=fit.design_dof,
    )


def fit_measures(fit: LogisticFit, predicted: Floats, y: Floats, weight: Floats) -> FitMeasures:
    """Return single-number summaries of a fit; likelihoods at weights that sum to n.

    Parameters
    ----------
    fit : LogisticFit
    predicted, y, weight : ndarray, shape (n,)
        Rows with nan in `predicted` are left out.

    References
    ----------
    Nagelkerke (1991), *Biometrika* 78, 691-692; Tjur (2009), *American Statistician* 63, 366-372.
    """
    inside = np.isfinite(predicted)
    p, outcome, w = predicted[inside], y[inside], weight[inside]
    cases, others = w * (outcome == 1), w * (outcome == 0)
    model, null = fit.log_likelihood, fit.null_log_likelihood
    cox_snell = -np.expm1(2 * (null - model) / fit.n)
    return FitMeasures(
        brier=float(w @ (outcome - p) ** 2 / w.sum()),
        mcfadden=1 - model / null,
        nagelkerke=float(cox_snell / -np.expm1(2 * null / fit.n)),
        tjur=float(cases @ p / cases.sum() - others @ p / others.sum()),
    )


def model_against_direct(
    direct: Floats, direct_se: Floats, model: Floats, model_se: Floats
) -> ModelAgainstDirect:
    """Compare model and direct estimates of domains large enough to have both.

    Parameters
    ----------
    direct, direct_se, model, model_se : ndarray, shape (D,)
        Rates and errors; domains without a positive direct error are left out.

    Raises
    ------
    CannotEstimate("one-region-only")
        Fewer than two domains have both.

    References
    ----------
    Brown, Chambers, Heady and Heasman (2001), *Proceedings of Statistics Canada Symposium*. The
    two estimates count as independent, which makes the test slightly conservative.
    """
    both = np.isfinite(direct) & np.isfinite(model) & (direct_se > 0) & np.isfinite(model_se)
    if both.sum() < 2:
        raise CannotEstimate("one-region-only", regions=int(both.sum()))
    d, m, d_se, m_se = direct[both], model[both], direct_se[both], model_se[both]
    spread = ((m - m.mean()) ** 2).sum()
    slope = float(((m - m.mean()) * (d - d.mean())).sum() / spread) if spread > 0 else np.nan
    statistic = float(((d - m) ** 2 / (d_se**2 + m_se**2)).sum())
    z = stats.norm.ppf(0.975)
    return ModelAgainstDirect(
        intercept=float(d.mean() - slope * m.mean()),
        slope=slope,
        correlation=correlation(d, m),
        statistic=statistic,
        df=len(d),
        p=float(stats.chi2.sf(statistic, len(d))),
        overlap=float((np.abs(d - m) <= z * (d_se + m_se)).mean()),
        cv_gain=float((1 - (m_se / m) / (d_se / d)).mean()),
    )


def _risk_groups(predicted: Floats, weight: Floats, inside: Mask, groups: int) -> Integers:
    """Cut predictions at weighted quantiles; return groups from 0 without gaps, -1 outside."""
    values, level = np.unique(predicted[inside], return_inverse=True)
    share = np.cumsum(np.bincount(level, weight[inside], minlength=len(values)))
    middle = (share - np.diff(share, prepend=0.0) / 2) / share[-1]
    group_of_value = np.minimum((middle * groups).astype(np.int64), groups - 1)
    group_of_value = np.unique(group_of_value, return_inverse=True)[1]
    group = np.full(len(predicted), -1, dtype=np.int64)
    group[inside] = group_of_value[level]
    return group


def correlation(a: Floats, b: Floats) -> float:
    """Return Pearson's correlation; nan of fewer than two values or of equal ones."""
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
