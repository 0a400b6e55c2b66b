"""From a day, a time and a zone to the instant at which it is too late."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from jalon.workspace.recruitment.rules.deadlines import deadline_at

DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)


class Hour(Enum):
    """What the clock of the zone does at that time of that day."""

    ONCE = "once"
    SKIPPED = "skipped"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Instant:
    """When it is too late, in UTC, and whether the clock changes just then."""

    at: datetime
    hour: Hour


def end_of_day(day: date, zone: str) -> Instant:
    """Return the first instant of the next day in its zone: what midnight of `day` means."""
    hour = _hour(datetime.combine(day + DAY, time(), ZoneInfo(zone)))
    return Instant(deadline_at(day, zone), hour if hour is Hour.SKIPPED else Hour.ONCE)


def at_time(day: date, clock: time, zone: str) -> Instant:
    """Return the instant of a time of day, with what the clock does then.

    23:59 lasts until the day ends.
    """
    if clock.replace(second=0) == LAST_MINUTE:
        return end_of_day(day, zone)
    return Instant(
        deadline_at(day, zone, clock), _hour(datetime.combine(day, clock, ZoneInfo(zone)))
    )


def _hour(local: datetime) -> Hour:
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return Hour.ONCE
    return Hour.SKIPPED if first < second else Hour.REPEATED
