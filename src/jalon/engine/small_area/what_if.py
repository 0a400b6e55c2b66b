"""By how much the model's rates would move if a factor were changed: associated, not caused."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from jalon.engine.census.sums import AreaSums, sums_from_counts
from jalon.engine.mixed.changed import Changed
from jalon.engine.mixed.population import CensusCells
from jalon.engine.small_area.synthetic import AreaEstimates

Floats = NDArray[np.float64]


def synthetic_change(
    changed: Changed, coef: Floats, covariance: Floats, sigma2_u: float | None
) -> AreaEstimates:
    """Return by how much the synthetic rates of the D areas would move.

    The errors are those of a difference: coefficients and the area's departure from the model
    are the same before and after, so gradients are subtracted before squaring, and so are the
    means of p (1 - p) by which the departure counts. The chance by which a finite number of
    children turn out is left out: the change is of what the model expects.

    Returns
    -------
    AreaEstimates
        Of differences: `rate` and `expected` may be negative, `interval` is not for them, and
        `var_finite` is nought. `joined` gives regions and the nation.

    References
    ----------
    Delta method. Checked against the changed census scored child by child, differences in the
    coefficients and draws in ``tests/unit/test_what_if.py``.
    """
    before, after = (_sums(cells, coef) for cells in (changed.before, changed.after))
    totals = np.where(changed.totals > 0, changed.totals, np.nan)
    gradient = (after.gradient - before.gradient) / totals[:, None]
    steeper = (after.pq - before.pq) / totals
    return AreaEstimates(
        rate=(after.p - before.p) / totals,
        children=changed.totals,
        expected=after.p - before.p,
        var_estimation=np.einsum("dp,pq,dq->d", gradient, covariance, gradient, optimize=True),
        var_area=(sigma2_u or 0.0) * steeper**2,
        var_finite=np.zeros_like(totals),
        var_census=census_variance(changed, coef),
        gradient=gradient,
        sigma2_u=sigma2_u,
    )


def census_variance(changed: Changed, coef: Floats) -> Floats:
    """Return the variance of the change, (D,), where the census is a weighted sample.

    As for rates: excess of the squared weights times the variance of the children's own changes,
    nought for those who are not concerned.
    """
    totals = np.where(changed.totals > 0, changed.totals, np.nan)
    cells = changed.before.counts
    own = expit(changed.after.predictor(coef)) - expit(changed.before.predictor(coef))
    mean, square = (cells.by_area(cells.n * each) / totals for each in (own, own**2))
    variance: Floats = changed.excess * np.maximum(square - mean**2, 0) / totals**2
    return variance


def _sums(cells: CensusCells, coef: Floats) -> AreaSums:
    return sums_from_counts(cells.counts, cells.X, cells.covariate_of, cells.Z, coef)
