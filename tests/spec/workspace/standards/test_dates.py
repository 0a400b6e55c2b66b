"""Dates as sources give them."""

from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.dates import after_months, last_day, read_date, write_date

#   written       first day     last day
UNDERSTOOD = """
    1934          1934-01-01    1934-12-31
    1934-02       1934-02-01    1934-02-28
    2024-02       2024-02-01    2024-02-29
    1934-05-12    1934-05-12    1934-05-12
"""

#   written       error
REFUSED = """
    12/05/1934    instrument-date-unreadable
    1934-13       instrument-date-unreadable
    1934-02-30    instrument-date-unreadable
    34            instrument-date-unreadable
    1850          instrument-date-too-old
"""


@pytest.mark.parametrize("case", UNDERSTOOD.strip().splitlines(), ids=str.split)
def test_a_date_is_as_exact_as_it_was_written(case: str) -> None:
    written, first, last = case.split()
    found, precision = read_date(written)
    assert found.isoformat() == first
    assert last_day(found, precision).isoformat() == last
    assert write_date(found, precision) == written


@pytest.mark.parametrize("case", REFUSED.strip().splitlines(), ids=str.split)
def test_what_is_no_date_is_refused(case: str) -> None:
    written, code = case.split()
    with pytest.raises(RuleBroken) as refused:
        read_date(written)
    assert refused.value.code == code


def test_a_month_that_is_shorter_gives_its_last_day() -> None:
    assert after_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert after_months(date(2026, 10, 31), 4) == date(2027, 2, 28)
    assert after_months(date(2026, 12, 1), 12) == date(2027, 12, 1)


def test_no_date_is_written_as_nothing() -> None:
    assert write_date(None, "") == ""
