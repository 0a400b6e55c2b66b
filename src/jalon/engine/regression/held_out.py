"""Judge a logit by respondents and regions it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from jalon.engine.regression.diagnostics import correlation, predict, weighted_auc
from jalon.engine.regression.maximise import maximise
from jalon.engine.regression.rank import independent_columns
from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.totals import direct_estimates
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class CrossValidation:
    """How well the model orders respondents of PSUs it has not seen.

    `auc` held out, `auc_in_sample`, `optimism` their difference; `predicted` (n,) the held-out
    probabilities, nan outside the fit; `fold` (n,) the fold of each row's PSU.
    """

    auc: float
    auc_in_sample: float
    optimism: float
    predicted: Floats
    fold: Integers


@dataclass(frozen=True, eq=False, slots=True)
class RegionsHeldOut:
    """Each region predicted by a model that never saw it; arrays have shape (R,).

    `n` respondents; `direct` survey rate with `direct_se`; `predicted_in_sample` by the whole
    model and `predicted_held_out` without the region, both averaged over the survey's own
    respondents with their weights; nan for a region without respondents. `correlation_*` are
    Pearson correlations with `direct` over regions, `mean_absolute_error` is of held-out rates,
    `auc` of all held-out respondents together. `coef` (R, p) are the fits without each region:
    nan where that one has no respondents, and for a column that stands or falls with it.
    """

    n: Integers
    direct: Floats
    direct_se: Floats
    predicted_in_sample: Floats
    predicted_held_out: Floats
    correlation_in_sample: float
    correlation_held_out: float
    mean_absolute_error: float
    auc: float
    coef: Floats


def cross_validate(
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    design: SurveyDesign,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    folds: int = 10,
    firth: bool = False,
) -> CrossValidation:
    """Predict every PSU by a model fitted to the other folds, PSUs dealt to folds within strata.

    Respondents of one PSU resemble each other, so folds of respondents would flatter the model.
    A level that only the held-out fold has is predicted as the reference level; a separated one by
    Firth's penalty.

    Parameters
    ----------
    X, row, y, design, names
        As in `fit_logistic`.
    rng : numpy.random.Generator
        Deals the PSUs.
    folds : int
    firth : bool
        As in `fit_logistic`, for every fold.

    Raises
    ------
    CannotEstimate("too-few-folds"), CannotEstimate("one-outcome-only")

    References
    ----------
    Wieczorek, Guerin and McMahon (2022), *Stat* 11, e454 (folds that follow the design).
    """
    fold = deal_psus(design, folds, rng)
    inside = (row >= 0) & (design.weight > 0)
    predicted = np.full(design.n, np.nan)
    for f in np.unique(fold[inside]):
        out = inside & (fold == f)
        coef = _coefficients_without(out, X, row, y, design, names, firth=firth)
        predicted[out] = special.expit(X @ coef)[row[out]]
    everyone = _coefficients_without(
        np.zeros(design.n, np.bool_), X, row, y, design, names, firth=firth
    )
    in_sample = weighted_auc(predict(everyone, X, row), y, design.weight)
    auc = weighted_auc(predicted, y, design.weight)
    return CrossValidation(auc, in_sample, in_sample - auc, predicted, fold)


def deal_psus(design: SurveyDesign, folds: int, rng: np.random.Generator) -> Integers:
    """Deal each stratum's PSUs to folds in turn, shuffled; return the fold of each row, (n,)."""
    if folds < 2 or design.n_psu < folds:
        raise CannotEstimate("too-few-folds", folds=folds)
    shuffled = rng.permutation(design.n_psu)
    # Strata follow each other in the dealing, so that small ones do not all start at fold 0.
    order = shuffled[np.argsort(design.first_stage.group[shuffled], kind="stable")]
    fold_of_psu = np.empty(design.n_psu, dtype=np.int64)
    fold_of_psu[order] = np.arange(design.n_psu) % folds
    return fold_of_psu[design.psu_position]


def leave_one_region_out(
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    region: NDArray[np.integer],
    n_regions: int,
    design: SurveyDesign,
    names: Sequence[str],
    *,
    firth: bool = False,
) -> RegionsHeldOut:
    """Predict each region's rate by a model fitted to all the others.

    The honest test of a synthetic estimate: areas without a sample are exactly such places.
    Columns that exist only in the region held out (its own indicator) count as at the reference.

    Parameters
    ----------
    X, row, y, design, names
        As in `fit_logistic`.
    region : ndarray of int, shape (n,)
        0..R-1; -1 where unknown: such rows stay in every fit and are predicted by none.
    n_regions : int
    firth : bool
        As in `fit_logistic`, for every fit.

    Raises
    ------
    CannotEstimate("one-region-only")
    """
    inside = (row >= 0) & (design.weight > 0)
    place = np.where(inside, region, -1)
    present = np.unique(place[place >= 0])
    if len(present) < 2:
        raise CannotEstimate("one-region-only", regions=len(present))
    direct = direct_estimates(y, place, n_regions, design)
    everyone = _coefficients_without(
        np.zeros(design.n, np.bool_), X, row, y, design, names, firth=firth
    )
    in_sample = np.where(inside, predict(everyone, X, row), np.nan)
    held_out = np.full(design.n, np.nan)
    fits = np.full((n_regions, X.shape[1]), np.nan)
    for r in present:
        out = place == r
        coef = _coefficients_without(out, X, row, y, design, names, firth=firth)
        held_out[out] = special.expit(X @ coef)[row[out]]
        fits[r] = np.where(coef == 0, np.nan, coef)
    rates = [_mean_by(p, place, n_regions, design.weight) for p in (in_sample, held_out)]
    known = direct.n > 0
    return RegionsHeldOut(
        n=direct.n,
        direct=direct.rate,
        direct_se=direct.se,
        predicted_in_sample=rates[0],
        predicted_held_out=rates[1],
        correlation_in_sample=correlation(direct.rate[known], rates[0][known]),
        correlation_held_out=correlation(direct.rate[known], rates[1][known]),
        mean_absolute_error=float(np.abs(direct.rate - rates[1])[known].mean()),
        auc=weighted_auc(held_out, y, design.weight),
        coef=fits,
    )


def _coefficients_without(
    out: Mask,
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    design: SurveyDesign,
    names: Sequence[str],
    *,
    firth: bool,
) -> Floats:
    """Fit on the rows that are not `out`; columns these cannot tell apart get coefficient 0."""
    kept = (row >= 0) & (design.weight > 0) & ~out
    weight = design.weight[kept] / design.weight[kept].mean()
    yes = np.bincount(row[kept], weight * y[kept], minlength=len(X)).astype(np.float64)
    no = np.bincount(row[kept], weight * (1 - y[kept]), minlength=len(X)).astype(np.float64)
    columns = independent_columns(X, yes + no)
    chosen = [names[int(j)] for j in columns]
    try:
        peak = maximise(X[:, columns], yes, no, chosen, firth=firth)
    except CannotEstimate as error:
        if not error.code.startswith("separation"):
            raise
        peak = maximise(X[:, columns], yes, no, chosen, firth=True)
    coef = np.zeros(X.shape[1])
    coef[columns] = peak.coef
    return coef


def _mean_by(predicted: Floats, place: Integers, size: int, weight: Floats) -> Floats:
    inside = place >= 0
    total = np.bincount(place[inside], (weight * predicted)[inside], minlength=size)
    with np.errstate(invalid="ignore"):
        return total / np.bincount(place[inside], weight[inside], minlength=size)
