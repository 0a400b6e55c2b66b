"""Benchmarking by shifting log-odds, to one margin or to several.

Every probability of a unit moves by the same distance on the log-odds scale, so rates stay
between 0 and 1, no two areas of a unit change places, and all sub-groups of an area agree with it.
The shift of a margin's level is the coefficient that the level would have in the model.

With several margins this *is* iterative proportional fitting of expected yes and no counts whose
totals are kept: fitting multiplies odds by one factor per level of each margin, and so does a
shift. It is found by Newton's method on the convex function whose slope is the gap.

References
----------
Pfeffermann (2013), *Statistical Science* 28, 40-68, section 6 (why to benchmark, and its limits).
Ireland and Kullback (1968), *Biometrika* 55, 179-188, and Little and Wu (1991), *JASA* 86, 87-95
(proportional fitting keeps odds ratios). Checked against root finding margin by margin, a plain
loop of proportional fitting and a fixture calculated by hand in ``tests/unit/test_benchmark.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.integer]

STRAINED = 0.5
"""Beyond this many log-odds the model does not hold in the unit, and the report must say so."""

MARGINS_AGREE_WITHIN = 0.01
TOLERANCE = 1e-10
FARTHEST = 15.0
STEPS = 200


@dataclass(frozen=True, eq=False, slots=True)
class Margin:
    """Known rates of the units that the population is divided into.

    Attributes
    ----------
    name : str
    unit : (K,) int
        The unit of each cell, 0..G-1; -1 for cells outside the margin.
    rate : (G,) float
        0-1; NaN for a unit whose rate is not known, which is left as it is.
    names : tuple of str
        The units, for messages.
    """

    name: str
    unit: Integers
    rate: Floats
    names: tuple[str, ...] = ()

    def named(self, unit: int) -> str:
        return self.names[unit] if self.names else str(unit + 1)


@dataclass(frozen=True, eq=False, slots=True)
class Shift:
    """How far the log-odds moved to meet the margins.

    Attributes
    ----------
    by_margin : tuple of (G,) float
        Of each margin's units, in log-odds; nought where the rate is not known. With several
        margins those after the first have a weighted mean of nought: the level is the first's.
    of_cell : (K,) float
        Their sum in each cell: add it to the linear predictor.
    before, after : tuple of (G,) float
        The margins' rates without and with the shift; NaN for a unit without cells.
    scaled : (M,) float
        What the rates of each margin were multiplied by, so that all say the same total.
    """

    by_margin: tuple[Floats, ...]
    of_cell: Floats
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    scaled: Floats

    @property
    def largest(self) -> float:
        """The farthest that any cell has moved, in log-odds."""
        return float(np.abs(self.of_cell).max(initial=0.0))

    @property
    def strained(self) -> tuple[NDArray[np.bool_], ...]:
        """Of each margin, the units that moved by more than `STRAINED`: the model fails there."""
        return tuple(np.abs(shift) > STRAINED for shift in self.by_margin)


def shift_log_odds(eta: Floats, weight: Floats, margins: Sequence[Margin]) -> Shift:
    """Find the shifts with which the weighted mean of expit(eta + shift) meets every margin.

    Parameters
    ----------
    eta : (K,) float
        Linear predictors of cells. For a model with random effects a cell is a pattern of an
        area at one node, so that the *mean* over the effects meets the margin, as it should.
    weight : (K,) float
        Children of the cell, times the node's probability.
    margins : sequence of Margin
        One, or several, such as region and sex. Where two cover the same children, their totals
        may differ by 1 %, as rounded tables do; they are then scaled to the first's.

    Raises
    ------
    BadInput("benchmark-rate-outside")
        A rate that is not above 0 and below 1: log-odds cannot reach it.
    BadInput("benchmark-margins-disagree")
        Two margins say different totals.
    CannotEstimate("benchmark-unit-empty")
        A unit with a rate but without children.
    CannotEstimate("benchmark-impossible")
        No probabilities meet all margins at once.
    """
    for margin in margins:
        _check(margin, weight)
    targets, scaled = _common_total(margins, weight)
    before = tuple(_means(expit(eta), weight, margin) for margin in margins)
    found = [np.zeros(len(margin.rate)) for margin in margins]
    if len(margins) == 1:
        found[0] = _each_alone(eta, weight, margins[0], targets[0])
    else:
        found = _together(eta, weight, margins, targets)
    of_cell = _spread(found, margins, len(eta))
    after = tuple(_means(expit(eta + of_cell), weight, margin) for margin in margins)
    return Shift(tuple(found), of_cell, before, after, scaled)


def _check(margin: Margin, weight: Floats) -> None:
    known = ~np.isnan(margin.rate)
    wrong = known & ~((margin.rate > 0) & (margin.rate < 1))
    if wrong.any():
        unit = int(np.argmax(wrong))
        raise BadInput(
            "benchmark-rate-outside",
            margin=margin.name,
            unit=margin.named(unit),
            value=float(margin.rate[unit]),
        )
    empty = known & (_sums(weight, margin) <= 0)
    if empty.any():
        unit = int(np.argmax(empty))
        raise CannotEstimate("benchmark-unit-empty", margin=margin.name, unit=margin.named(unit))


def _common_total(margins: Sequence[Margin], weight: Floats) -> tuple[list[Floats], Floats]:
    """Return the margins' rates, scaled so that those that cover the same cells agree."""
    scaled = np.ones(len(margins))
    covered = [_covered(margin) for margin in margins]
    totals = [np.nansum(m.rate * _sums(weight, m)) for m in margins]
    for i, margin in enumerate(margins):
        for j in range(i):
            if np.array_equal(covered[i], covered[j]):
                scaled[i] = scaled[j] * totals[j] / totals[i]
                if abs(scaled[i] - 1) > MARGINS_AGREE_WITHIN:
                    raise BadInput(
                        "benchmark-margins-disagree",
                        first=margins[j].name,
                        second=margin.name,
                        first_total=round(float(totals[j]), 1),
                        second_total=round(float(totals[i]), 1),
                    )
                break
    return [margin.rate * scale for margin, scale in zip(margins, scaled, strict=True)], scaled


