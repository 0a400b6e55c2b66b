"""What an instrument and its provisions are to a country."""

from datetime import date

import pytest

from jalon.workspace.standards.rules.binding import Act, Terms, bond, force
from jalon.workspace.standards.rules.dates import read_date

TODAY = date(2026, 11, 22)
LONG_AGO = date(1990, 1, 1)

#   kind           status       certainty          part     excluded certainty          bond
CASES = """
    convention     ratified     verified_secondary -        -        -                  binds
    convention     ratified     partly_verified    -        -        -                  binds
    convention     ratified     unverified         -        -        -                  unclear
    convention     ratified     verified_primary   Annex-II Annex-II verified_primary   excluded
    convention     ratified     verified_primary   Annex-II Annex-II unverified         unclear
    convention     ratified     unverified         Annex-II Annex-II verified_primary   unclear
    convention     ratified     verified_primary   Annex-I  Annex-II verified_primary   binds
    convention     ratified     verified_primary   Annex-I  -        verified_secondary binds
    convention     ratified     verified_primary   Annex-I  -        unverified         unclear
    convention     ratified     verified_primary   Annex-I  -        -                  unclear
    convention     ratified     verified_primary   Annex-I  Annex-II partly_verified    unclear
    convention     ratified     verified_primary   -        Annex-II unverified         binds
    convention     not_ratified verified_primary   -        -        -                  guidance
    convention     not_found    unverified         -        -        -                  guidance
    convention     denounced    verified_primary   -        -        -                  guidance
    treaty         signed       verified_primary   -        -        -                  guidance
    treaty         no_action    verified_primary   -        -        -                  guidance
    convention     unknown      -                  -        -        -                  guidance
    recommendation ratified     verified_primary   -        -        -                  guidance
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines(), ids=str.split)
def test_what_binds(case: str) -> None:
    kind, status, certainty, part, excluded, of_that, expected = (
        "" if word == "-" else word for word in case.split()
    )
    terms = Terms(kind, LONG_AGO, None, ("Annex-I", "Annex-II"))
    act = Act(status, certainty, None, None, (excluded,) if excluded else (), of_that)
    assert bond(terms, None if status == "unknown" else act, part, TODAY) == expected


#   kind           in force   withdrawn  status    ratified   denounced  today      force
FORCES = """
    convention     1932-05-01 -          ratified  1960       -          2026-11-22 in_force
    convention     1932-05-01 -          ratified  -          -          2026-11-22 in_force
    convention     -          -          ratified  1960       -          2026-11-22 not_yet
    convention     2021-06-25 -          ratified  2020-06-12 -          2021-06-24 not_yet
    convention     2021-06-25 -          ratified  2020-06-12 -          2021-06-25 in_force
    convention     1932-05-01 2020-01-01 ratified  1960       -          2026-11-22 ended
    convention     1932-05-01 2030-01-01 ratified  1960       -          2026-11-22 in_force
    convention     1932-05-01 -          ratified  2026-06-04 -          2026-11-22 not_yet
    convention     1932-05-01 -          ratified  2025-11-22 -          2026-11-21 not_yet
    convention     1932-05-01 -          ratified  2025-11-22 -          2026-11-22 in_force
    convention     1932-05-01 -          ratified  2024-02-29 -          2025-02-27 not_yet
    convention     1932-05-01 -          ratified  2024-02-29 -          2025-02-28 in_force
    convention     1932-05-01 -          ratified  2025       -          2026-11-22 not_yet
    convention     1932-05-01 -          ratified  2024       -          2026-11-22 in_force
    protocol       2016-11-09 -          ratified  2026       -          2026-11-22 not_yet
    treaty         2003-07-01 -          ratified  2026-05-01 -          2026-08-31 not_yet
    treaty         2003-07-01 -          ratified  2026-05-01 -          2026-09-01 in_force
    convention     1959-01-17 -          denounced 1958       1990       2026-11-22 ended
    convention     1959-01-17 -          denounced 1958       -          2026-11-22 ended
    convention     1959-01-17 -          denounced 1958       2026-01-10 2026-11-22 ending
    convention     1959-01-17 -          denounced 1958       2025-11-22 2026-11-22 ended
    recommendation -          -          ratified  1990       -          2026-11-22 none
"""


@pytest.mark.parametrize("case", FORCES.strip().splitlines(), ids=str.split)
def test_when_an_instrument_is_in_force(case: str) -> None:
    kind, since, until, status, ratified, denounced, today, expected = (
        "" if word == "-" else word for word in case.split()
    )
    terms = Terms(kind, _day(since), _day(until))
    act = Act(
        status,
        "verified_primary",
        read_date(ratified) if ratified else None,
        read_date(denounced) if denounced else None,
    )
    assert force(terms, act, date.fromisoformat(today)) == expected


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def test_what_is_not_in_force_for_certain_never_binds() -> None:
    act = Act("ratified", "verified_primary", read_date("2026"))
    assert bond(Terms("protocol", date(2016, 11, 9)), act, "", TODAY) == "not_yet"
    act = Act("denounced", "verified_primary", read_date("1958"), read_date("2026"))
    assert bond(Terms("convention", LONG_AGO), act, "", TODAY) == "unclear"
    act = Act("ratified", "verified_primary", read_date("1958"))
    assert bond(Terms("convention", LONG_AGO, date(2020, 1, 1)), act, "", TODAY) == "guidance"
