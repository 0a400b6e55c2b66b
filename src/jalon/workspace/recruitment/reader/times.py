"""Find a time of day, midnight, and whose clock it is, in the words around a deadline."""

import re
from dataclasses import dataclass
from datetime import time
from functools import cache

from jalon.workspace.recruitment.reader.text import fold, keys, words_in
from jalon.workspace.recruitment.reader.words import Keys, listed, small_words, word_set
from jalon.workspace.recruitment.reader.zones import (
    abbreviated_zone,
    cities,
    countries,
    is_zone,
    zone_and_place,
)

CLOCK = re.compile(
    r"(?<![\w.:/])(?P<hour>\d{1,2})"
    r"(?: ?(?P<sign>[:h.]) ?(?P<minute>[0-5]\d)(?::[0-5]\d)?)?"
    r" ?(?P<hours>h(?:ours|oras|eures|rs?|s)?\b\.?)?"
    r" ?(?P<half>[ap]\.? ?m\b\.?)?(?!\d)"
)
OFFSET = re.compile(r"\b(?:UTC|GMT) ?(?P<sign>[+−-]) ?(?P<hours>\d{1,2})(?::?00)?\b", re.IGNORECASE)
IANA = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_/-]+\b")
WHICH_DAY, OFFICE = "notice-midnight-of-which-day", "notice-office-hours"
LONGEST = 80  # letters in which a zone is looked for


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as worded; `end_of_day` for midnight; `asks` what it leaves open."""

    text: str
    at: time | None = None
    end_of_day: bool = False
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose clock it is: as worded, the zone if our tables know it, or the duty station's."""

    text: str
    zone: str = ""
    local: bool = False


def clock_in(text: str) -> Clock | None:
    """Return the time of day that a text names, if it names one."""
    folded = fold(text)
    for phrase in listed("words", "midnight"):
        if (at := folded.find(phrase)) >= 0:
            return Clock(text[at : at + len(phrase)], end_of_day=True)
    for match in CLOCK.finditer(folded):
        if found := _clock(match, text):
            return found
    for phrase in listed("words", "noon"):
        if found_noon := re.search(rf"\b{phrase}\b", folded):
            return Clock(text[found_noon.start() : found_noon.end()], time(12))
    for phrase in listed("words", "office_hours"):
        if found_office := re.search(rf"\b{phrase}\b", folded):
            return Clock(text[found_office.start() : found_office.end()], asks=OFFICE)
    return None


def _clock(match: re.Match[str], text: str) -> Clock | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["minute"] is None and match["hours"] is None and match["half"] is None:
        return None
    worded = text[match.start() : match.end()].strip()
    after = fold(text[match.end() : match.end() + 20]).strip(" ,")
    if half := match["half"] or _half(after):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour == 24 and minute == 0:
        return Clock(worded, end_of_day=True)
    if hour > 23:
        return None
    return Clock(worded, time(hour, minute), asks=WHICH_DAY if hour == minute == 0 else "")


def _half(after: str) -> str:
    if any(after.startswith(words) for words in listed("words", "afternoon")):
        return "pm"
    return "am" if any(after.startswith(words) for words in listed("words", "morning")) else ""


def whose_clock(text: str) -> Whose | None:
    """Return whose clock a text names: a place, a zone, the duty station's, or none."""
    text = text[:LONGEST]
    if match := OFFSET.search(text):
        ahead = match["sign"] == "+"
        hours = int(match["hours"])
        zone = f"Etc/GMT{'-' if ahead else '+'}{hours}" if hours else "Etc/UTC"
        return Whose(match[0], zone if is_zone(zone) else "")
    if (match := IANA.search(text)) and is_zone(match[0]):
        return Whose(match[0], match[0])
    worded = _worded(text)
    names: Keys = keys(worded)
    if zone := abbreviated_zone(text) or _zone_beside_time(text, names):
        return Whose(worded, zone)
    said = keys(text)
    local = any(_holds(said, keys(phrase)) for phrase in listed("words", "local"))
    if local:
        return Whose(worded, local=not _names_a_place(names))
    if worded and set(said) & word_set("words", "time_of"):
        return Whose(worded)
    return None


def _holds(said: Keys, phrase: Keys) -> bool:
    return any(said[at : at + len(phrase)] == phrase for at in range(len(said)))


def _zone_beside_time(text: str, names: Keys) -> str:
    """Return the zone of a place that stands beside a time: 17:00 Lima, midnight, Geneva time.

    An office to write to, or a town to start in, has other words around it and is no clock's.
    """
    words = keys(text)
    tells = set(words) & _time_words() or clock_in(text)
    found = zone_and_place(names) or zone_and_place(words)
    if not tells or not found:
        return ""
    zone, place = found
    end = next(at for at in range(len(words)) if words[at : at + len(place)] == place)
    around = {word for word in words[: end + len(place)] if not word[0].isdigit()}
    return zone if around - set(place) <= _beside_time() else ""


def _time_words() -> frozenset[str]:
    kinds = ("time_of", "local", "midnight", "noon")
    return frozenset().union(*(word_set("words", kind) for kind in kinds))


@cache
def _beside_time() -> frozenset[str]:
    """Return the words that may stand between a time and the place whose time it is."""
    kinds = ("morning", "afternoon", "prefixes", "beside")
    words = frozenset().union(*(word_set("words", kind) for kind in kinds))
    places = {word for name in (*cities(), *countries()) for word in name}
    return words | _time_words() | small_words() | places


def _names_a_place(names: Keys) -> bool:
    rest = set(names) - word_set("words", "local") - _between()
    return any(not word[0].isdigit() and len(word) > 1 for word in rest)


def _between() -> frozenset[str]:
    """Return the words that stand between midnight and the place."""
    tables = ("midnight", "noon", "time_of", "prefixes")
    return frozenset().union(*(word_set("words", kind) for kind in tables)) | {"of", "on", "at"}


def _worded(text: str) -> str:
    """Return the words for the place alone: of 'midnight Geneva time', Geneva."""
    words = words_in(text)
    dropped = _between() - {"local", "locale"}
    while words and words[0].text in dropped:
        words = words[1:]
    while words and words[-1].text in dropped:
        words = words[:-1]
    if len(words) > 2 and words[0].text == "local" and words[1].text == "time":
        words = words[2:]
    return text[words[0].start : words[-1].end] if words else ""
