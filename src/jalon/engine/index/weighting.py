"""Weights of indicators, nominal ones: what an indicator really moves is in `reliability`.

References
----------
OECD and JRC (2008), *Handbook on Constructing Composite Indicators*, step 6; Nicoletti, Scarpetta
and Boylaud (2000), OECD ECO/WKP(99)18, for the weights by principal components; Zeleny (1982) for
those by entropy; Lawson and Hanson (1974) for least squares without negative weights.
Checked against R (``prcomp``, ``varimax``) in ``tests/golden/index_r`` and against a sheet computed
by hand in ``tests/golden/index_by_hand``.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from jalon.engine.index.indicators import (
    Flags,
    Floats,
    Indicators,
    Integers,
    Scaling,
    SurveyedOutcome,
    Weighting,
)
from jalon.engine.index.scaling import scaled
from jalon.errors import BadInput, CannotEstimate

# Components that are kept: those that tell more than one indicator does, and enough of the whole.
EIGENVALUE_ABOVE = 1.0
VARIANCE_KEPT = 0.6


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """Weights of indicators within their dimension, and of dimensions.

    within : (q,), summing to 1 in every dimension that has any. dimension : (C,), summing to 1.
    """

    within: Floats
    dimension: Floats

    def overall(self, dimension_of: Integers) -> Floats:
        """Return the weight of each indicator in the whole, shape (q,), summing to 1."""
        return np.asarray(self.within * self.dimension[dimension_of])


def weigh(
    indicators: Indicators,
    z: Floats,
    weighting: Weighting,
    outcome: SurveyedOutcome | None = None,
    kept: Flags | None = None,
) -> Weights:
    """Return the weights of the indicators.

    ``equal`` gives every indicator the same, so that a dimension weighs by how many it has;
    ``equal-by-dimension`` gives every dimension the same; ``expert`` takes the study's. ``pca``,
    ``entropy`` and ``regression`` are found in the data.

    Parameters
    ----------
    z : (D, q) float
        The scaled indicators.
    outcome : SurveyedOutcome, optional
        For ``regression`` only.
    kept : (q,) bool, optional
        Indicators that stay in; the others weigh nothing.

    Raises
    ------
    BadInput("index-outcome-needed")
    CannotEstimate("index-regression-too-few" | "index-regression-empty")
    """
    kept = indicators.all_kept if kept is None else kept
    share = np.zeros(len(kept))
    match weighting:
        case Weighting.EQUAL:
            share[kept] = 1.0
        case Weighting.EQUAL_BY_DIMENSION:
            return _by_dimension(
                indicators, np.ones(len(kept)) * kept, np.ones(len(indicators.dimensions))
            )
        case Weighting.EXPERT:
            return _by_dimension(
                indicators, indicators.importance * kept, indicators.dimension_importance
            )
        case Weighting.PCA:
            share[kept] = component_weights(z[:, kept])
        case Weighting.ENTROPY:
            share[kept] = entropy_weights(scaled(indicators, Scaling.MIN_MAX)[:, kept])
        case Weighting.REGRESSION:
            if outcome is None:
                raise BadInput("index-outcome-needed")
            share[kept] = regression_weights(z[:, kept], outcome, indicators.population)
    return from_overall(indicators, share)


def from_overall(indicators: Indicators, share: Floats) -> Weights:
    """Part weights of the whole, which need not sum to 1, into dimensions and within them."""
    dimension = np.zeros(len(indicators.dimensions))
    np.add.at(dimension, indicators.dimension, share)
    return _by_dimension(indicators, share, dimension)


def _by_dimension(indicators: Indicators, within: Floats, dimension: Floats) -> Weights:
    """Scale both to sum to 1; a dimension without any weighted indicator weighs nothing."""
    sums = np.bincount(indicators.dimension, weights=within, minlength=len(indicators.dimensions))
    present = sums > 0
    scale = np.where(present, sums, 1.0)[indicators.dimension]
    weight = np.where(present, dimension, 0.0)
    if weight.sum() <= 0:
        raise BadInput("index-weights-none")
    return Weights(np.asarray(within / scale), weight / weight.sum())


def component_weights(z: Floats) -> Floats:
    """Weigh by principal components of the correlations: squared loadings times variance.

    Components with an eigenvalue above 1 are kept, and more until they hold 60 % of the variance;
    they are rotated (varimax). An indicator counts where it loads most, by its squared loading's
    share of the component, times the component's share of the variance kept: in all, its largest
    squared loading. Returned shape (q,), summing to 1.
    """
    correlation = np.corrcoef(z, rowvar=False)
    correlation = np.atleast_2d(correlation)
    values, vectors = np.linalg.eigh(correlation)
    values, vectors = values[::-1], vectors[:, ::-1]
    enough = int(np.searchsorted(np.cumsum(values) / values.sum(), VARIANCE_KEPT - 1e-12)) + 1
    kept = min(max(int((values > EIGENVALUE_ABOVE).sum()), enough), len(values))
    loadings = varimax(vectors[:, :kept] * np.sqrt(np.maximum(values[:kept], 0.0)))
    largest = (loadings**2).max(axis=1)
    return np.asarray(largest / largest.sum())


def varimax(loadings: Floats, tolerance: float = 1e-10, most: int = 1000) -> Floats:
    """Rotate loadings so that each is large or small (Kaiser 1958), rows at unit length."""
    if loadings.shape[1] < 2:
        return loadings
    length = np.sqrt((loadings**2).sum(axis=1))
    A = loadings / length[:, None]
    turn, before = np.eye(A.shape[1]), 0.0
    for _ in range(most):
        B = A @ turn
        U, singular, V = np.linalg.svd(A.T @ (B**3 - B * (B**2).mean(axis=0)))
        turn, now = U @ V, float(singular.sum())
        if now < before * (1 + tolerance):
            break
        before = now
    return np.asarray(A @ turn * length[:, None])


def entropy_weights(z: Floats) -> Floats:
    """Weigh by how unevenly an indicator is spread over areas: 1 less its relative entropy.

    `z` is not negative; an indicator that all areas share alike would weigh nothing. Returned
    shape (q,), summing to 1.
    """
    p = z / z.sum(axis=0)
    logs = np.log(np.where(p > 0, p, 1.0))
    divergence = np.maximum(1.0 + (p * logs).sum(axis=0) / np.log(len(z)), 0.0)
    return np.asarray(divergence / divergence.sum())


def regression_weights(
    z: Floats, outcome: SurveyedOutcome, population: Floats | None = None
) -> Floats:
    """Weigh so that regional means of the index follow a survey's regional rates.

    Least squares with an intercept and no negative weight. Returned shape (q,), summing to 1.

    Raises
    ------
    CannotEstimate("index-regression-too-few")
        Fewer regions with a rate than indicators and two.
    CannotEstimate("index-regression-empty")
        No indicator goes with the outcome.
    """
    means = regional_means(z, outcome, population)
    known = ~np.isnan(outcome.rate) & ~np.isnan(means).any(axis=1)
    if known.sum() < z.shape[1] + 2:
        raise CannotEstimate(
            "index-regression-too-few", regions=int(known.sum()), indicators=z.shape[1]
        )
    Z, y = means[known], outcome.rate[known]
    weight, _ = nnls(Z - Z.mean(axis=0), y - y.mean())
    if weight.sum() <= 0:
        raise CannotEstimate("index-regression-empty")
    return np.asarray(weight / weight.sum())


def regional_means(z: Floats, outcome: SurveyedOutcome, population: Floats | None = None) -> Floats:
    """Return the mean of each column in each region, shape (G, q); NaN in a region without area."""
    weight = np.ones(len(z)) if population is None else population
    G = len(outcome.rate)
    total = np.bincount(outcome.region, weights=weight, minlength=G)
    columns = [np.bincount(outcome.region, weights=weight * column, minlength=G) for column in z.T]
    return np.stack(columns, axis=1) / np.where(total > 0, total, np.nan)[:, None]
