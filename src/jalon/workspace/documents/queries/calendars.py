"""Deadlines in the calendar of the country in which a text is cleared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from babel.core import get_global

from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.rules.deadlines import INSTANT
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Holiday, Programme, ProgrammeCountry
from jalon.workspace.programmes.queries import weekend_of
from jalon.workspace.programmes.queries.calendars import national_days
from jalon.workspace.programmes.rules import add_working_days, end_of_day, working_days_between

EVERYWHERE = frozenset({6, 7})
YEARS_BACK = 10  # of holidays read for a list; what is late for longer asks for its own


@dataclass
class OfficeCalendar:
    """Working days of a country, or of weekdays alone where a paper has no country."""

    country: Country | None
    zone: str
    known: dict[int, frozenset[date]] = field(default_factory=dict)  # year -> days off
    weekend: frozenset[int] = EVERYWHERE  # where there is no country

    def _holidays(self, first: int, last: int) -> frozenset[date]:
        if self.country is None:
            return frozenset()
        missing = [year for year in range(first, last + 1) if year not in self.known]
        if missing:
            found = days_off([self.country], missing)[self.country.pk]
            for year in missing:
                self.known[year] = frozenset(day for day in found if day.year == year)
        return frozenset().union(*(self.known[year] for year in range(first, last + 1)))

    @property
    def _weekend(self) -> frozenset[int]:
        return weekend_of(self.country) if self.country else self.weekend

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def due_after(self, at: datetime, working_days: int) -> datetime:
        """Return the exclusive instant at which so many working days after `at` are over."""
        first = self.day(at)
        last = add_working_days(
            first,
            working_days,
            weekend=self._weekend,
            holidays=self._holidays(first.year, first.year + 1 + working_days // 200),
        )
        return end_of_day(last, self.zone)

    def working_days(self, since: datetime, until: datetime) -> int:
        """Return how many working days have begun after the day of `since`."""
        first, last = self.day(since), self.day(until)
        return working_days_between(
            first, last, weekend=self._weekend, holidays=self._holidays(first.year, last.year)
        )

    def days_off(self, first: date, last: date) -> set[date]:
        """Return the weekends and holidays between two days, both included."""
        holidays = self._holidays(first.year, last.year)
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return {day for day in span if day in holidays or day.isoweekday() in self._weekend}

    def working_days_late(self, due_at: datetime, now: datetime) -> int:
        """Return how many working days have begun since the last day in time."""
        return self.working_days(due_at - INSTANT, now)


def calendar_of(document: Document) -> OfficeCalendar:
    """Return the calendar by which a text's reviewers work."""
    if document.country is not None:
        return OfficeCalendar(document.country, document.programme.time_zone)
    return programme_calendar(document.programme)


def programme_calendar(programme: Programme) -> OfficeCalendar:
    """Return the calendar of a programme as a whole."""
    if programme.office is not None:
        return OfficeCalendar(programme.office, programme.time_zone)
    covers = programme.covers.select_related("country").order_by("pk")
    return regional_calendar([cover.country for cover in covers], programme.time_zone)


def regional_calendar(countries: Sequence[Country], zone: str) -> OfficeCalendar:
    """Return the calendar of an office that nobody named: of the one country, or the zone's.

    Where several countries are run from elsewhere, offices rest when most of them do.
    """
    there = get_global("zone_territories").get(zone)
    office = [country for country in countries if len(countries) == 1 or country.iso2 == there]
    if office:
        return OfficeCalendar(office[0], zone)
    weekends = Counter(weekend_of(country) for country in countries)
    most = max(weekends, key=lambda days: (weekends[days], days == EVERYWHERE), default=EVERYWHERE)
    return OfficeCalendar(None, zone, weekend=most)


class Calendars:
    """The calendars of the papers of a list: two queries, however many countries."""

    def __init__(self, papers: Iterable[Obligation | Document], now: datetime) -> None:
        self._papers = list(papers)
        self._years = range(now.year - YEARS_BACK, now.year + 1)

    def of(self, paper: Obligation | Document) -> OfficeCalendar:
        if paper.country is None:
            calendar = self._regional[paper.programme_id]
        else:
            calendar = OfficeCalendar(paper.country, paper.programme.time_zone)
        if calendar.country is not None:
            calendar.known = self._days[calendar.country.pk]
        return calendar

    @cached_property
    def _regional(self) -> dict[int, OfficeCalendar]:
        without = [paper for paper in self._papers if paper.country_id is None]
        zones = {paper.programme_id: paper.programme.time_zone for paper in without}
        covers = ProgrammeCountry.objects.filter(programme__in=zones).select_related("country")
        found: dict[int, list[Country]] = {}
        for cover in covers.only("programme_id", "country__iso2", "country__weekend"):
            found.setdefault(cover.programme_id, []).append(cover.country)
        named = {paper.programme_id: paper.programme.office_id for paper in without}
        offices = Country.objects.in_bulk({key for key in named.values() if key is not None})
        return {
            key: OfficeCalendar(offices[office], zones[key])
            if (office := named[key]) is not None
            else regional_calendar(found.get(key, []), zones[key])
            for key in zones
        }

    @cached_property
    def _days(self) -> dict[int, dict[int, frozenset[date]]]:
        countries = {paper.country.pk: paper.country for paper in self._papers if paper.country}
        offices = [calendar.country for calendar in self._regional.values() if calendar.country]
        countries |= {country.pk: country for country in offices}
        days = days_off(countries.values(), self._years)
        return {
            key: {year: frozenset(d for d in found if d.year == year) for year in self._years}
            for key, found in days.items()
        }


def days_off(countries: Iterable[Country], years: Iterable[int]) -> dict[int, set[date]]:
    """Return the days off of several countries: what the library knows, and the office better."""
    wanted = tuple(sorted(set(years)))
    listed = list(countries)
    found = {
        country.pk: {day for day, _name in national_days(country.iso2, wanted, "en")}
        for country in listed
    }
    for change in Holiday.objects.filter(country__in=found, day__year__in=wanted):
        if change.working:
            found[change.country_id].discard(change.day)
        else:
            found[change.country_id].add(change.day)
    return found
