"""Fit a logit to a survey by pseudo-maximum likelihood, with errors from its design."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special, stats

from jalon.engine.regression.maximise import maximise
from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.totals import require_binary
from jalon.engine.survey.variance import covariance_of_unit_totals
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wald:
    """Test that q coefficients are all zero.

    `F` = W / q on (`df1`, `df2`) with ``df2 = f + 1 - p`` is R's ``regTermTest``; `adjusted_f` =
    (f - q + 1) / (f q) W on (`df1`, `adjusted_df2` = f - q + 1) is the adjusted Wald test of Korn
    and Graubard. f: PSUs minus strata.
    """

    F: float
    df1: int
    df2: int
    p: float
    adjusted_f: float
    adjusted_df2: int
    adjusted_p: float


@dataclass(frozen=True, eq=False, slots=True)
class LogisticFit:
    """A fitted logit.

    Parameters
    ----------
    names : tuple of str
        The p columns.
    coef : ndarray, shape (p,)
        Log-odds.
    covariance : ndarray, shape (p, p)
        Design-based (sandwich), squared log-odds.
    bread : ndarray, shape (p, p)
        Inverse information at weights that sum to `n`: the covariance if respondents were a
        simple random sample.
    dof : int
        PSUs minus strata that hold respondents, plus one, minus p: R's choice for t and F.
    design_dof : int
        PSUs minus strata.
    n, n_psu, n_strata : int
        Respondents in the fit, and the units that hold them.
    iterations : int
    log_likelihood, null_log_likelihood : float
        At weights that sum to `n`; of the model, and of a model with the overall rate alone.
    firth : bool
        Whether the likelihood was penalised.
    """

    names: tuple[str, ...]
    coef: Floats
    covariance: Floats
    bread: Floats
    dof: int
    design_dof: int
    n: int
    n_psu: int
    n_strata: int
    iterations: int
    log_likelihood: float
    null_log_likelihood: float
    firth: bool

    @property
    def se(self) -> Floats:
        """Design-based standard errors, shape (p,), log-odds."""
        errors: Floats = np.sqrt(np.diag(self.covariance))
        return errors

    @property
    def p_values(self) -> Floats:
        """Two-sided p-values of single coefficients, t with `dof`, shape (p,)."""
        return np.asarray(2 * stats.t.sf(np.abs(self.coef / self.se), self._tested_dof()))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return lower and upper limits of the coefficients, t with `dof`, each shape (p,).

        Raises
        ------
        CannotEstimate("no-degrees-of-freedom")
        """
        half = stats.t.ppf((1 + level) / 2, self._tested_dof()) * self.se
        return self.coef - half, self.coef + half

    def odds_ratios(self, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
        """Return odds ratios with their lower and upper limits, each shape (p,)."""
        low, high = self.interval(level)
        return np.exp(self.coef), np.exp(low), np.exp(high)

    def wald(self, columns: Sequence[int] | Sequence[str] | Integers) -> Wald:
        """Test that the coefficients of `columns` (positions or names) are all zero.

        Raises
        ------
        CannotEstimate("no-degrees-of-freedom"), BadInput("unknown-column")
        """
        places = [self._place(column) for column in columns]
        q, f = len(places), self.design_dof
        adjusted_df2 = f - q + 1
        # First: with fewer units than columns the covariance has no inverse.
        if adjusted_df2 <= 0:
            raise CannotEstimate("no-degrees-of-freedom", dof=adjusted_df2)
        df2 = self._tested_dof()
        b = self.coef[places]
        W = float(b @ np.linalg.solve(self.covariance[np.ix_(places, places)], b))
        adjusted_f = adjusted_df2 / (f * q) * W
        return Wald(
            F=W / q,
            df1=q,
            df2=df2,
            p=float(stats.f.sf(W / q, q, df2)),
            adjusted_f=adjusted_f,
            adjusted_df2=adjusted_df2,
            adjusted_p=float(stats.f.sf(adjusted_f, q, adjusted_df2)),
        )

    def _place(self, column: int | str | np.integer) -> int:
        if not isinstance(column, str):
            return int(column)
        if column not in self.names:
            raise BadInput("unknown-column", column=column)
        return self.names.index(column)

    def _tested_dof(self) -> int:
        if self.dof <= 0:
            raise CannotEstimate("no-degrees-of-freedom", dof=self.dof)
        return self.dof


@dataclass(frozen=True, eq=False, slots=True)
class Collapsed:
    """A survey with one row per sampling unit, pattern and outcome.

    `row` (m,), `y` (m,), `design` (m rows) and `persons` (m,) go into `fit_logistic`; `keys` hold
    the further codes asked for, each (m,); `first` (m,) is the row of the survey each comes from.
    """

    row: Integers
    y: Floats
    design: SurveyDesign
    persons: Floats
    keys: tuple[Integers, ...]
    first: Integers


def fit_logistic(
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    design: SurveyDesign,
    names: Sequence[str],
    firth: bool = False,
    persons: Floats | None = None,
) -> LogisticFit:
    """Fit ``Pr(y = 1) = 1 / (1 + exp(-x'b))`` to a survey, with design-based errors.

    Solves ``sum w (y - p) x = 0`` by Newton's method on weight sums per distinct row of `X`.
    The covariance is ``J^-1 G J^-1``: J the information, G the design covariance of the total
    score (`covariance_of_totals`). No small-sample factor is applied, as in R's ``svyglm``.

    Parameters
    ----------
    X : ndarray, shape (k, p)
        The distinct rows of the model matrix.
    row : ndarray of int, shape (n,)
        Which row of `X` a respondent has; -1 for those outside the fit, who stay in the design
        with a score of zero.
    y : ndarray, shape (n,)
        1 or 0; not read where `row` is -1.
    design : SurveyDesign
        All n respondents.
    names : sequence of str
        The p columns.
    firth : bool
        Penalise the likelihood by half the log determinant of the information (weights summing to
        the number of respondents), so that separated levels keep finite coefficients. Because the
        sandwich is far too small for them, standard errors are then never below those of `bread`.
    persons : ndarray, shape (n,), optional
        Respondents behind each row, when rows are collapsed (`collapse`).

    Returns
    -------
    LogisticFit

    Raises
    ------
    CannotEstimate("no-respondents"), CannotEstimate("outcome-constant"),
    CannotEstimate("column-without-cases"), CannotEstimate("collinear-columns"),
    CannotEstimate("separation"), CannotEstimate("separation-combination"),
    CannotEstimate("did-not-converge"), CannotEstimate("single-psu-stratum"),
    BadInput("outcome-not-binary")

    References
    ----------
    Binder (1983), *International Statistical Review* 51(3), 279-292. Firth (1993), *Biometrika*
    80(1), 27-38. Checked against R ``svyglm`` in ``tests/golden/svyglm`` and
    ``tests/golden/own_survey``.
    """
    used = (row >= 0) & (design.weight > 0)
    if not used.any():
        raise CannotEstimate("no-respondents")
    outcome = np.where(used, y, 0.0)
    require_binary(outcome)
    persons = np.ones(design.n) if persons is None else persons
    n = round(float(persons[used].sum()))
    # Likelihoods and the penalty speak of n respondents, whatever the scale of the weights.
    weight = np.where(used, design.weight, 0.0)
    weight = weight * (n / weight.sum())

    place = np.where(used, row, 0).astype(np.int64)
    yes = np.bincount(place, weight * outcome, minlength=len(X)).astype(np.float64)
    no = np.bincount(place, weight * (1 - outcome), minlength=len(X)).astype(np.float64)
    peak = maximise(X, yes, no, names, firth=firth)

    p = special.expit(X @ peak.coef)
    scores = _unit_scores(X, place, weight * (outcome - p[place]), design)
    covariance = peak.bread @ covariance_of_unit_totals(scores, design) @ peak.bread
    if firth:
        short = np.sqrt(np.diag(peak.bread) / np.maximum(np.diag(covariance), 1e-300))
        widen = np.maximum(short, 1.0)
        covariance = covariance * np.outer(widen, widen)
    held = np.unique(design.psu_position[used])
    n_strata = len(np.unique(design.first_stage.group[held]))
    design_dof = len(held) - n_strata
    rate = yes.sum() / (yes.sum() + no.sum())
    return LogisticFit(
        names=tuple(names),
        coef=peak.coef,
        covariance=(covariance + covariance.T) / 2,
        bread=peak.bread,
        dof=design_dof + 1 - X.shape[1],
        design_dof=design_dof,
        n=n,
        n_psu=len(held),
        n_strata=n_strata,
        iterations=peak.iterations,
        log_likelihood=peak.log_likelihood,
        null_log_likelihood=float(yes.sum() * np.log(rate) + no.sum() * np.log1p(-rate)),
        firth=firth,
    )


def clustered_covariance(
    fit: LogisticFit,
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    weight: Floats,
    cluster: NDArray[np.integer],
) -> Floats:
    """Return the fit's covariance (p, p) when whole clusters (areas) vary independently.

    For area-level covariates the survey's own PSUs understate the error: areas share what the
    model leaves out. Scores are added up per cluster, with the factor C / (C - 1) and no strata.

    Parameters
    ----------
    fit : LogisticFit
    X, row, y : ndarray
        As in `fit_logistic`.
    weight : ndarray, shape (n,)
    cluster : ndarray of int, shape (n,)
        Codes from 0; not read where `row` is -1.

    References
    ----------
    Liang and Zeger (1986), *Biometrika* 73(1), 13-22. Checked against R ``svyglm`` with the areas
    as sampling units in ``tests/golden/own_survey``.
    """
    used = (row >= 0) & (weight > 0)
    place, w = row[used].astype(np.int64), weight[used] * (fit.n / weight[used].sum())
    areas = np.unique(cluster[used], return_inverse=True)[1]
    design = SurveyDesign(w, np.zeros(len(w), dtype=np.int64), areas)
    p = special.expit(X @ fit.coef)
    scores = _unit_scores(X, place, w * (y[used] - p[place]), design)
    covariance: Floats = fit.bread @ covariance_of_unit_totals(scores, design) @ fit.bread
    return (covariance + covariance.T) / 2


def collapse(
    row: NDArray[np.integer],
    y: Floats,
    design: SurveyDesign,
    keys: Sequence[NDArray[np.integer]] = (),
) -> Collapsed:
    """Join respondents of a sampling unit that share pattern, outcome and `keys`.

    Their scores are equal, so weight sums give the same fit: exact for the score, the information
    and the design covariance. Rows outside the fit are kept as one row per unit, because their
    unit counts in the design.

    Parameters
    ----------
    row, y, design
        As in `fit_logistic`.
    keys : sequence of int ndarray, each shape (n,)
        Further codes that must not be mixed, such as the area.
    """
    used = row >= 0
    outcome = np.where(used, y, 0.0)
    require_binary(outcome)
    unit = design.psu_position if design.ssu_position is None else design.ssu_position
    cell = unit
    for code in (row, outcome.astype(np.int64), *keys):
        low = int(code.min())
        cell = cell * (int(code.max()) - low + 1) + (code.astype(np.int64) - low)
        cell = np.unique(cell, return_inverse=True)[1]
    size = int(cell.max()) + 1
    first = np.empty(size, dtype=np.int64)
    first[cell[::-1]] = np.arange(design.n)[::-1]
    # A respondent with zero weight is outside the fit: count those with a weight.
    persons = np.bincount(cell, design.weight > 0, minlength=size).astype(np.float64)
    narrowed = SurveyDesign(
        np.bincount(cell, design.weight, minlength=size).astype(np.float64),
        design.stratum[first],
        design.psu[first],
        design.lonely_psu,
        None if design.fpc is None else design.fpc[first],
        None if design.ssu is None else design.ssu[first],
        None if design.ssu_fpc is None else design.ssu_fpc[first],
        design.stratum_names,
        design.psu_names,
    )
    further = tuple(np.asarray(key)[first].astype(np.int64) for key in keys)
    return Collapsed(row[first].astype(np.int64), outcome[first], narrowed, persons, further, first)


def _unit_scores(X: Floats, place: Integers, residual: Floats, design: SurveyDesign) -> Floats:
    """Add up ``residual * X[place]`` by final sampling unit without writing out n x p."""
    if design.second_stage is None or design.ssu_position is None:
        unit, units = design.psu_position, design.n_psu
    else:
        unit, units = design.ssu_position, len(design.second_stage.group)
    table = sparse.coo_array((residual, (unit, place)), shape=(units, len(X))).tocsr()
    return np.asarray(table @ X, dtype=np.float64)
