"""Papers that are owed again and again, written from the programme's reporting calendar."""

from collections.abc import Iterable, Iterator
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


DAY = timedelta(days=1)
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


def compare(
    wanted: Iterable[Owed], written: Iterable[Written], *, once: bool = False
) -> list[Line]:
    """Return what would be added, moved or is gone; what somebody works on stays as it is.

    It covers its days, whatever the calendar says now: the other papers are cut to what is left,
    so that no day is reported on twice or never, and a paper that is owed `once` is not owed
    again. Where a first or last day has moved, a paper is known again by its other end.
    """
    rows = list(written)
    touched = [row for row in rows if row.touched]
    there = [row for row in rows if not row.touched]
    lines = [Line(Change.THERE, row.start, row.end, row.due, row.key) for row in touched]
    for owed in [] if once and touched else _uncovered(wanted, touched):
        row = _known(owed, there)
        if row is None:
            lines.append(Line(Change.ADD, owed.start, owed.end, owed.due))
            continue
        there.remove(row)
        if (row.start, row.end, row.due) == (owed.start, owed.end, owed.due):
            lines.append(Line(Change.THERE, row.start, row.end, row.due, row.key))
        else:
            lines.append(Line(Change.MOVE, owed.start, owed.end, owed.due, row.key, row.due))
    lines += [Line(Change.GONE, row.start, row.end, row.due, row.key) for row in there]
    return sorted(lines, key=lambda line: (line.due, line.start))


def _uncovered(wanted: Iterable[Owed], touched: Iterable[Written]) -> Iterator[Owed]:
    """Yield what is wanted of the days that no touched paper covers."""
    covering = sorted(touched, key=lambda row: row.start)
    for owed in wanted:
        start = owed.start
        for row in covering:
            if row.end < start or row.start > owed.end:
                continue
            if row.start > start:
                yield _cut(owed, start, row.start - DAY)
            start = row.end + DAY
        if start <= owed.end:
            yield _cut(owed, start, owed.end)


def _cut(owed: Owed, start: date, end: date) -> Owed:
    """Return the paper of a part of a period, due as many days after its end, or before it."""
    before = owed.due < owed.start
    due = start + (owed.due - owed.start) if before else end + (owed.due - owed.end)
    return Owed(start, end, due)


def _known(owed: Owed, there: list[Written]) -> Written | None:
    """Return the paper that is written for this period, if any."""
    alike = [row for row in there if row.start == owed.start or row.end == owed.end]
    return max(alike, key=lambda row: (row.start, row.end) == (owed.start, owed.end), default=None)
