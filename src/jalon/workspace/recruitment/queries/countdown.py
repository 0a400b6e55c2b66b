"""The deadline of a call on several clocks, and how long is left: what every public page shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.reader.stations import station_of
from jalon.workspace.recruitment.rules.countdown import (
    GENEVA,
    Unit,
    city_of,
    known_zone,
    left,
)
from jalon.workspace.recruitment.rules.deadlines import is_open
from jalon.workspace.tags import comma, shown_at

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Clock:
    """One place whose clock tells when the call closes."""

    label: Words
    zone: str
    is_own: bool = False  # the reader's, as far as their account or their question tells


@dataclass(frozen=True, slots=True)
class Countdown:
    """When a call closes: `closes_at` is the first instant that is too late."""

    closes_at: datetime
    zone: str
    now: datetime
    words: str
    clocks: tuple[Clock, ...]

    @property
    def shown_at(self) -> datetime:
        """Return the instant that all clocks show: 23:59 of a whole day, wherever one looks."""
        return shown_at(self.closes_at, ZoneInfo(self.zone))

    @property
    def is_open(self) -> bool:
        return is_open(self.now, self.closes_at)

    @property
    def knows_reader(self) -> bool:
        """Tell whether one of the clocks is the reader's own."""
        return any(clock.is_own for clock in self.clocks)


def countdown_of(call: Call, now: datetime, reader_zone: str = "") -> Countdown:
    """Return the countdown of a published call; `reader_zone` where it is known."""
    assert call.closes_at is not None
    clocks = _distinct(_clocks(call, reader_zone))
    words = words_left(now, call.closes_at)
    return Countdown(call.closes_at, call.closes_zone, now, words, tuple(clocks))


def on_clock(instant: datetime, zone: str) -> str:
    """Return what the clock of a place shows; the place is named beside it."""
    return date_format(instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None), "DATETIME_FORMAT")


def told(closes_at: datetime | None, zone: str) -> str:
    """Return a deadline as notices tell it: on the clock that counts, which is named."""
    if closes_at is None:
        return ""
    return f"{on_clock(shown_at(closes_at, ZoneInfo(zone)), zone)} ({place_of(zone)})"


def place_of(zone: str) -> str:
    """Return what a zone is called: by its city, and Geneva is not Zurich."""
    return gettext("Geneva") if zone == GENEVA else city_of(zone)


def words_left(now: datetime, closes_at: datetime) -> str:
    """Say how long is left."""
    if now >= closes_at:
        return gettext("The deadline is over.")
    parts = [_words(unit, count) for unit, count in left(now, closes_at)]
    return comma().join(parts) if parts else gettext("less than a minute")


def reader_zone(user_zone: str | None, asked: str) -> str:
    """Return the reader's zone: what they ask for, else that of their account."""
    return known_zone(asked) or known_zone(user_zone or "")


def _words(unit: Unit, count: int) -> str:
    words = {
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", count),
        Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", count),
        Unit.MINUTES: ngettext("%(count)s minute", "%(count)s minutes", count),
    }
    return words[unit] % {"count": count}


def _clocks(call: Call, reader: str) -> Iterator[Clock]:
    """Yield the clock that counts first, then the duty station's, Geneva's and the reader's."""
    station = station_of(call.duty_station)
    counts = place_of(call.closes_zone)
    yield Clock(station.city if station.zone == call.closes_zone else counts, call.closes_zone)
    if station.zone:
        yield Clock(station.city, station.zone)
    yield Clock(place_of(GENEVA), GENEVA)
    if reader:
        yield Clock(_("Your time"), reader, is_own=True)


def _distinct(clocks: Iterable[Clock]) -> Iterator[Clock]:
    """Leave out a clock that stands there already."""
    zones: set[str] = set()
    for clock in clocks:
        if clock.zone not in zones:
            zones.add(clock.zone)
            yield clock
