"""Papers that are owed again and again, written from the programme's reporting calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jalon.workspace.programmes.rules import Span, reporting_periods


class Rhythm(StrEnum):
    """How often a paper is owed."""

    PERIOD = "period"  # each period of the reporting calendar
    QUARTER = "quarter"
    YEAR = "year"  # each year of the reporting calendar
    END = "end"  # once, for the whole programme


@dataclass(frozen=True, slots=True)
class Calendar:
    """A programme's days and the terms of its agreement."""

    start: date
    end: date
    first_month: int
    period_months: int


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper of a series: what it covers, and the last day to hand it in."""

    start: date
    end: date
    due: date


MONTHS = {Rhythm.QUARTER: 3, Rhythm.YEAR: 12}


def spans(calendar: Calendar, rhythm: Rhythm) -> list[Span]:
    """Return what the papers of a rhythm cover, the first to the last."""
    if rhythm is Rhythm.END:
        return [(calendar.start, calendar.end)]
    months = MONTHS.get(rhythm, calendar.period_months)
    return reporting_periods(
        calendar.start, calendar.end, first_month=calendar.first_month, months=months
    )


def series(calendar: Calendar, rhythm: Rhythm, *, due_days: int) -> list[Owed]:
    """Return every paper of a series.

    Days count from the last day of what a paper covers; negative ones, back from its first.
    """
    return [
        Owed(start, end, (start if due_days < 0 else end) + timedelta(days=due_days))
        for start, end in spans(calendar, rhythm)
    ]


class Change(StrEnum):
    """What writing a series would do to one obligation."""

    ADD = "add"
    THERE = "there"
    MOVE = "move"  # there and untouched, but due on another day now
    GONE = "gone"  # no longer in the calendar


@dataclass(frozen=True, slots=True)
class Written:
    """An obligation that is there: its key, what it covers, and whether work has begun."""

    key: int
    start: date
    end: date
    due: date
    touched: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the preview."""

    change: Change
    start: date
    end: date
    due: date
    key: int | None = None
    due_before: date | None = None


def compare(wanted: Iterable[Owed], written: Iterable[Written]) -> list[Line]:
    """Return what would be added, moved or is gone; what somebody works on stays as it is.

    Where the programme's first or last day has moved, its first and last periods are cut anew:
    they are known again by their other end.
    """
    there = list(written)
    lines = []
    for owed in wanted:
        row = _known(owed, there)
        if row is None:
            lines.append(Line(Change.ADD, owed.start, owed.end, owed.due))
            continue
        there.remove(row)
        same = (row.start, row.end, row.due) == (owed.start, owed.end, owed.due)
        if row.touched or same:
            lines.append(Line(Change.THERE, row.start, row.end, row.due, row.key))
        else:
            lines.append(Line(Change.MOVE, owed.start, owed.end, owed.due, row.key, row.due))
    lines += [
        Line(Change.THERE if row.touched else Change.GONE, row.start, row.end, row.due, row.key)
        for row in there
    ]
    return sorted(lines, key=lambda line: (line.due, line.start))


def _known(owed: Owed, there: list[Written]) -> Written | None:
    """Return the paper that is written for this period, if any."""
    alike = [row for row in there if row.start == owed.start or row.end == owed.end]
    return max(alike, key=lambda row: (row.start, row.end) == (owed.start, owed.end), default=None)
