"""The days on which a country works."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import Holiday

FEWEST_WORKING_DAYS = 200  # in a year; how far ahead holidays are to be known


def weekend_of(country: Country) -> frozenset[int]:
    """Return the ISO weekdays on which offices are closed; 1 is Monday."""
    return frozenset(country.weekend)


def holidays_of(country: Country, years: Iterable[int]) -> dict[date, str]:
    """Return the days off of these years: the national calendar, and what the office knows better.

    Names are in the reader's language where the calendar has it.
    """
    wanted = sorted(set(years))
    days = dict(national_days(country.iso2, tuple(wanted), get_language() or "en"))
    changes = Holiday.objects.filter(country=country, day__year__in=wanted)
    for change in changes:
        if change.working:
            days.pop(change.day, None)
        else:
            days[change.day] = text_of(change.name)
    return dict(sorted(days.items()))


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off as the calendar's page shows it; the office may know it better."""

    day: date
    name: str
    office: Holiday | None
    working: bool


def calendar_of(country: Country, year: int) -> list[DayOff]:
    """Return the days off of a year, and those that the office says are worked."""
    days = dict(national_days(country.iso2, (year,), get_language() or "en"))
    changes = {
        change.day: change for change in Holiday.objects.filter(country=country, day__year=year)
    }
    return [
        DayOff(
            day=day,
            name=text_of(changes[day].name) if day in changes else days[day],
            office=changes.get(day),
            working=day in changes and changes[day].working,
        )
        for day in sorted({*days, *changes})
    ]


def working_day_after(country: Country, day: date, number: int) -> date:
    """Return the day that is `number` working days after `day` in `country`."""
    last = day.year + 1 + number // FEWEST_WORKING_DAYS
    return rules.add_working_days(
        day,
        number,
        weekend=weekend_of(country),
        holidays=holidays_of(country, range(day.year, last + 1)),
    )


@lru_cache(maxsize=512)
def national_days(iso2: str, years: tuple[int, ...], language: str) -> tuple[tuple[date, str], ...]:
    """Return what the `holidays` library knows; nothing for a country that it does not have."""
    if iso2 not in _known():
        return ()
    found = holidays.country_holidays(
        iso2, years=list(years), language=_spoken(iso2, language.split("-")[0])
    )
    return tuple(sorted(found.items()))


def is_known(country: Country) -> bool:
    """Tell whether the library has a calendar of `country`."""
    return country.iso2 in _known()


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())


@lru_cache
def _spoken(iso2: str, language: str) -> str | None:
    """Return the library's name of the language, or None: then it takes the country's own."""
    spoken = holidays.list_localized_countries().get(iso2, [])
    return next((code for code in spoken if code.split("_")[0] == language), None)
