"""Estimates of groups of areas out of the areas' own, whose errors are partly shared."""

import numpy as np
from numpy.typing import NDArray

from jalon.engine.small_area.synthetic import AreaEstimates

Floats = NDArray[np.float64]


def joined(
    areas: AreaEstimates, group: NDArray[np.integer], n_groups: int, covariance: Floats
) -> AreaEstimates:
    """Return the estimates of groups 0 to `n_groups` - 1, weighted by the areas' children.

    What moves all areas together (the gradient times `covariance`) is added before squaring, what
    is each area's own is added as a variance: as `estimate_groups` does from the census's sums.

    Parameters
    ----------
    areas : AreaEstimates
        D areas; one without a rate counts for nothing.
    group : (D,) int
    covariance : (r, r) float
        Of what `areas.gradient` is in.

    References
    ----------
    Checked against `estimate_groups` in ``tests/unit/test_joined.py``.
    """
    weight = np.nan_to_num(np.where(np.isnan(areas.rate), 0.0, areas.children))
    whole = np.bincount(group, weight, n_groups).astype(np.float64)
    share = weight / np.where(whole > 0, whole, np.nan)[group]

    def mean(values: Floats, power: int = 1) -> Floats:
        found = np.bincount(group, np.nan_to_num(share**power * values), n_groups)
        return np.where(whole > 0, found, np.nan)

    gradient = np.stack([mean(column) for column in areas.gradient.T], axis=1)
    return AreaEstimates(
        rate=mean(areas.rate),
        children=whole,
        expected=np.bincount(group, np.nan_to_num(areas.expected), n_groups).astype(np.float64),
        var_estimation=np.einsum("gp,pq,gq->g", gradient, covariance, gradient),
        var_area=mean(areas.var_area, 2),
        var_finite=mean(areas.var_finite, 2),
        var_census=mean(areas.var_census, 2),
        gradient=gradient,
        sigma2_u=areas.sigma2_u,
        curved=areas.curved,
    )
