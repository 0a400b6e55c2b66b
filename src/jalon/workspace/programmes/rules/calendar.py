"""Reporting periods, working days, and the instant at which a day is over."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from jalon.errors import RuleBroken

Span = tuple[date, date]  # first and last day

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
LONGEST_LEAVE = 366  # days
LONGEST_SEARCH = 3_660  # days: ten years without a working day is a calendar's mistake


def reporting_periods(start: date, end: date, *, first_month: int, months: int) -> list[Span]:
    """Return the periods between `start` and `end`, the first and last cut to these days.

    Periods of `months` follow each other through the year, one of them beginning in `first_month`.
    """
    periods = []
    first = _period_start(start, first_month, months)
    while first <= end:
        following = _months_later(first, months)
        periods.append((max(first, start), min(following - DAY, end)))
        first = following
    return periods


def is_working_day(day: date, *, weekend: Collection[int], holidays: Collection[date]) -> bool:
    """Tell whether people work on `day`; weekdays are ISO's, 1 is Monday."""
    return day.isoweekday() not in weekend and day not in holidays


def add_working_days(
    day: date, number: int, *, weekend: Collection[int], holidays: Collection[date]
) -> date:
    """Return the working day that is `number` working days after `day`.

    With 0: `day` itself if people work on it, else the next day on which they do.
    """
    if number < 0:
        raise ValueError("working days are counted forwards")
    found = 0
    for offset in range(0 if number == 0 else 1, LONGEST_SEARCH + 3 * number):
        candidate = day + offset * DAY
        if is_working_day(candidate, weekend=weekend, holidays=holidays):
            found += 1
            if found >= number:
                return candidate
    raise RuleBroken("calendar-without-working-days", day=day.isoformat())


def working_days_between(
    first: date, last: date, *, weekend: Collection[int], holidays: Collection[date]
) -> int:
    """Return how many working days lie after `first`, up to and with `last`."""
    weeks, rest = divmod(max(0, (last - first).days), 7)
    days = weeks * (7 - len(set(weekend))) + sum(
        (first + offset * DAY).isoweekday() not in weekend for offset in range(1, rest + 1)
    )
    off = sum(first < day <= last and day.isoweekday() not in weekend for day in set(holidays))
    return days - off


def check_leave(start: date, end: date, *, today: date) -> None:
    """Refuse leave that ends before it starts, is over, or lasts above a year."""
    if end < start:
        raise RuleBroken("dates-reversed")
    if end < today:
        raise RuleBroken("leave-over")
    if (end - start).days > LONGEST_LEAVE:
        raise RuleBroken("leave-too-long", days=LONGEST_LEAVE)


def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant (UTC) from which it is a later day than `day` in `zone`.

    That is the first instant of the next day, where clocks that are set back over midnight do not
    bring `day` back; what comes before it is in time.
    """
    place = ZoneInfo(zone)
    midnight = datetime.combine(day + DAY, datetime.min.time(), tzinfo=place)
    instants = [midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    if all(i.astimezone(place).replace(fold=0) == midnight for i in instants):
        back = (max(instants) - SECOND).astimezone(place).date() == day  # 00:01 -> 23:01
        return max(instants) if back else min(instants)
    return _first_later(day, place, min(instants), max(instants))


def _first_later(day: date, place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the second at which clocks that skip midnight leave `day`."""
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if middle.astimezone(place).date() > day:
            after = middle
        else:
            before = middle
    return after


def _period_start(day: date, first_month: int, months: int) -> date:
    """Return the first day of the period that holds `day`."""
    since = (day.month - first_month) % months
    return _months_later(day.replace(day=1), -since)


def _months_later(first: date, months: int) -> date:
    """Return the first of the month that is so many months after a first of a month."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
