"""The deadline as an instant: its day, its time, and whose midnight it is."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jalon.errors import Problem
from jalon.workspace.recruitment.reader.clocks import Hour, Instant, at_time, end_of_day
from jalon.workspace.recruitment.reader.dates import FoundDate, has_two_readings
from jalon.workspace.recruitment.reader.notice import Deadline, Read, Span, Sureness
from jalon.workspace.recruitment.reader.times import OFFICE, Clock, Whose, clock_in, whose_clock
from jalon.workspace.recruitment.reader.zones import abbreviations

WHERE = "deadline"
# Letters of standard and of summer time, as zones that never change.
FIXED = {"EST": "Etc/GMT+5", "EDT": "Etc/GMT+4", "CET": "Etc/GMT-1", "CEST": "Etc/GMT-2"}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the day: in the label's brackets, before and after the date."""

    whole: str  # the value as it stands
    pieces: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones for a deadline that does not name its own: the duty station's, and the answer."""

    station: str = ""
    answered: str = ""


def read_deadline(
    found: FoundDate, words: Words, zones: Zones, sureness: Sureness
) -> tuple[Read[Deadline], list[Problem]]:
    """Return the deadline, and what is to be said about its hour."""
    if has_two_readings(found):
        facts = {"text": words.whole, "first": found.day, "second": found.other}
        return Read(question=Problem(WHERE, "notice-date-two-ways", facts)), []
    clock = next((clock for piece in words.pieces if (clock := clock_in(piece))), None)
    whose = next((whose for piece in words.pieces if (whose := whose_clock(piece))), None)
    zone, question = _zone(whose, zones.station, zones.answered)
    deadline = Deadline(
        found.day,
        words.whole,
        zone_text=whose.text if whose else "",
        zone=zone,
        time_text=clock.text if clock else "",
    )
    if clock and clock.asks:
        question = _which(clock, found.day)
        return Read(deadline, words.spans, Sureness.DOUBTFUL, question), []
    if not zone:
        return Read(deadline, words.spans, Sureness.DOUBTFUL, question), []
    instant = _instant(found, clock, zone)
    against = _against_season(words, found, clock, instant)
    if against:
        value = replace(deadline, too_late_at=against[1])
        facts = {"zone": against[0], "at": _minute(against[1])}
        said = [Problem(WHERE, "notice-zone-against-season", facts)]
        return Read(value, words.spans, Sureness.DOUBTFUL), said
    if clock is None or (whose and whose.local):
        sureness = max(sureness, Sureness.LIKELY, key=list(Sureness).index)
    value = replace(deadline, too_late_at=instant.at)
    return Read(value, words.spans, sureness), _said(instant, value)


def _zone(whose: Whose | None, station_zone: str, asked_zone: str) -> tuple[str, Problem | None]:
    if whose is None:
        return asked_zone, Problem(WHERE, "notice-zone-not-said")
    if whose.zone:
        return whose.zone, None
    if whose.local and station_zone:
        return station_zone, None
    if whose.local:
        return asked_zone, Problem(WHERE, "notice-zone-of-station")
    return asked_zone, Problem(WHERE, "notice-zone-unknown", {"zone": whose.text})


def _which(clock: Clock, day: date) -> Problem:
    facts: dict[str, object] = {"day": day, "text": clock.text}
    if clock.asks == OFFICE:
        return Problem(WHERE, "notice-office-hours", facts)
    return Problem(WHERE, "notice-midnight-of-which-day", facts)


def _instant(found: FoundDate, clock: Clock | None, zone: str) -> Instant:
    if clock is None or clock.end_of_day or clock.at is None:
        return end_of_day(found.day, zone)
    return at_time(found.day, clock.at, zone)


def _against_season(
    words: Words, found: FoundDate, clock: Clock | None, instant: Instant
) -> tuple[str, datetime] | None:
    """Return letters such as EST that no clock shows on that day, and the later instant meant."""
    named = (abbreviations().search(piece) for piece in words.pieces)
    letters = next((match[0] for match in named if match), "")
    if not (fixed := FIXED.get(letters)):
        return None
    at = _instant(found, clock, fixed).at
    return (letters, max(at, instant.at)) if at != instant.at else None


def _said(instant: Instant, deadline: Deadline) -> list[Problem]:
    facts: dict[str, object] = {"zone": deadline.zone, "at": _minute(instant.at)}
    if instant.hour is Hour.SKIPPED:
        return [Problem(WHERE, "notice-hour-skipped", facts)]
    if instant.hour is Hour.REPEATED:
        return [Problem(WHERE, "notice-hour-repeated", facts)]
    return []


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
