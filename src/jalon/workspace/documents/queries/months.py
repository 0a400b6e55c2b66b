"""A month of due dates, as a table of weeks."""

import calendar as library
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.queries.calendars import programme_calendar
from jalon.workspace.documents.queries.rows import OwedRow, owed_rows
from jalon.workspace.programmes.models import Programme

DAY = timedelta(days=1)
MOST = 500  # papers in one month; more than that no month shows usefully


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what is due on it."""

    day: date
    rows: list[OwedRow]
    inside: bool  # of the month
    off: bool  # nobody works
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month, week by week."""

    first: date
    weeks: list[list[Day]]
    before: date
    after: date


def read_month(
    user: Any, programme: Programme, first: date, *, first_weekday: int, now: datetime
) -> Month:
    """Read what is due in a month; weeks begin on `first_weekday`, 1 is Monday."""
    days = _weeks(first, first_weekday)
    due = _due(user, programme, days[0][0], days[-1][-1], now)
    office = programme_calendar(programme)
    off = office.days_off(days[0][0], days[-1][-1])
    today = office.day(now)
    weeks = [
        [Day(d, due.get(d, []), d.month == first.month, d in off, d == today) for d in week]
        for week in days
    ]
    return Month(first, weeks, _shift(first, -1), _shift(first, 1))


def _weeks(first: date, first_weekday: int) -> list[list[date]]:
    return library.Calendar(first_weekday - 1).monthdatescalendar(first.year, first.month)


def _due(
    user: Any, programme: Programme, start: date, end: date, now: datetime
) -> dict[date, list[OwedRow]]:
    """Return what is due on each day; each paper on the last day in its own zone."""
    zone = ZoneInfo(programme.time_zone)
    since = datetime.combine(start - DAY, time(), zone)
    until = datetime.combine(end + 3 * DAY, time(), zone)
    rows = (
        Obligation.objects.visible_to(user)
        .filter(programme=programme, due_at__gte=since, due_at__lt=until)
        .exclude(state="withdrawn")
        .order_by("due_at", "pk")[:MOST]
    )
    found: dict[date, list[OwedRow]] = {}
    for row in owed_rows(rows, now):
        found.setdefault(row.obligation.due_date, []).append(row)
    return found


def _shift(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
