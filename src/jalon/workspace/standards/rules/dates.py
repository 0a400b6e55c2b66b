"""Dates as sources give them: a day, a month, or no more than the year."""

import calendar
import re
from datetime import date

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.words import Precision

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
FIRST_YEAR = 1900  # nothing in the catalogue is older than the ILO's forerunners


def read_date(text: str) -> tuple[date, Precision]:
    """Return the first day that ``1934``, ``1934-05`` or ``1934-05-12`` can mean, and how exact."""
    found = _PARTIAL.fullmatch(text.strip())
    year, month, day = found.groups() if found else ("", "", "")
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise RuleBroken("instrument-date-unreadable", date=text.strip()) from None
    if first.year < FIRST_YEAR:
        raise RuleBroken("instrument-date-too-old", date=text.strip(), first=FIRST_YEAR)
    if day:
        return first, Precision.DAY
    return first, Precision.MONTH if month else Precision.YEAR


def write_date(first: date | None, precision: str) -> str:
    """Return the text that `read_date` reads as this."""
    if first is None:
        return ""
    length = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[Precision(precision)]
    return first.isoformat()[:length]


def last_day(first: date, precision: str) -> date:
    """Return the last day that a date can mean."""
    if precision == Precision.DAY:
        return first
    month = 12 if precision == Precision.YEAR else first.month
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
