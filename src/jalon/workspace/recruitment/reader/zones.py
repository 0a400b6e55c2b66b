"""Which clock a notice means: the zone of a city, a country with one zone, or a named zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from jalon.workspace.recruitment.reader.text import keys
from jalon.workspace.recruitment.reader.words import Keys, rows

LONGEST = 6  # words of a name


@dataclass(frozen=True, slots=True)
class Place:
    """A city of the table, or a country (no city)."""

    city: str
    country: str
    zone: str


@cache
def cities() -> dict[Keys, Place]:
    """Return the cities by their name in any spelling."""
    return {
        keys(row["city"]): Place(row["city"], row["country"], row["zone"])
        for row in rows("cities.csv")
    }


@cache
def countries() -> dict[Keys, str]:
    """Return the codes of countries by their name in any language."""
    return {keys(row["country"]): row["code"] for row in rows("countries.csv")}


@cache
def named_zones() -> dict[Keys, str]:
    """Return the zones that have a name of their own."""
    return {keys(row["name"]): row["zone"] for row in rows("zones.csv")}


@cache
def zone_of_country(country: str) -> str:
    """Return the one zone of a country; nothing for a country with several."""
    zones = {place.zone for place in cities().values() if place.country == country}
    return zones.pop() if len(zones) == 1 else ""


def is_zone(name: str) -> bool:
    """Tell whether `name` is an IANA zone."""
    return name in available_timezones()


def city_in(name: Keys) -> tuple[Keys, Place] | None:
    """Return the first city named in these words, the longest name first."""
    for part in _parts(name):
        if place := cities().get(part):
            return part, place
    return None


@cache
def abbreviations() -> re.Pattern[str]:
    """Return the pattern of names that are zones only in capitals: est is also a French verb."""
    names = sorted((row["name"] for row in rows("zones.csv")), key=lambda name: -len(name))
    return re.compile(rf"\b(?:{'|'.join(name for name in names if name.isupper())})\b")


def abbreviated_zone(text: str) -> str:
    """Return the zone that letters such as EAT name."""
    found = abbreviations().search(text)
    return named_zones()[keys(found[0])] if found else ""


def zone_and_place(name: Keys) -> tuple[str, Keys] | None:
    """Return a zone and the words that name it: itself, a city, or a country with one zone."""
    for part in _parts(name):
        if (zone := named_zones().get(part)) and len(part) > 1:
            return zone, part
    land = next((part for part in _parts(name) if part in countries()), ())
    country = countries().get(land, "")
    found = city_in(name)
    if found and country in {"", found[1].country}:
        return found[1].zone, found[0]
    zone = zone_of_country(country) if country else ""
    return (zone, land) if zone else None


def _parts(name: Keys) -> Iterator[Keys]:
    for length in range(min(LONGEST, len(name)), 0, -1):
        for start in range(len(name) - length + 1):
            yield name[start : start + length]
