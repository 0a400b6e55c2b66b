"""When a paper is late, and who hears of it."""

from datetime import UTC, date, datetime

import pytest

from jalon.workspace.documents.rules.deadlines import days_late, is_overdue, last_day, needs_reason
from jalon.workspace.documents.rules.ladder import rung_reached
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.programmes.rules import end_of_day

#  last day in time, zone                    the first instant that is too late (UTC)
MIDNIGHTS = """
   2026-06-15        Europe/Zurich           2026-06-15T22:00:00
   2026-06-15        America/Mexico_City     2026-06-16T06:00:00
   2026-06-15        Africa/Algiers          2026-06-15T23:00:00
   2026-04-23        Africa/Cairo            2026-04-23T22:00:00   # clocks skip midnight
"""


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in MIDNIGHTS.strip().splitlines()], ids=" ".join
)
def test_a_day_ends_in_its_own_zone(row: list[str]) -> None:
    day, zone, instant = date.fromisoformat(row[0]), row[1], datetime.fromisoformat(row[2])
    due_at = instant.replace(tzinfo=UTC)
    assert end_of_day(day, zone) == due_at
    assert last_day(due_at, zone) == day


#   state      now is               overdue  and if it is owed to a donor
OVERDUE = """
    due        2026-06-15T21:59:59  no       no
    due        2026-06-15T22:00:00  yes      yes
    returned   2026-06-15T22:00:00  yes      yes
    submitted  2026-06-15T21:59:59  no       no
    submitted  2026-06-20T00:00:00  no       yes
    cleared    2026-06-20T00:00:00  no       no
    accepted   2026-06-20T00:00:00  no       no
    withdrawn  2026-06-20T00:00:00  no       no
"""
DUE = end_of_day(date(2026, 6, 15), "Europe/Zurich")


@pytest.mark.parametrize(
    "row", [line.split() for line in OVERDUE.strip().splitlines()], ids=" ".join
)
def test_overdue(row: list[str]) -> None:
    now = datetime.fromisoformat(row[1]).replace(tzinfo=UTC)
    state = ObligationState(row[0])
    assert is_overdue(state, due_at=DUE, now=now) == (row[2] == "yes")
    assert is_overdue(state, due_at=DUE, now=now, owed_out=True) == (row[3] == "yes")


#   promised for   today        asks for a reason
PROMISES = """
    -              2026-06-14   no
    -              2026-06-17   yes
    2026-06-30     2026-06-17   no
    2026-06-30     2026-07-02   yes
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in PROMISES.strip().splitlines()], ids=" ".join
)
def test_a_late_paper_needs_a_reason_until_it_has_a_date_that_holds(row: list[str]) -> None:
    promised = None if row[0] == "-" else end_of_day(date.fromisoformat(row[0]), "Europe/Zurich")
    now = datetime.fromisoformat(row[1]).replace(tzinfo=UTC)
    needs = needs_reason(ObligationState.DUE, due_at=DUE, expected_at=promised, now=now)
    assert needs == (row[2] == "yes")


def test_days_late_are_counted_where_the_paper_is_due() -> None:
    assert days_late(DUE, datetime(2026, 6, 15, 22, tzinfo=UTC), "Europe/Zurich") == 1
    assert days_late(DUE, datetime(2026, 6, 15, 20, tzinfo=UTC), "Europe/Zurich") == 0


#   today       level  audiences
LADDER = """
    2026-05-15  -
    2026-05-16  0      ower
    2026-06-01  0      ower
    2026-06-08  0      ower
    2026-06-14  0      ower
    2026-06-15  1      ower coordinator
    2026-06-21  1      ower coordinator
    2026-06-22  2      ower coordinator director
    2027-01-01  2      ower coordinator director
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in LADDER.strip().splitlines()], ids=" ".join
)
def test_ladder(row: list[str]) -> None:
    rung = rung_reached(date(2026, 6, 15), date.fromisoformat(row[0]))
    if row[1] == "-":
        assert rung is None
    else:
        assert rung is not None
        assert [str(rung.level), *rung.audiences] == row[1:]
