"""When a paper is late: instants are exclusive, days end in their own zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jalon.workspace.documents.rules.states import NOT_HANDED_IN, ObligationState

INSTANT = timedelta(microseconds=1)


def last_day(due_at: datetime, zone: str) -> date:
    """Return the last day on which a paper due at `due_at` is in time."""
    return (due_at - INSTANT).astimezone(ZoneInfo(zone)).date()


def is_overdue(
    state: ObligationState, *, due_at: datetime, now: datetime, owed_out: bool = False
) -> bool:
    """Tell whether the paper should have been handed in by `now`, and has not been.

    What is owed to another organisation has not reached it before the office has cleared it.
    """
    held_here = owed_out and state is ObligationState.SUBMITTED
    return (state in NOT_HANDED_IN or held_here) and now >= due_at


def needs_reason(
    state: ObligationState, *, due_at: datetime, expected_at: datetime | None, now: datetime
) -> bool:
    """Tell whether a late paper lacks a new date, or has broken the one it had."""
    late = is_overdue(state, due_at=due_at, now=now)
    return late and (expected_at is None or now >= expected_at)


def days_late(due_at: datetime, now: datetime, zone: str) -> int:
    """Return the calendar days since the last day on which it was in time; 0 before."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return max(0, (today - last_day(due_at, zone)).days)
