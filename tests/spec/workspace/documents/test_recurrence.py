"""Papers that a reporting calendar owes."""

from datetime import date

import pytest

from jalon.workspace.documents.rules.recurrence import (
    Calendar,
    Change,
    Rhythm,
    Written,
    compare,
    series,
)

# Semi-annual, periods from October and April, as in a US DOL agreement.
CALENDAR = Calendar(date(2025, 1, 15), date(2026, 12, 31), first_month=10, period_months=6)

#   rhythm  days   start       end         due
SERIES = """
    period  30     2025-01-15  2025-03-31  2025-04-30
    period  30     2025-04-01  2025-09-30  2025-10-30
    period  30     2025-10-01  2026-03-31  2026-04-30
    period  30     2026-04-01  2026-09-30  2026-10-30
    period  30     2026-10-01  2026-12-31  2027-01-30
    year    -30    2025-01-15  2025-09-30  2024-12-16
    year    -30    2025-10-01  2026-09-30  2025-09-01
    year    -30    2026-10-01  2026-12-31  2026-09-01
    end     120    2025-01-15  2026-12-31  2027-04-30
"""


@pytest.mark.parametrize(("rhythm", "days"), [("period", 30), ("year", -30), ("end", 120)])
def test_series(rhythm: str, days: int) -> None:
    expected = [line.split()[2:] for line in SERIES.strip().splitlines() if rhythm in line.split()]
    found = series(CALENDAR, Rhythm(rhythm), due_days=days)
    assert [[str(o.start), str(o.end), str(o.due)] for o in found] == expected


def test_quarters() -> None:
    assert len(series(CALENDAR, Rhythm.QUARTER, due_days=30)) == 8


def test_writing_again_changes_nothing() -> None:
    wanted = series(CALENDAR, Rhythm.PERIOD, due_days=30)
    written = [Written(i, o.start, o.end, o.due, touched=False) for i, o in enumerate(wanted)]
    assert {line.change for line in compare(wanted, written)} == {Change.THERE}


def test_a_changed_calendar_moves_what_nobody_works_on() -> None:
    before = series(CALENDAR, Rhythm.PERIOD, due_days=30)
    written = [Written(i, o.start, o.end, o.due, touched=i == 0) for i, o in enumerate(before)]
    lines = compare(series(CALENDAR, Rhythm.PERIOD, due_days=45), written)
    assert [line.change for line in lines] == [Change.THERE] + [Change.MOVE] * 4
    cut = Calendar(date(2025, 1, 15), date(2026, 11, 30), first_month=10, period_months=6)
    lines = compare(series(cut, Rhythm.PERIOD, due_days=30), written)
    assert [line.change for line in lines] == [Change.THERE] * 4 + [Change.MOVE]
    assert lines[-1].end == date(2026, 11, 30)
    shorter = Calendar(date(2025, 1, 15), date(2026, 9, 30), first_month=10, period_months=6)
    lines = compare(series(shorter, Rhythm.PERIOD, due_days=30), written)
    assert [line.change for line in lines] == [Change.THERE] * 4 + [Change.GONE]
    assert [line.change for line in compare([], [])] == []
