"""Estimates for a question about all areas together: how much they differ, who comes first.

Each area's best estimate is drawn towards the mean, so that a set of best estimates varies less
than the true rates do: extreme classes hold too few areas. No estimate is best for every question
(Shen and Louis); these are the ones for the spread and for the order.

References
----------
Louis (1984), *JASA* 79, 393-398, and Ghosh (1992), *JASA* 87, 533-540 (constrained estimates). Shen
and Louis (1998), *JRSS B* 60(2), 455-471 (triple goal). Laird and Louis (1989), *Journal of
Educational Statistics* 14, 29-46 (expected ranks). Checked against loops over draws and by
simulation in ``tests/unit/test_dispersion.py``.
"""

import numpy as np
from numpy.typing import NDArray

from jalon.engine.classify.ranks import rank_columns

Floats = NDArray[np.float64]


def constrained(estimate: Floats, draws: Floats, weights: Floats | None = None) -> Floats:
    """Spread the estimates about their mean until they vary as the true values are expected to.

    Parameters
    ----------
    estimate : (D,) float
        NaN for areas without one. Log-odds, so that rates spread this way stay in 0-1.
    draws : (D, B) float
        Of the posterior, on the same scale. Draws that hold the error of badly known
        coefficients spread too far: that error is in the estimates already.
    weights : (D,) float, optional
        Children: mean and variance over children instead of over areas.

    Returns
    -------
    (D,) float
        m + a (estimate - m), with a^2 the mean over draws of their variance between areas,
        divided by the estimates' own. Estimates that are all equal stay as they are.
    """
    known = ~np.isnan(estimate)
    weight = np.ones(len(estimate)) if weights is None else weights
    share = weight[known] / weight[known].sum()
    mean = share @ estimate[known]
    own = share @ (estimate[known] - mean) ** 2
    drawn = draws[known]
    expected = (share @ (drawn - share @ drawn) ** 2).mean()
    factor = np.sqrt(expected / own) if own > 0 else 1.0
    return np.asarray(mean + factor * (estimate - mean), dtype=np.float64)


def expected_order(draws: Floats) -> Floats:
    """Order areas by their expected rank, 1 for the highest: the order with the least error.

    An area that is high and uncertain comes after one that is as high and certain. Equal
    expected ranks share the better place. NaN for areas without draws.
    """
    known = ~np.isnan(draws[:, 0])
    mean = rank_columns(draws[known]).mean(axis=1)
    place = np.full(len(draws), np.nan)
    place[known] = np.searchsorted(np.sort(mean), mean, side="left") + 1
    return place


def triple_goal(draws: Floats) -> Floats:
    """Give the areas, in the order of their expected ranks, the quantiles of all draws.

    The result estimates the distribution of the true values well, orders areas well, and is a
    fair estimate of each: classes cut from it hold about as many areas as they should.

    Returns
    -------
    (D,) float
        NaN for areas without draws.
    """
    known = ~np.isnan(draws[:, 0])
    drawn = draws[known]
    areas = len(drawn)
    # The smallest value that at least (2j - 1) / 2D of all draws do not exceed, in whole numbers.
    places = -(-(2 * np.arange(areas) + 1) * drawn.size // (2 * areas)) - 1
    values = np.sort(drawn, axis=None)[places]
    order = np.argsort(-rank_columns(drawn).mean(axis=1), kind="stable")
    found = np.empty(areas)
    found[order] = values
    full = np.full(len(draws), np.nan)
    full[known] = found
    return full
