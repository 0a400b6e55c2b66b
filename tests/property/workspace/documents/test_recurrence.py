"""Whatever calendars follow each other, every day of a programme is reported on once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.documents.rules.recurrence import (
    Calendar,
    Change,
    Line,
    Rhythm,
    Written,
    compare,
    series,
)

DAY = timedelta(days=1)
starts = st.dates(date(2024, 1, 1), date(2024, 12, 31))
lengths = st.integers(200, 1500)
calendars = st.builds(
    lambda start, length, month, months: Calendar(
        start, start + length * DAY, first_month=month, period_months=months
    ),
    starts,
    lengths,
    st.integers(1, 12),
    st.sampled_from([1, 2, 3, 4, 6, 12]),
)


def written(lines: list[Line], touched: frozenset[int] = frozenset()) -> list[Written]:
    kept = [line for line in lines if line.change is not Change.GONE]
    return [Written(n, x.start, x.end, x.due, touched=n in touched) for n, x in enumerate(kept)]


@given(
    before=calendars,
    after=calendars,
    days=st.sampled_from([-30, 0, 30]),
    touched=st.frozensets(st.integers(0, 40)),
)
def test_every_day_is_covered_exactly_once(
    before: Calendar, after: Calendar, days: int, touched: frozenset[int]
) -> None:
    there = written(compare(series(before, Rhythm.PERIOD, due_days=days), []), touched)
    lines = compare(series(after, Rhythm.PERIOD, due_days=days), there)
    covered: dict[date, int] = {}
    for row in written(lines):
        for n in range((row.end - row.start).days + 1):
            day = row.start + n * DAY
            covered[day] = covered.get(day, 0) + 1
    asked = (after.start + n * DAY for n in range((after.end - after.start).days + 1))
    assert all(covered.get(day) == 1 for day in asked)
    assert set(covered.values()) <= {1}
    kept = {line.key for line in lines if line.change is Change.THERE}
    assert {row.key for row in there if row.touched} <= kept


@given(calendar=calendars, days=st.sampled_from([-30, 0, 30]))
def test_writing_again_changes_nothing(calendar: Calendar, days: int) -> None:
    wanted = series(calendar, Rhythm.PERIOD, due_days=days)
    again = compare(wanted, written(compare(wanted, [])))
    assert {line.change for line in again} == {Change.THERE}