def _covered(margin: Margin) -> NDArray[np.bool_]:
    """Return the cells that lie in a unit with a known rate."""
    inside = margin.unit >= 0
    covered: NDArray[np.bool_] = inside & ~np.isnan(margin.rate[np.where(inside, margin.unit, 0)])
    return covered


def _each_alone(eta: Floats, weight: Floats, margin: Margin, target: Floats) -> Floats:
    """Solve one equation per unit: Newton, kept inside a bracket that halves when it must."""
    size = len(target)
    # Shifted so far that its highest cell is at the target, a unit is below it; and the reverse.
    inside = margin.unit >= 0
    unit = margin.unit[inside]
    least, most = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(least, unit, eta[inside])
    np.maximum.at(most, unit, eta[inside])
    wanted = np.log(target) - np.log1p(-target)
    known = ~np.isnan(target)
    low, high = np.where(known, wanted - most, 0.0), np.where(known, wanted - least, 0.0)
    shift: Floats = np.clip(0.0, low, high)
    for _ in range(STEPS):
        p = expit(eta + _spread([shift], [margin], len(eta)))
        gap = np.where(known, _means(p, weight, margin) - target, 0.0)
        if (np.abs(gap) <= TOLERANCE * np.where(known, target, 1.0)).all():
            break
        slope = _means(p * (1 - p), weight, margin)
        low, high = np.where(gap < 0, shift, low), np.where(gap > 0, shift, high)
        step = shift - gap / np.where(known & (slope > 0), slope, 1.0)
        shift = np.where((step > low) & (step < high), step, (low + high) / 2)
        shift = np.where(known, shift, 0.0)
    return shift


