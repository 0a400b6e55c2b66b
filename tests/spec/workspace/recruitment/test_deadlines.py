"""Until when one may apply: zones, clocks that jump, the last microsecond."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.deadlines import (
    check_exception,
    check_open,
    deadline_at,
    is_open,
    last_day,
    time_left,
)

#  day         time      zone                  too late from (UTC)   last day
TABLE = """
   2026-06-15  -         Europe/Zurich         2026-06-15T22:00:00   06-15
   2026-06-15  23:59     Europe/Zurich         2026-06-15T22:00:00   06-15
   2026-06-15  23:59:59  Europe/Zurich         2026-06-15T22:00:00   06-15
   2026-06-15  -         America/Mexico_City   2026-06-16T06:00:00   06-15
   2026-06-15  -         Africa/Algiers        2026-06-15T23:00:00   06-15
   2026-06-15  -         Asia/Kathmandu        2026-06-15T18:15:00   06-15
   2026-06-15  17:00     Europe/Zurich         2026-06-15T15:00:00   06-15
   2026-06-15  00:00     Europe/Zurich         2026-06-14T22:00:00   06-14  # as it is said
   2028-02-29  -         America/Mexico_City   2028-03-01T06:00:00   02-29
   2027-02-28  -         Europe/Zurich         2027-02-28T23:00:00   02-28
   2026-12-31  -         Pacific/Auckland      2026-12-31T11:00:00   12-31
   2026-03-29  02:30     Europe/Zurich         2026-03-29T01:00:00   03-29  # skipped hour
   2026-10-25  02:30     Europe/Zurich         2026-10-25T01:30:00   10-25  # second pass
   2026-10-25  02:00     Europe/Zurich         2026-10-25T01:00:00   10-25  # falls back to it
   2026-10-25  03:00     Europe/Zurich         2026-10-25T02:00:00   10-25
   2026-03-28  -         Europe/Zurich         2026-03-28T23:00:00   03-28
   2026-04-23  -         Africa/Cairo          2026-04-23T22:00:00   04-23  # midnight skipped
   2026-10-29  -         Africa/Cairo          2026-10-29T22:00:00   10-29  # 23:00 twice
   2026-10-31  -         America/Havana        2026-11-01T04:00:00   10-31  # 00:00 twice
   2011-12-29  -         Pacific/Apia          2011-12-30T10:00:00   12-29  # no 30 December
   2006-10-28  -         America/St_Johns      2006-10-29T03:30:00   10-28  # back to 23:01
"""


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in TABLE.strip().splitlines()], ids=" ".join
)
def test_deadline(row: list[str]) -> None:
    at = None if row[1] == "-" else time.fromisoformat(row[1])
    deadline = deadline_at(date.fromisoformat(row[0]), row[2], at)
    assert deadline == datetime.fromisoformat(row[3]).replace(tzinfo=UTC)
    assert f"{last_day(deadline, row[2]):%m-%d}" == row[4]


def test_a_zone_that_does_not_exist_is_asked_for_again() -> None:
    with pytest.raises(RuleBroken, match="deadline-zone-unknown"):
        deadline_at(date(2026, 6, 15), "Europe/Geneva")


def test_a_time_does_not_bring_its_own_zone() -> None:
    with pytest.raises(RuleBroken, match="deadline-time-with-zone"):
        deadline_at(date(2026, 6, 15), "Europe/Zurich", time(12, tzinfo=UTC))


D = datetime(2026, 6, 15, 22, tzinfo=UTC)
#   sent at (microseconds from the deadline)  extension  exception (hours)   in time
SENT = """
    -1          -    -    yes
    0           -    -    no
    1           -    -    no
    0           24   -    yes
    0           -    1    yes
    3600000000  -    1    no
    3599999999  -    1    yes
    0           24   1    yes
    0           -5   -    no
    -1          -5   -    yes
    -1          -    -5   yes
"""


@pytest.mark.parametrize("row", [line.split() for line in SENT.strip().splitlines()], ids=" ".join)
def test_late_by_a_microsecond_is_late(row: list[str]) -> None:
    now = D + timedelta(microseconds=int(row[0]))
    extension, exception = (
        None if cell == "-" else D + timedelta(hours=int(cell)) for cell in row[1:3]
    )
    assert is_open(now, D, extension, exception) == (row[3] == "yes")
    if row[3] == "yes":
        check_open(now, D, extension, exception)
    else:
        with pytest.raises(RuleBroken, match="application-late"):
            check_open(now, D, extension, exception)


#   hours after the deadline   reason   opened   refused because
EXCEPTIONS = """
    2    failed  0   -      -
    2    -       0   -      exception-without-reason
    0    failed  0   -      exception-gives-no-time
    1    failed  0   -      exception-over
    3    failed  0   4      exception-shortened
    4    failed  0   4      -
    2    failed  3   -      applications-opened
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in EXCEPTIONS.strip().splitlines()], ids=" ".join
)
def test_exception(row: list[str]) -> None:
    def check() -> None:
        check_exception(
            deadline=D,
            until=D + timedelta(hours=int(row[0])),
            reason=row[1].strip("-"),
            opened=int(row[2]),
            now=D + timedelta(hours=1),
            promised=None if row[3] == "-" else D + timedelta(hours=int(row[3])),
        )

    if row[4] == "-":
        check()
    else:
        with pytest.raises(RuleBroken, match=row[4]):
            check()


def test_no_time_is_left_after_the_deadline() -> None:
    assert time_left(D - timedelta(minutes=5), D) == timedelta(minutes=5)
    assert time_left(D + timedelta(minutes=5), D) == timedelta()
