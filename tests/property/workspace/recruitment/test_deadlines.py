"""The deadline ends the last minute at which clocks read earlier, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from jalon.workspace.recruitment.rules.deadlines import deadline_at

ZONES = [
    "Europe/Zurich",
    "America/Mexico_City",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Tehran",
]
MINUTE = timedelta(minutes=1)


def latest(wall: datetime, zone: str) -> datetime:
    """Return the last minute at which clocks read it, else that at which they jump over it."""
    middle = wall.replace(tzinfo=UTC)
    hours = 15 * 60
    minutes = [middle + n * MINUTE for n in range(-hours, hours)]
    place = ZoneInfo(zone)
    earlier = [m for m in minutes if m.astimezone(place).replace(tzinfo=None) < wall]
    alike = [m for m in minutes if m.astimezone(place).replace(tzinfo=None) == wall]
    return alike[-1] if alike else earlier[-1] + MINUTE


@given(
    day=st.dates(date(2000, 1, 1), date(2037, 12, 30)),
    at=st.builds(time, st.integers(0, 23), st.integers(0, 58)),
    zone=st.sampled_from(ZONES),
)
@example(day=date(2026, 3, 29), at=time(2, 30), zone="Europe/Zurich")
@example(day=date(2026, 10, 25), at=time(2, 0), zone="Europe/Zurich")
@example(day=date(2026, 10, 25), at=time(2, 58), zone="Europe/Zurich")
@example(day=date(2026, 4, 5), at=time(1, 45), zone="Australia/Lord_Howe")
@example(day=date(2026, 10, 4), at=time(2, 15), zone="Australia/Lord_Howe")
def test_nobody_is_refused_before_clocks_have_read_it_for_the_last_time(
    day: date, at: time, zone: str
) -> None:
    assert deadline_at(day, zone, at) == latest(datetime.combine(day, at), zone)
