"""Reporting periods and working days, case by case."""

from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.programmes.rules import add_working_days, reporting_periods

# The reporting year of the US Department of Labor: from October and from April.
#    start       end         first  months  periods
PERIODS = """
     2024-12-15  2026-03-31   10      6      2024-12-15/2025-03-31 2025-04-01/2025-09-30 2025-10-01/2026-03-31
     2025-01-01  2025-06-30    1      3      2025-01-01/2025-03-31 2025-04-01/2025-06-30
     2025-01-01  2025-12-31   10     12      2025-01-01/2025-09-30 2025-10-01/2025-12-31
     2025-03-31  2025-04-01    4      6      2025-03-31/2025-03-31 2025-04-01/2025-04-01
     2024-02-29  2024-02-29    1      1      2024-02-29/2024-02-29
"""  # noqa: E501

# Algeria rests on Friday and Saturday, Mexico on Saturday and Sunday.
#    from        days  weekend  holidays    working day
WORKING_DAYS = """
     2026-04-30   1     56       -           2026-05-03   # a Thursday
     2026-04-30   1     67       2026-05-01  2026-05-04
     2026-04-30   5     67       2026-05-01  2026-05-08
     2026-05-01   0     67       2026-05-01  2026-05-04
     2026-05-04   0     67       -           2026-05-04
     2026-05-04   10    67       -           2026-05-18
"""


def table(text: str) -> list[list[str]]:
    return [line.split("#")[0].split() for line in text.strip().splitlines()]


@pytest.mark.parametrize("row", table(PERIODS), ids=" ".join)
def test_reporting_periods(row: list[str]) -> None:
    start, end, first_month, months, *expected = row
    found = reporting_periods(
        date.fromisoformat(start),
        date.fromisoformat(end),
        first_month=int(first_month),
        months=int(months),
    )
    assert [f"{first}/{last}" for first, last in found] == expected


@pytest.mark.parametrize("row", table(WORKING_DAYS), ids=" ".join)
def test_working_days(row: list[str]) -> None:
    start, number, weekend, holiday, expected = row
    found = add_working_days(
        date.fromisoformat(start),
        int(number),
        weekend={int(day) for day in weekend},
        holidays=set() if holiday == "-" else {date.fromisoformat(holiday)},
    )
    assert found == date.fromisoformat(expected)


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(RuleBroken, match="calendar-without-working-days"):
        add_working_days(date(2026, 1, 1), 1, weekend=range(1, 8), holidays=set())
