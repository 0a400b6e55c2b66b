"""The duty station: its city, country and zone, where our table knows them."""

import re
from dataclasses import replace

from jalon.workspace.recruitment.reader.notice import Station
from jalon.workspace.recruitment.reader.text import keys, words_in
from jalon.workspace.recruitment.reader.words import Keys
from jalon.workspace.recruitment.reader.zones import LONGEST, cities, countries, zone_of_country

PARTS = re.compile(r"\s*[,;(–]\s*|\s+-\s+|\)")
COUNTRY_FIRST = re.compile(r"\s*[-–—:/]\s*")  # Fiji-Suva


def station_of(text: str) -> Station:
    """Return the station that a text names; what is not in the table stays empty."""
    parts = [part.strip() for part in PARTS.split(text) if part.strip()]
    first = _city_before(parts[0]) if parts else text
    if turned := _country_first(text):
        return replace(station_of(turned), text=text)
    place = cities().get(keys(first))
    country = next((code for part in parts[1:] if (code := countries().get(keys(part)))), "")
    if place is None:
        country = country or countries().get(keys(first), "")
        return Station(text, first, country, zone_of_country(country) if country else "")
    if country and country != place.country:
        return Station(text, first, country, zone_of_country(country))
    return Station(text, first, place.country, place.zone)


def _country_first(text: str) -> str:
    """Return City, Country for a place that is written Country-City; nothing for another."""
    if keys(re.split(r"[,(]", text)[0]) in countries():
        return ""  # Guinea-Bissau
    country, *rest = COUNTRY_FIRST.split(text.strip(), maxsplit=1)
    city = rest[0].strip() if rest else ""
    both = keys(country) in cities() and keys(re.split(r"[,(]", city)[0]) not in cities()
    known = keys(country) in countries() and not both
    return f"{city}, {country}" if known and city[:1].isupper() else ""


def _city_before(part: str) -> str:
    """Return the city with which a part begins: of 'Kampala with travel', Kampala."""
    words = words_in(part)
    for length in range(min(LONGEST, len(words)), 0, -1):
        if tuple(word.text for word in words[:length]) in cities():
            return part if length == len(words) else part[: words[length - 1].end]
    return part


def starts_with_place(words: Keys) -> bool:
    """Tell whether these words begin with a city or country of the table."""
    heads = (words[:length] for length in range(1, LONGEST + 1))
    return any(head in cities() or head in countries() for head in heads)
