"""What is left until a deadline, cut and never rounded up."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jalon.workspace.recruitment.rules.countdown import (
    READERS_ZONES,
    Unit,
    city_of,
    known_zone,
    left,
)
from jalon.workspace.tags import shown_at

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
D, H, M = Unit.DAYS, Unit.HOURS, Unit.MINUTES
CASES = {
    timedelta(days=12, hours=5, minutes=59): ((D, 12), (H, 5)),
    timedelta(days=1): ((D, 1),),
    timedelta(days=2, minutes=5): ((D, 2),),
    timedelta(hours=23, minutes=59, seconds=59): ((H, 23), (M, 59)),
    timedelta(hours=1): ((H, 1),),
    timedelta(minutes=59, seconds=59): ((M, 59),),
    timedelta(seconds=59): (),
    timedelta(microseconds=1): (),
    timedelta(): (),
    timedelta(days=-1): (),
}


@pytest.mark.parametrize("rest", CASES, ids=str)
def test_left(rest: timedelta) -> None:
    assert left(NOW, NOW + rest) == CASES[rest]


@pytest.mark.parametrize(
    ("deadline", "zone", "clock"),
    [
        ("2026-03-02T06:00", "America/Mexico_City", "23:59"),  # the end of a day there
        ("2026-03-02T06:00", "Europe/Zurich", "07:00"),  # an hour that was stated in Geneva
        ("2026-03-01T23:00", "America/Mexico_City", "17:00"),
        ("2026-04-23T22:00", "Africa/Cairo", "23:59"),  # whose next day begins at one o'clock
    ],
)
def test_the_end_of_a_day_is_shown_as_its_last_minute(deadline: str, zone: str, clock: str) -> None:
    instant = datetime.fromisoformat(deadline).replace(tzinfo=UTC)
    assert f"{shown_at(instant, ZoneInfo(zone)):%H:%M}" == clock


def test_zones_are_shown_as_cities_and_unknown_ones_are_none() -> None:
    assert city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert known_zone("Europe/Zurich") == "Europe/Zurich"
    assert known_zone("../../etc/passwd") == ""


def test_readers_can_choose_every_clock_that_many_live_by() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    offsets = {now.astimezone(ZoneInfo(zone)).utcoffset() for zone in READERS_ZONES}
    assert {timedelta(hours=hours) for hours in range(-10, 14) if hours not in {-2, 10}} <= offsets
