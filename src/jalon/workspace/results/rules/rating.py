"""How well an indicator does against its target."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from jalon.errors import RuleBroken
from jalon.workspace.results.rules.kinds import Direction


class Rating(StrEnum):
    """What the figures say by today."""

    MET = "met"
    ON_TRACK = "on-track"
    DELAYED = "delayed"
    OFF_TRACK = "off-track"
    NO_DATA = "no-data"
    NO_TARGET = "no-target"
    NOT_DUE = "not-due"


# Share of the change expected by now that must have happened.
ON_TRACK_FROM = Decimal("0.90")
DELAYED_FROM = Decimal("0.60")
ZERO, ONE = Decimal(0), Decimal(1)


def achievement(*, baseline: Decimal, target: Decimal, actual: Decimal) -> Decimal:
    """Return the share of the planned change that has happened; 1 means target met.

    Works for indicators that should fall (children in child labour) as for those that should rise.
    """
    if target == baseline:
        raise RuleBroken("target-equals-baseline", value=baseline)
    return (actual - baseline) / (target - baseline)


def start_of_change(baseline: Decimal | None, *, adds_up: bool) -> Decimal:
    """Return from where change is counted: what adds up over periods starts each at nothing."""
    return ZERO if adds_up or baseline is None else baseline


def is_limit(start: Decimal, target: Decimal, direction: Direction) -> bool:
    """Tell whether a target is a line to be held (at most, at least), not a change to be made.

    It is one wherever it does not lie on the good side of the start: at most ten complaints
    counted from none, or a share that may rise, but no further.
    """
    return target <= start if direction is Direction.UP else target >= start


def elapsed(*, start: date, end: date, today: date) -> Decimal:
    """Return the share of a period that is over; `today` is not, so none is on its last day."""
    if today <= start:
        return ZERO
    if today > end:
        return ONE
    return Decimal((today - start).days) / Decimal((end - start).days + 1)


def planned_by_now(*, before: Decimal, target: Decimal, elapsed: Decimal) -> Decimal:
    """Return what a period's target asks for by now, from what the one before it asked for."""
    return before + elapsed * (target - before)


def missing(*, late: bool) -> Rating:
    """Say how it stands without a figure: nothing is amiss until the report is late."""
    return Rating.NO_DATA if late else Rating.NOT_DUE


def rating(
    *,
    baseline: Decimal | None,
    target: Decimal | None,
    actual: Decimal | None,
    elapsed: Decimal,
    late: bool,
    direction: Direction = Direction.UP,
    adds_up: bool = False,
    planned: Decimal | None = None,
) -> Rating:
    """Say how a period, or a whole programme, stands; `late` is it once its report was due.

    `planned` is what was to be reached by now; without it change is expected as time goes.
    """
    if actual is None:
        return missing(late=late)
    if target is None:
        return Rating.NO_TARGET
    start = start_of_change(baseline, adds_up=adds_up)
    if is_limit(start, target, direction):
        held = actual >= target if direction is Direction.UP else actual <= target
        if not held:
            return Rating.OFF_TRACK
        return Rating.MET if elapsed >= ONE else Rating.ON_TRACK
    share = achievement(baseline=start, target=target, actual=actual)
    if share >= ONE:
        return Rating.MET
    expected = elapsed
    if planned is not None:
        way = achievement(baseline=start, target=target, actual=planned)
        expected = min(max(way, ZERO), ONE)
    return _by_now(share / expected) if expected else Rating.ON_TRACK


def _by_now(share: Decimal) -> Rating:
    if share >= ON_TRACK_FROM:
        return Rating.ON_TRACK
    return Rating.DELAYED if share >= DELAYED_FROM else Rating.OFF_TRACK
