"""For which spans of days an indicator is reported."""

from collections.abc import Sequence
from datetime import date

from jalon.workspace.programmes.rules import Span, reporting_periods
from jalon.workspace.results.rules.kinds import Frequency

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


def _ends(spans: Sequence[Span]) -> list[Span]:
    return list(spans[:1]) + list(spans[1:][-1:])
