"""Periods fill a programme, working days are worked, and a day ends when it is over."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.programmes.rules import (
    add_working_days,
    end_of_day,
    is_working_day,
    reporting_periods,
    working_days_between,
)

DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}))
weekends = st.frozensets(st.integers(1, 7), max_size=5)


@given(start=days, length=st.integers(1, 4000), month=st.integers(1, 12), data=st.data())
def test_periods_fill_the_programme_without_gap_or_overlap(
    start: date, length: int, month: int, data: st.DataObject
) -> None:
    months = data.draw(st.sampled_from([1, 2, 3, 4, 6, 12]))
    end = start + length * DAY
    periods = reporting_periods(start, end, first_month=month, months=months)
    assert periods[0][0] == start
    assert periods[-1][1] == end
    assert all(after[0] - before[1] == DAY for before, after in pairwise(periods))
    for first, last in periods[1:]:
        assert first.day == 1
        assert (first.month - month) % months == 0
        assert (last - first).days < 31 * months


@given(day=days, zone=zones)
def test_a_day_ends_where_a_later_day_begins_for_good(day: date, zone: str) -> None:
    place = zoneinfo.ZoneInfo(zone)
    end = end_of_day(day, zone)
    assert end.tzinfo is UTC
    assert (end - timedelta(seconds=1)).astimezone(place).date() <= day
    for hours in range(48):
        assert (end + timedelta(hours=hours / 2)).astimezone(place).date() > day


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        # clocks go from 24:00 to 01:00: the next day has no midnight
        ("Africa/Cairo", date(2024, 4, 25), datetime(2024, 4, 25, 22, tzinfo=UTC)),
        # clocks go from 24:00 back to 23:00: the last hour comes twice
        ("Africa/Cairo", date(2024, 10, 31), datetime(2024, 10, 31, 22, tzinfo=UTC)),
        # clocks go from 01:00 back to 00:00: the first of two midnights ends the day
        ("America/Havana", date(2024, 11, 2), datetime(2024, 11, 3, 4, tzinfo=UTC)),
        # clocks went from 00:01 back to 23:01 of the day before
        ("America/St_Johns", date(2010, 11, 6), datetime(2010, 11, 7, 3, 30, tzinfo=UTC)),
        # 30 December never was
        ("Pacific/Apia", date(2011, 12, 29), datetime(2011, 12, 30, 10, tzinfo=UTC)),
        ("Africa/Algiers", date(2026, 4, 30), datetime(2026, 4, 30, 23, tzinfo=UTC)),
        ("America/Mexico_City", date(2026, 4, 30), datetime(2026, 5, 1, 6, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_difficult_day(zone: str, day: date, end: datetime) -> None:
    assert end_of_day(day, zone) == end


@given(day=days, number=st.integers(0, 120), weekend=weekends, data=st.data())
def test_as_many_working_days_are_counted_back_as_were_added(
    day: date, number: int, weekend: frozenset[int], data: st.DataObject
) -> None:
    off = data.draw(st.frozensets(st.integers(0, 60).map(lambda n: day + n * DAY), max_size=20))
    later = add_working_days(day, number, weekend=weekend, holidays=off)
    assert is_working_day(later, weekend=weekend, holidays=off)
    if number:
        assert working_days_between(day, later, weekend=weekend, holidays=off) == number
    else:
        assert working_days_between(day - DAY, later, weekend=weekend, holidays=off) == 1


@given(day=days, length=st.integers(-10, 900), weekend=weekends, data=st.data())
def test_working_days_are_those_that_one_counts_on_a_calendar(
    day: date, length: int, weekend: frozenset[int], data: st.DataObject
) -> None:
    off = data.draw(st.lists(st.integers(-9, 910).map(lambda n: day + n * DAY), max_size=30))
    counted = sum(
        is_working_day(day + n * DAY, weekend=weekend, holidays=off) for n in range(1, length + 1)
    )
    until = day + length * DAY
    assert working_days_between(day, until, weekend=weekend, holidays=off) == counted
