"""Deadlines as an iCalendar file: pure, over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

INSTANT = timedelta(microseconds=1)
HALF_AN_HOUR = timedelta(minutes=30)
REFRESH = timedelta(hours=4)
PRODUCT = "-//Jalon//Deadlines//EN"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One entry: `due_at` is the first instant that is too late, in the zone that counts."""

    uid: str
    title: str
    url: str
    due_at: datetime
    zone: str
    details: str = ""
    sequence: int = 0


def calendar_file(deadlines: Iterable[Deadline], *, name: str, now: datetime) -> bytes:
    """Return the file that calendar programs read."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for deadline in deadlines:
        calendar.add_component(_event(deadline, now))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, now: datetime) -> Event:
    event = Event()
    event.add("uid", deadline.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", deadline.title)
    event.add("url", deadline.url)
    event.add("sequence", deadline.sequence)
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because something is due
    if deadline.details:
        event.add("description", deadline.details)
    _add_span(event, deadline)
    return event


def _add_span(event: Event, deadline: Deadline) -> None:
    """Show a deadline at midnight as the whole day before it; another as its last half hour.

    DTEND is exclusive, as our deadlines are: the day after the last day on which it is in time.
    """
    zone = ZoneInfo(deadline.zone)
    last, following = (
        each.astimezone(zone).date() for each in (deadline.due_at - INSTANT, deadline.due_at)
    )
    if last != following:  # where clocks skip midnight, a day begins at one o'clock
        event.add("dtstart", last)
        event.add("dtend", following)
    else:
        end = deadline.due_at.astimezone(UTC)
        event.add("dtstart", end - HALF_AN_HOUR)
        event.add("dtend", end)
