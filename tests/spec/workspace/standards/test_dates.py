"""Dates as sources give them."""

from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.dates import last_day, may_not_bind_yet, read_date, write_date

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

#   ratified      today         may not bind yet
RECENT = """
    2026-06-04    2026-11-21    yes
    2025-11-21    2026-11-20    yes
    2025-11-21    2026-11-21    no
    2024-02-29    2025-02-27    yes
    2024-02-29    2025-02-28    no
    2025          2026-11-21    yes
    2024          2026-11-21    no
    2025-09       2026-11-21    no
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


@pytest.mark.parametrize("case", RECENT.strip().splitlines(), ids=str.split)
def test_a_convention_binds_twelve_months_after_ratification(case: str) -> None:
    ratified, today, expected = case.split()
    found = may_not_bind_yet(*read_date(ratified), date.fromisoformat(today))
    assert found == (expected == "yes")


def test_an_unknown_date_is_not_called_recent() -> None:
    assert not may_not_bind_yet(None, "", date(2026, 1, 1))
    assert write_date(None, "") == ""
