"""How long is left, as a reader needs it: the two largest units; and the clocks to show it on."""

from datetime import datetime, timedelta
from enum import StrEnum

from jalon.workspace.recruitment.rules.deadlines import time_left, zones

GENEVA = "Europe/Zurich"
# One city or more for each clock of the world, for readers who have not said where they are.
READERS_ZONES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Mexico_City",
    "America/Guatemala",
    "America/Chicago",
    "America/Bogota",
    "America/Lima",
    "America/New_York",
    "America/La_Paz",
    "America/Santiago",
    "America/Buenos_Aires",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Africa/Dakar",
    "Europe/London",
    "Africa/Casablanca",
    "Africa/Algiers",
    "Africa/Lagos",
    "Europe/Madrid",
    "Europe/Paris",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Asia/Beirut",
    "Asia/Amman",
    "Asia/Riyadh",
    "Africa/Nairobi",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Pacific/Fiji",
    "Pacific/Auckland",
)


class Unit(StrEnum):
    """Units in which time is told."""

    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


SECONDS = {Unit.DAYS: 86_400, Unit.HOURS: 3_600, Unit.MINUTES: 60}


def left(now: datetime, deadline: datetime) -> tuple[tuple[Unit, int], ...]:
    """Return what is left in its two largest units, cut, never rounded up; nothing if over."""
    rest = time_left(now, deadline) // timedelta(seconds=1)
    found: list[tuple[Unit, int]] = []
    for unit in Unit:
        count, rest = divmod(rest, SECONDS[unit])
        if count or found:
            found.append((unit, count))
    return tuple((unit, count) for unit, count in found[:2] if count)


def city_of(zone: str) -> str:
    """Return the name of a zone as a city: America/Mexico_City is Mexico City."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def known_zone(zone: str) -> str:
    """Return the zone if there is one of this name, else nothing."""
    return zone if zone in zones() else ""
