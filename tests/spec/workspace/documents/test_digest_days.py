"""On which days a digest leaves, as a table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.documents.rules.digests import is_digest_day, is_working, week_start

SATURDAY_SUNDAY = frozenset({6, 7})
FRIDAY_SATURDAY = frozenset({5, 6})
FRIDAY = frozenset({5})
HOLIDAY = frozenset({date(2026, 3, 2), date(2026, 3, 8)})  # a Monday and a Sunday

#    choice   today          last           weekend           leaves
CASES = """
     daily    2026-03-03 Tue  -              sat-sun          yes
     daily    2026-03-03 Tue  2026-03-02     sat-sun          yes
     daily    2026-03-03 Tue  2026-03-03     sat-sun          no    # once a day
     daily    2026-03-07 Sat  -              sat-sun          no
     daily    2026-03-02 Mon  -              sat-sun          no    # a holiday
     daily    2026-03-07 Sat  -              fri              yes
     weekly   2026-03-09 Mon  2026-03-03     sat-sun          yes
     weekly   2026-03-10 Tue  2026-03-09     sat-sun          no
     weekly   2026-03-10 Tue  2026-03-03     sat-sun          yes   # the worker stood still
     weekly   2026-03-02 Mon  2026-02-23     sat-sun          no    # a holiday
     weekly   2026-03-03 Tue  2026-02-23     sat-sun          yes   # the first working day instead
     weekly   2026-03-01 Sun  2026-02-22     fri-sat          yes   # the week begins on Sunday
     weekly   2026-03-08 Sun  2026-03-01     fri-sat          no    # a holiday
     weekly   2026-03-09 Mon  2026-03-01     fri-sat          yes
     weekly   2026-03-07 Sat  2026-02-28     fri              yes   # a weekend of one day
     none     2026-03-03 Tue  -              sat-sun          no
"""
WEEKENDS = {"sat-sun": SATURDAY_SUNDAY, "fri-sat": FRIDAY_SATURDAY, "fri": FRIDAY}


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in CASES.strip().splitlines()], ids=" ".join
)
def test_digest_days(row: list[str]) -> None:
    choice, today, weekday, last, weekend, leaves = row
    day = date.fromisoformat(today)
    assert f"{day:%a}" == weekday
    found = is_digest_day(
        choice,
        day,
        last=None if last == "-" else date.fromisoformat(last),
        weekend=WEEKENDS[weekend],
        holidays=HOLIDAY,
    )
    assert found == (leaves == "yes")


DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))
WEEKEND = st.frozensets(st.integers(1, 7), max_size=7)


@given(day=DAYS, weekend=WEEKEND)
def test_a_week_begins_at_most_a_week_ago(day: date, weekend: frozenset[int]) -> None:
    start = week_start(day, weekend=weekend)
    assert timedelta(0) <= day - start <= timedelta(days=13)
    if 0 < len(weekend) < 7:
        assert start.isoweekday() not in weekend


@given(start=DAYS, weekend=st.sampled_from(list(WEEKENDS.values())))
def test_a_weekly_reader_gets_one_digest_in_each_week(start: date, weekend: frozenset[int]) -> None:
    last, sent = None, []
    for day in (start + timedelta(days=n) for n in range(28)):
        if is_digest_day("weekly", day, last=last, weekend=weekend, holidays=()):
            last = day
            sent.append(day)
    weeks = [week_start(day, weekend=weekend) for day in sent]
    assert len(set(weeks)) == len(weeks)
    assert 4 <= len(sent) <= 5
    assert all(is_working(day, weekend=weekend, holidays=()) for day in sent)