def _together(
    eta: Floats, weight: Floats, margins: Sequence[Margin], targets: list[Floats]
) -> list[Floats]:
    """Minimise sum w log(1 + e^(eta + shift)) - sum of target counts times shifts.

    Its slope is the gap between fitted and known counts; it falls without end just where no
    probabilities meet the margins.
    """
    sizes = [len(target) for target in targets]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    known = np.concatenate([~np.isnan(target) for target in targets])
    wanted = np.concatenate(
        [np.nan_to_num(t * _sums(weight, m)) for t, m in zip(targets, margins, strict=True)]
    )
    # Where each cell's unit stands among all margins' units; -1 where no rate binds it.
    places = [np.where(_covered(m), m.unit + starts[i], -1) for i, m in enumerate(margins)]
    shifts = np.zeros(len(wanted))
    scale = weight.sum()

    def at(trial: Floats) -> tuple[float, Floats]:
        moved = eta + _pick(trial, places)
        value = weight @ np.logaddexp(0, moved) - wanted @ trial
        return float(value), expit(moved)

    value, p = at(shifts)
    for _ in range(STEPS):
        gap = _gather(weight * p, places, len(wanted)) - wanted
        gap[~known] = 0.0
        if np.abs(gap).max() <= TOLERANCE * scale:
            return _levelled(shifts, starts, margins, weight)
        curve = _cross(weight * p * (1 - p), places, len(wanted))
        step = -np.linalg.lstsq(curve, gap, rcond=1e-12)[0]
        length = 1.0
        for _ in range(60):
            trial = shifts + length * step
            new_value, new_p = at(trial)
            if new_value <= value + 1e-4 * length * (gap @ step) or length < 1e-10:
                break
            length /= 2
        if np.abs(_pick(trial, places)).max() > FARTHEST:
            break
        shifts, value, p = trial, new_value, new_p
    worst = int(np.argmax(np.abs(gap)))
    which = int(np.searchsorted(starts, worst, side="right")) - 1
    unit = worst - int(starts[which])
    raise CannotEstimate(
        "benchmark-impossible",
        margin=margins[which].name,
        unit=margins[which].named(unit),
        wanted=round(float(wanted[worst]), 1),
        reached=round(float(wanted[worst] + gap[worst]), 1),
    )


def _levelled(
    shifts: Floats, starts: NDArray[np.integer], margins: Sequence[Margin], weight: Floats
) -> list[Floats]:
    """Part the shifts by margin; where two cover the same cells, the later one has no level."""
    found = [shifts[starts[i] : starts[i + 1]].copy() for i in range(len(margins))]
    covered = [_covered(margin) for margin in margins]
    for i in range(1, len(margins)):
        if np.array_equal(covered[i], covered[0]):
            known = ~np.isnan(margins[i].rate)
            sums = _sums(weight, margins[i])[known]
            level = float(found[i][known] @ sums / sums.sum())
            found[i][known] -= level
            found[0][~np.isnan(margins[0].rate)] += level
    return found


def _pick(shifts: Floats, places: list[NDArray[np.integer]]) -> Floats:
    with_nought = np.append(shifts, 0.0)
    return np.asarray(sum(with_nought[place] for place in places), dtype=np.float64)


def _gather(values: Floats, places: list[NDArray[np.integer]], size: int) -> Floats:
    return np.asarray(
        sum(np.bincount(p[p >= 0], values[p >= 0], minlength=size) for p in places),
        dtype=np.float64,
    )


def _cross(values: Floats, places: list[NDArray[np.integer]], size: int) -> Floats:
    """Return M' diag(values) M, with M the membership of cells in the margins' units."""
    table = np.zeros(size * size)
    for first in places:
        for second in places:
            both = (first >= 0) & (second >= 0)
            pair = first[both] * size + second[both]
            table += np.bincount(pair, values[both], minlength=size * size)
    return table.reshape(size, size)


def _sums(values: Floats, margin: Margin) -> Floats:
    inside = margin.unit >= 0
    return np.bincount(margin.unit[inside], values[inside], minlength=len(margin.rate)).astype(
        np.float64
    )


def _means(values: Floats, weight: Floats, margin: Margin) -> Floats:
    sums = _sums(weight, margin)
    return _sums(weight * values, margin) / np.where(sums > 0, sums, np.nan)


def _spread(shifts: Sequence[Floats], margins: Sequence[Margin], cells: int) -> Floats:
    total = np.zeros(cells)
    for shift, margin in zip(shifts, margins, strict=True):
        total += np.append(shift, 0.0)[margin.unit]  # unit -1 picks the nought
    return total
