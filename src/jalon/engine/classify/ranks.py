"""How certain an area's class and rank are, from simulated rates.

References
----------
Goldstein and Spiegelhalter (1996), *JRSS A* 159(3), 385-443.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jalon.engine.classify.breaks import Cuts, Method, cut_points

Floats = NDArray[np.float64]

FIRM_FROM = 0.8
LIKELY_FROM = 0.5


class Certainty(StrEnum):
    """How often the draws put an area into the class that is published for it."""

    FIRM = "firm"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, eq=False, slots=True)
class Ranks:
    """Ranks of the areas, 1 for the highest rate; NaN for areas without a rate.

    `rank` is that of the published rate; `mean`, `low90` and `high90` are of the draws. All (D,).
    """

    rank: Floats
    mean: Floats
    low90: Floats
    high90: Floats


def class_probabilities(
    draws: Floats, cuts: Cuts, group: NDArray[np.integer] | None = None
) -> Floats:
    """Return, shape (D, k), how often each area falls in each class of the published cuts.

    Parameters
    ----------
    draws : (D, B) float
        Simulated rates. They must hold the area effect and not the coefficients' error alone,
        else far too many areas look certain.
    """
    return _shares(cuts.assign(draws, group), cuts.classes)


def class_probabilities_recut(
    draws: Floats,
    method: Method | str,
    classes: int,
    weights: Floats | None = None,
    *,
    group: NDArray[np.integer] | None = None,
    n_groups: int = 1,
    fixed: Sequence[float] = (),
) -> Floats:
    """Return the same with the cuts made anew in each draw.

    The cuts move with what all areas share, so this asks where an area stands among the others;
    with fixed cuts the question is the level of its rate.
    """
    assigned = np.empty(draws.shape, dtype=np.int64)
    for b in range(draws.shape[1]):
        column = np.ascontiguousarray(draws[:, b])
        cuts = cut_points(
            column, method, classes, weights, group=group, n_groups=n_groups, fixed=fixed
        )
        assigned[:, b] = cuts.assign(column, group)
    return _shares(assigned, classes)


def certainty(probability: Floats) -> NDArray[np.str_]:
    """Put the probability of an area's published class into a word."""
    return np.where(
        probability >= FIRM_FROM,
        Certainty.FIRM.value,
        np.where(probability >= LIKELY_FROM, Certainty.LIKELY.value, Certainty.UNCERTAIN.value),
    )


def rank_areas(rates: Floats, draws: Floats) -> Ranks:
    """Rank areas from the highest rate down, with 90 % intervals.

    Parameters
    ----------
    rates : (D,) float
        Published rates; equal rates share the better rank.
    draws : (D, B) float
    """
    known = ~np.isnan(rates)
    simulated = rank_columns(draws[known])
    low, high = np.quantile(simulated, [0.05, 0.95], axis=1, method="inverted_cdf")

    def everywhere(values: NDArray[np.floating]) -> Floats:
        full = np.full(len(rates), np.nan)
        full[known] = values
        return full

    ordered = np.sort(rates[known])
    rank = len(ordered) - np.searchsorted(ordered, rates[known], side="right") + 1.0
    return Ranks(
        everywhere(rank), everywhere(simulated.mean(axis=1)), everywhere(low), everywhere(high)
    )


def top_probability(draws: Floats, m: int) -> Floats:
    """Return, shape (D,), how often each area is among the `m` highest rates."""
    known = ~np.isnan(draws[:, 0])
    probability = np.full(len(draws), np.nan)
    probability[known] = (rank_columns(draws[known]) <= m).mean(axis=1)
    return probability


def rank_columns(draws: Floats) -> NDArray[np.int32]:
    """Rank each column from the highest down, shape (D, B); draws have no ties that matter."""
    order = np.argsort(-draws, axis=0, kind="stable")
    ranks = np.empty(draws.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(1, len(draws) + 1, dtype=np.int32)[:, None], axis=0)
    return ranks


def _shares(assigned: NDArray[np.integer], classes: int) -> Floats:
    shares = np.stack([(assigned == c).mean(axis=1) for c in range(1, classes + 1)], axis=1)
    return np.where((assigned[:, :1] == 0), np.nan, shares)
