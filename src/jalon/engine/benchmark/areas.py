"""Benchmarking of finished estimates of areas, whatever model made them.

For estimates e with shares s of a unit's children and the unit's known rate t,

    e + (t - sum s e) / (sum s^2 / phi) * s / phi

is the closest to e among all that add up to t, distance being weighted by phi (Datta and Ghosh).
phi = s adds the same amount everywhere, phi = s / e multiplies, phi = s / mse moves the uncertain
most. A shift of log-odds needs no choice and cannot leave 0-1.

References
----------
Datta, Ghosh, Steorts and Maples (2011), *TEST* 20, 574-588, theorem 1. Pfeffermann and Tiller
(2006), *JASA* 101, 1387-1397: with independent errors, the least mean squared error under the
constraint is phi = 1 / mse. R's ``emdi`` has the first three under the names ``raking`` (which is
additive), ``ratio`` and ``MSE_adj``; checked against it in ``tests/golden/area_level`` and against
a fixture calculated by hand in ``tests/unit/test_benchmark.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from jalon.engine.benchmark.shift import Margin, shift_log_odds
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]


class Method(StrEnum):
    """How estimates are made to add up."""

    LOGIT = "logit"
    RATIO = "ratio"
    ADDITIVE = "additive"
    BY_ERROR = "by-error"
    LEAST_ERROR = "least-error"


@dataclass(frozen=True, eq=False, slots=True)
class Benchmarked:
    """Estimates that add up to the known rates of G units.

    Attributes
    ----------
    rate : (D,) float
    change : (G,) float
        The size of the adjustment: log-odds for ``logit``, a factor for ``ratio``, rate points
        for the others (their mean over the unit's children). NaN for a unit without a rate.
    before : (G,) float
        What the estimates added up to.
    method : Method
    """

    rate: Floats
    change: Floats
    before: Floats
    method: Method


def benchmark_areas(
    rate: Floats,
    children: Floats,
    margin: Margin,
    method: Method | str = Method.LOGIT,
    *,
    mse: Floats | None = None,
    bounded: bool = True,
) -> Benchmarked:
    """Adjust estimates of areas so that each unit's mean over its children is the known rate.

    Parameters
    ----------
    rate : (D,) float
        NaN for areas without children, which stay so.
    children : (D,) float
        Weights of the areas in their unit.
    margin : Margin
        Units of the D areas and their rates. Areas outside, and units whose rate is NaN, stay.
    method : Method
    mse : (D,) float
        For ``by-error`` and ``least-error``.
    bounded : bool
        The estimates are shares, so that 0 and 1 must not be passed.

    Raises
    ------
    BadInput("benchmark-rate-outside", "benchmark-errors-needed")
    CannotEstimate("benchmark-unit-empty", "benchmark-no-log-odds", "benchmark-leaves-range")
        The second: a rate of exactly 0 or 1 has no log-odds to shift. The last: an adjustment
        that is not of log-odds would put an area below 0 or above 1.
    """
    method = Method(method)
    counted = np.where(np.isnan(rate), 0.0, children)
    kept = np.where(np.isnan(rate), 0.0, rate)
    if method is Method.LOGIT:
        return _by_log_odds(rate, counted, margin)
    if method in ERROR_WEIGHTED and mse is None:
        raise BadInput("benchmark-errors-needed", method=method.value)
    unit = np.where(margin.unit >= 0, margin.unit, len(margin.rate))
    size = len(margin.rate) + 1

    def add(values: Floats) -> Floats:
        return np.bincount(unit, values, minlength=size).astype(np.float64)

    total = add(counted)
    target = np.append(margin.rate, np.nan)
    empty = ~np.isnan(target) & (total <= 0)
    if empty.any():
        raise CannotEstimate(
            "benchmark-unit-empty", margin=margin.name, unit=margin.named(int(np.argmax(empty)))
        )
    share = counted / np.where(total > 0, total, 1.0)[unit]
    before = add(share * kept)
    gap = np.where(np.isnan(target), 0.0, target - before)
    # s / phi, by which the gap is shared out; it has to have something to bite on.
    weight = ADJUSTMENT[method](share, kept, np.nan_to_num(mse) if mse is not None else kept)
    reach = add(share * weight)
    moved = (gap / np.where(reach > 0, reach, 1.0))[unit] * weight
    adjusted = kept + moved
    if bounded:
        _inside(adjusted, share, margin, method)
    mean_change = add(share * moved)
    if method is Method.RATIO:
        with np.errstate(divide="ignore", invalid="ignore"):
            mean_change = target / before
    change = np.where(np.isnan(target), np.nan, mean_change)
    result = np.where(np.isnan(rate), np.nan, adjusted)
    return Benchmarked(result, change[:-1], np.where(total > 0, before, np.nan)[:-1], method)


def _by_log_odds(rate: Floats, counted: Floats, margin: Margin) -> Benchmarked:
    known = ~np.isnan(rate)
    firm = known & ((rate <= 0) | (rate >= 1))
    if firm.any():
        area = int(np.argmax(firm))
        raise CannotEstimate("benchmark-no-log-odds", area=area + 1, value=float(rate[area]))
    eta = logit(np.where(known, rate, 0.5))
    shift = shift_log_odds(eta, counted, [margin])
    moved = np.where(known, expit(eta + shift.of_cell), np.nan)
    change = np.where(np.isnan(margin.rate), np.nan, shift.by_margin[0])
    return Benchmarked(moved, change, shift.before[0], Method.LOGIT)


def _inside(adjusted: Floats, share: Floats, margin: Margin, method: Method) -> None:
    outside = (share > 0) & ((adjusted < 0) | (adjusted > 1))
    if outside.any():
        area = int(np.argmax(outside))
        raise CannotEstimate(
            "benchmark-leaves-range",
            area=area + 1,
            unit=margin.named(int(margin.unit[area])),
            method=method.value,
            value=round(float(adjusted[area]), 4),
        )


ERROR_WEIGHTED = {Method.BY_ERROR, Method.LEAST_ERROR}

# From shares, estimates and errors to s / phi.
ADJUSTMENT: Mapping[Method, Callable[[Floats, Floats, Floats], Floats]] = {
    Method.ADDITIVE: lambda share, rate, mse: np.ones_like(share),  # noqa: ARG005 - one signature
    Method.RATIO: lambda share, rate, mse: rate,  # noqa: ARG005
    Method.BY_ERROR: lambda share, rate, mse: mse,  # noqa: ARG005
    Method.LEAST_ERROR: lambda share, rate, mse: share * mse,  # noqa: ARG005
}
