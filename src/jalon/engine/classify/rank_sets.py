"""Sets of ranks that hold for all areas at once.

A 90 % interval for one area's rank says nothing of the whole table: among 300 areas some thirty
such intervals miss. Here the sets of all areas are right together with the probability named.

References
----------
Klein, Wright and Wieczorek (2020), *JRSS A* 183(2), 589-606: from simultaneous intervals of the
rates. Mogstad, Romano, Shaikh and Wilhelm (2024), *Review of Economic Studies* 91(1), 476-518: from
simultaneous intervals of all differences. Checked by counting over pairs and by simulated coverage
in ``tests/unit/test_rank_sets.py``.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jalon.engine.classify.kernels import largest_differences
from jalon.errors import BadInput

Floats = NDArray[np.float64]


class Comparison(StrEnum):
    """What is held simultaneously.

    ``pairs`` holds all differences between two areas, so an error that all areas share does not
    count, and its sets are the narrower ones; ``rates`` holds the rates themselves, and is what
    intervals printed beside each other show to the eye.
    """

    PAIRS = "pairs"
    RATES = "rates"


@dataclass(frozen=True, eq=False, slots=True)
class RankSets:
    """Ranks from `low` to `high` of each area, 1 for the highest rate; (D,), NaN without a rate.

    `critical` is the number of standard errors within which all comparisons hold at once.
    """

    low: Floats
    high: Floats
    critical: float
    level: float

    def surely_top(self, m: int) -> NDArray[np.bool_]:
        """Return the areas that are among the `m` highest, whichever ranks are the true ones."""
        top: NDArray[np.bool_] = self.high <= m
        return top

    def possibly_top(self, m: int) -> NDArray[np.bool_]:
        """Return the areas that cannot be excluded from the `m` highest."""
        top: NDArray[np.bool_] = self.low <= m
        return top


def simultaneous_rank_sets(
    estimate: Floats,
    draws: Floats,
    *,
    level: float = 0.90,
    comparison: Comparison | str = Comparison.PAIRS,
) -> RankSets:
    """Return the ranks that each area may have, all areas at once.

    Parameters
    ----------
    estimate : (D,) float
        NaN for areas without one. Log-odds rather than rates: ranks are the same and the errors
        are nearer to normal.
    draws : (D, B) float
        Simulated true values around the estimates, or bootstrap estimates, on the same scale.
    level : float
        Probability with which all sets hold their area's true rank. With B draws at least
        10 / (1 - level) are needed to place the critical value.
    comparison : Comparison

    Raises
    ------
    BadInput("rank-sets-need-draws")

    Notes
    -----
    With errors d_b of draw b, s their standard deviation, the critical value c is the `level`
    quantile over draws of the largest of |d_b| / s, over areas or over pairs of areas. Area k is
    surely above j where their estimates (pairs), or their intervals (rates), are c errors apart.
    """
    needed = int(np.ceil(round(10 / (1 - level), 6)))
    if draws.shape[1] < needed:
        raise BadInput("rank-sets-need-draws", draws=draws.shape[1], needed=needed)
    known = ~np.isnan(estimate)
    centre = np.ascontiguousarray(estimate[known])
    errors = np.ascontiguousarray(draws[known] - centre[:, None])
    if Comparison(comparison) is Comparison.PAIRS:
        above, below, critical = _by_pairs(centre, errors, level)
    else:
        above, below, critical = _by_rates(centre, errors, level)
    low, high = np.full(len(estimate), np.nan), np.full(len(estimate), np.nan)
    low[known], high[known] = 1 + above, len(centre) - below
    return RankSets(low, high, critical, level)


def _by_rates(centre: Floats, errors: Floats, level: float) -> tuple[Floats, Floats, float]:
    """Count, for each area, the intervals that lie wholly above and wholly below its own."""
    spread = np.sqrt((errors**2).mean(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.nan_to_num(np.abs(errors) / spread[:, None])
    critical = _quantile(distance.max(axis=0), level)
    low, high = centre - critical * spread, centre + critical * spread
    above = len(centre) - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    return above.astype(np.float64), below.astype(np.float64), critical


def _by_pairs(centre: Floats, errors: Floats, level: float) -> tuple[Floats, Floats, float]:
    """Count, for each area, the areas whose difference from it is simultaneously not nought."""
    product = errors @ errors.T / errors.shape[1]
    own = np.diag(product)
    # Of two areas that always err alike the difference is known without error.
    spread = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * product, 0))
    critical = _quantile(largest_differences(errors, spread), level)
    apart = centre[None, :] - centre[:, None]  # by how much the column is above the row
    above = (apart > critical * spread).sum(axis=1)
    below = (-apart > critical * spread).sum(axis=1)
    return above.astype(np.float64), below.astype(np.float64), critical


def _quantile(largest: Floats, level: float) -> float:
    return float(np.quantile(largest, level, method="inverted_cdf"))
