"""Compare what was reached with what was aimed at."""

from dataclasses import dataclass
from decimal import Decimal

from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import OF_CELLS, Direction, Measure, Rule
from jalon.workspace.results.rules.rating import (
    Rating,
    achievement,
    is_limit,
    missing,
    rating,
    start_of_change,
)
from jalon.workspace.results.rules.totals import EVERYWHERE, NOTHING, Amount, Place


@dataclass(frozen=True, slots=True)
class Figures:
    """Target and actual of a cell, and how they compare."""

    target: Amount = NOTHING
    actual: Amount = NOTHING
    achieved: Decimal | None = None  # as a share; 1 means target met
    rating: Rating = Rating.NOT_DUE
    unverified: int = 0  # of the figures that make up the actual


@dataclass(frozen=True, slots=True)
class Standing:
    """When a cell is looked at, and from where."""

    elapsed: Decimal  # share of the time that is over
    late: bool  # whether its report was due
    planned: Decimal | None = None  # what was to be reached by now; None: as time goes
    has_start: bool = True


def compare(indicator: IndicatorFacts, target: Amount, actual: Amount, now: Standing) -> Figures:
    """Compare an actual with its target.

    Without a start there is no share of a change: the target is reached, or nothing is said yet.
    """
    if not now.has_start and target.value is not None and actual.value is not None:
        up = indicator.direction is Direction.UP
        reached = actual.value >= target.value if up else actual.value <= target.value
        return Figures(target, actual, None, Rating.MET if reached else Rating.NO_TARGET)
    if indicator.measure is Measure.QUALITATIVE:
        stands = Rating.NO_TARGET if actual.text else missing(late=now.late)
    else:
        stands = rating(
            baseline=indicator.baseline.value,
            target=target.value,
            actual=actual.value,
            elapsed=now.elapsed,
            late=now.late,
            direction=indicator.direction,
            adds_up=indicator.adds_up,
            planned=now.planned,
        )
    return Figures(target, actual, _share(indicator, target.value, actual.value), stands)


def _share(
    indicator: IndicatorFacts, target: Decimal | None, actual: Decimal | None
) -> Decimal | None:
    start = start_of_change(indicator.baseline.value, adds_up=indicator.adds_up)
    if target is None or actual is None or is_limit(start, target, indicator.direction):
        return None
    return achievement(baseline=start, target=target, actual=actual)


def has_baseline(indicator: IndicatorFacts, place: Place, breakdown: str) -> bool:
    """Tell whether the indicator's baseline is also that of a place and a cell.

    It is that of the whole: where parts add up to it, no part began there, unless at nought.
    """
    if indicator.adds_up or not indicator.baseline.value:
        return True
    adds_cells = OF_CELLS[indicator.measure] is Rule.SUM
    of_part = (place != EVERYWHERE and indicator.over_places is Rule.SUM) or (
        breakdown != TOTAL and adds_cells
    )
    return not of_part
