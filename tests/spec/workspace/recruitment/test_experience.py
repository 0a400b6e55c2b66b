"""How long somebody has worked."""

from datetime import date
from fractions import Fraction

import pytest

from jalon.workspace.recruitment.rules.candidate import Employment
from jalon.workspace.recruitment.rules.experience import months_worked

UPTO = date(2026, 6, 15)


def jobs(text: str) -> list[Employment]:
    """Read ``start..end@percent``; no end is still employed."""
    found = []
    for n, each in enumerate(text.split(",")):
        days, _, share = each.partition("@")
        start, end = days.split("..")
        found.append(
            Employment(
                row=str(n),
                start=date.fromisoformat(start),
                end=date.fromisoformat(end) if end else None,
                share=Fraction(int(share or 100), 100),
            )
        )
    return found


#   employments                                              months
TABLE = """
    2020-01-01..2020-12-31                                   12
    2020-01-01..2020-01-31                                   1
    2020-02-15..2020-02-29                                   15/29
    2020-01-01..2020-12-31@50                                6
    2020-01-01..2020-12-31,2020-01-01..2020-12-31            12      # twice the same
    2020-01-01..2020-12-31@50,2020-01-01..2020-12-31@50      12      # two halves
    2020-01-01..2020-12-31@80,2020-07-01..2020-12-31@80      54/5    # never more than full time
    2020-01-01..2020-06-30,2020-07-01..2020-12-31            12      # one after the other
    2020-01-01..2020-08-31,2020-05-01..2020-12-31            12      # overlapping
    2020-01-01..2020-03-31,2020-10-01..2020-12-31            6       # a gap between
    2026-06-01..                                             1/2     # up to the deadline's day
    2026-06-01..2027-12-31                                   1/2     # the future is not experience
    2026-06-16..                                             0
    2026-06-15..2026-06-15                                   1/30
"""


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in TABLE.strip().splitlines()], ids=" ".join
)
def test_months(row: list[str]) -> None:
    assert months_worked(jobs(row[0]), UPTO) == Fraction(row[1])


def test_nobody_who_never_worked_has_months() -> None:
    assert months_worked([], UPTO) == 0
