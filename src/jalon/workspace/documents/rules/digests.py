"""On which days a person's digest leaves: pure functions over plain values."""

from collections.abc import Collection
from datetime import date, timedelta

DAY = timedelta(days=1)


def is_working(day: date, *, weekend: Collection[int], holidays: Collection[date]) -> bool:
    return day.isoweekday() not in weekend and day not in holidays


def week_start(day: date, *, weekend: Collection[int]) -> date:
    """Return the first day after the weekend that came before `day`; Monday if there is none."""
    if not weekend or len(set(weekend)) > 6:
        return day - (day.isoweekday() - 1) * DAY
    while day.isoweekday() in weekend or (day - DAY).isoweekday() not in weekend:
        day -= DAY
    return day


def is_digest_day(
    choice: str,
    today: date,
    *,
    last: date | None,
    weekend: Collection[int],
    holidays: Collection[date],
) -> bool:
    """Tell whether a digest leaves today: every working day, or the first one of a week.

    `last` is the day of the last digest. A week whose first day was missed is caught up with on
    the next working day.
    """
    if choice not in {"daily", "weekly"}:
        return False
    if not is_working(today, weekend=weekend, holidays=holidays):
        return False
    since = today if choice == "daily" else week_start(today, weekend=weekend)
    return last is None or last < since
