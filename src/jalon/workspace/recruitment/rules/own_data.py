"""What a candidate who wants to be forgotten leaves behind, until when, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from jalon.workspace.recruitment.rules.access import OPENED
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.retention import FIELDS, Purpose, purge_on


@dataclass(frozen=True, slots=True)
class Kept:
    """One part that is kept: until a day, or so many months after what is to come first."""

    name: str
    purpose: Purpose
    months: int
    until: date | None


def must_keep(
    state: ApplicationState,
    call: CallState,
    *,
    withdrawn_at: datetime | None,
    closes_at: datetime | None,
) -> bool:
    """Tell whether others' chances were weighed against it: the record must bear an appeal.

    A draft, and what was withdrawn before anybody could open it, can go at once.
    """
    if state is ApplicationState.SUBMITTED:
        return call is not CallState.CANCELLED
    if state is ApplicationState.WITHDRAWN and withdrawn_at and closes_at:
        return call in OPENED and withdrawn_at >= closes_at
    return False


def kept_parts(
    decided: date | None,
    *,
    today: date,
    appeal_until: date | None = None,
    reserve_until: date | None = None,
) -> tuple[Kept, ...]:
    """Return what is still kept of an application that must be kept, part by part."""
    if decided is None:
        return tuple(Kept(f.name, f.purpose, f.months, None) for f in FIELDS)
    until = {"appeal_until": appeal_until, "reserve_until": reserve_until}
    ends = [(f, purge_on(f.name, decided=decided, **until)) for f in FIELDS]
    return tuple(Kept(f.name, f.purpose, f.months, end) for f, end in ends if end > today)
