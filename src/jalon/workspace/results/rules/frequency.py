"""For which spans of days an indicator is reported."""

from collections.abc import Sequence
from datetime import date, timedelta

from jalon.workspace.programmes.rules import Span, reporting_periods
from jalon.workspace.results.rules.kinds import Frequency

DAY = timedelta(days=1)
CONTINUOUS = frozenset(Frequency) - {Frequency.START_AND_END, Frequency.END}
MONTHS = {Frequency.QUARTER: 3, Frequency.HALF_YEAR: 6, Frequency.YEAR: 12}


def periods_of(
    frequency: Frequency, start: date, end: date, *, first_month: int, months: int
) -> list[Span]:
    """Return the spans between two days in which an indicator of this frequency is reported."""
    every = MONTHS.get(frequency, months)
    spans = reporting_periods(start, end, first_month=first_month, months=every)
    match frequency:
        case Frequency.START_AND_END:
            return _ends(spans)
        case Frequency.END:
            return spans[-1:]
    return spans


def missing(wanted: Sequence[Span], kept: Sequence[Span]) -> list[Span]:
    """Return the spans that are to be made beside those that stay, so that no day counts twice.

    A span that a kept one reaches into begins the day after it.
    """
    found = []
    for start, end in wanted:
        reached = [last for first, last in kept if first <= end and last >= start]
        begin = max(reached) + DAY if reached else start
        if begin <= end:
            found.append((begin, end))
    return found


def _ends(spans: Sequence[Span]) -> list[Span]:
    return list(spans[:1]) + list(spans[1:][-1:])
