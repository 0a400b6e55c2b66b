"""When a call stops taking applications: instants are exclusive, to the microsecond.

A notice says "midnight Geneva time" of a day. It means the end of that day: the first instant of
the next one, in its zone, is too late, and the reader is shown 23:59.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from jalon.errors import RuleBroken

MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# Ways to write the end of a day.
END_OF_DAY = frozenset({time(23, 59), time(23, 59, 59)})


@cache
def zones() -> frozenset[str]:
    """Return the zones of the time zone database."""
    return frozenset(available_timezones())


def check_zone(zone: str) -> None:
    """Refuse a zone that the time zone database does not have."""
    if zone not in zones():
        raise RuleBroken("deadline-zone-unknown", zone=zone)


def deadline_at(day: date, zone: str, at: time | None = None) -> datetime:
    """Return the instant (UTC) from which it is too late.

    Nobody is refused too early: in an hour that clocks in `zone` skip it is the moment of the jump,
    in one that they repeat the second pass. Without a time, and at 23:59, the whole of `day` is in
    time: until clocks read nothing of it any more.
    """
    check_zone(zone)
    if at is not None and at.tzinfo is not None:
        raise RuleBroken("deadline-time-with-zone", time=at.isoformat())
    whole = at is None or at in END_OF_DAY
    wall = datetime.combine(day + DAY, time()) if whole else datetime.combine(day, at or time())
    return _latest(wall, ZoneInfo(zone), whole=whole)


def _latest(wall: datetime, place: ZoneInfo, *, whole: bool) -> datetime:
    first, second = _instants(wall, place)
    if _reads(first, place) != wall:
        return _jump(wall, place, min(first, second), max(first, second))
    if first == second:
        return first
    # A midnight to which clocks fall back has ended its day; where they fall behind it, it has not.
    fell_back_to_here = len(set(_instants(wall - MICROSECOND, place))) == 1
    return first if whole and fell_back_to_here else second


def _instants(wall: datetime, place: ZoneInfo) -> tuple[datetime, datetime]:
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def _reads(instant: datetime, place: ZoneInfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None, fold=0)


def _jump(wall: datetime, place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > MICROSECOND:
        middle = before + (after - before) // 2
        if _reads(middle, place) < wall:
            before = middle
        else:
            after = middle
    return after


def last_day(deadline: datetime, zone: str) -> date:
    """Return the last day on which one is in time, by the clocks in `zone`."""
    return (deadline - MICROSECOND).astimezone(ZoneInfo(zone)).date()


def effective(
    deadline: datetime,
    *,
    extension: datetime | None = None,
    exception: datetime | None = None,
) -> datetime:
    """Return the instant that counts for one candidate: nothing ever shortens the time."""
    return max(each for each in (deadline, extension, exception) if each is not None)


def is_open(
    now: datetime,
    deadline: datetime,
    extension: datetime | None = None,
    exception: datetime | None = None,
) -> bool:
    """Tell whether an application sent at `now` is in time; late by a microsecond is late."""
    return now < effective(deadline, extension=extension, exception=exception)


def check_open(
    now: datetime,
    deadline: datetime,
    extension: datetime | None = None,
    exception: datetime | None = None,
) -> None:
    """Refuse what comes too late."""
    if not is_open(now, deadline, extension, exception):
        until = effective(deadline, extension=extension, exception=exception)
        raise RuleBroken("application-late", deadline=until)


def check_exception(
    *,
    deadline: datetime,
    until: datetime,
    reason: str,
    opened: int,
    now: datetime,
    promised: datetime | None = None,
) -> None:
    """Refuse an exception without reason or time, earlier than promised, or after the opening."""
    if not reason.strip():
        raise RuleBroken("exception-without-reason")
    if until <= deadline:
        raise RuleBroken("exception-gives-no-time", deadline=deadline)
    if until <= now:
        raise RuleBroken("exception-over")
    if promised is not None and until < promised:
        raise RuleBroken("exception-shortened", promised=promised)
    if opened:
        raise RuleBroken("applications-opened", count=opened)


def time_left(now: datetime, deadline: datetime) -> timedelta:
    """Return how long one may still apply; nothing once it is over."""
    return max(timedelta(), deadline - now)
