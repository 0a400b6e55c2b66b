"""Papers that a reporting calendar owes."""

from datetime import date

import pytest

from jalon.workspace.documents.rules.recurrence import (
    Calendar,
    Change,
    Line,
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


def written_by(calendar: Calendar, *touched: int) -> list[Written]:
    owed = series(calendar, Rhythm.PERIOD, due_days=30)
    return [Written(i, o.start, o.end, o.due, touched=i in touched) for i, o in enumerate(owed)]


def changes(lines: list[Line]) -> list[str]:
    return [f"{line.change} {line.start} {line.end} {line.due}" for line in lines]


YEAR = (date(2026, 1, 1), date(2026, 12, 31), 1)


def test_what_is_done_leaves_the_other_quarter_of_a_half_year_owed() -> None:
    halves = series(Calendar(*YEAR, period_months=6), Rhythm.PERIOD, due_days=30)
    assert changes(compare(halves, written_by(Calendar(*YEAR, period_months=3), 0))) == [
        "there 2026-01-01 2026-03-31 2026-04-30",
        "there 2026-04-01 2026-06-30 2026-07-30",
        "move 2026-07-01 2026-12-31 2027-01-30",
        "gone 2026-10-01 2026-12-31 2027-01-30",
    ]


def test_a_half_year_that_is_done_covers_both_its_quarters() -> None:
    quarters = series(Calendar(*YEAR, period_months=3), Rhythm.PERIOD, due_days=30)
    assert changes(compare(quarters, written_by(Calendar(*YEAR, period_months=6), 0))) == [
        "there 2026-01-01 2026-06-30 2026-07-30",
        "move 2026-07-01 2026-09-30 2026-10-30",
        "add 2026-10-01 2026-12-31 2027-01-30",
    ]


def test_part_of_a_period_is_due_as_long_before_or_after_it() -> None:
    done = [Written(1, date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 30), touched=True)]
    year = Calendar(*YEAR, period_months=12)
    after = compare(series(year, Rhythm.PERIOD, due_days=30), done)
    assert [str(line.due) for line in after] == ["2026-04-30", "2026-07-30", "2027-01-30"]
    before = compare(series(year, Rhythm.PERIOD, due_days=-30), done)
    assert [str(line.due) for line in before] == ["2025-12-02", "2026-06-01", "2026-07-30"]


def test_a_final_report_that_is_begun_is_not_owed_again_when_the_programme_goes_on() -> None:
    begun = [Written(1, date(2026, 1, 1), date(2026, 6, 30), date(2026, 10, 28), touched=True)]
    wanted = series(Calendar(*YEAR, period_months=6), Rhythm.END, due_days=120)
    assert [line.change for line in compare(wanted, begun, once=True)] == [Change.THERE]
