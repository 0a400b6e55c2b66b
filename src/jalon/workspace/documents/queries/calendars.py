"""Deadlines in the calendar of the country in which a text is cleared."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from jalon.workspace.documents.models import Document
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.queries import holidays_of, weekend_of
from jalon.workspace.programmes.rules import add_working_days, end_of_day, working_days_between

EVERYWHERE = frozenset({6, 7})


@dataclass
class OfficeCalendar:
    """Working days of a country, or of weekdays alone where a paper has no country."""

    country: Country | None
    zone: str

    @cached_property
    def _known(self) -> dict[int, frozenset[date]]:
        return {}

    def _holidays(self, first: int, last: int) -> frozenset[date]:
        if self.country is None:
            return frozenset()
        missing = [year for year in range(first, last + 1) if year not in self._known]
        if missing:
            found = holidays_of(self.country, missing)
            for year in missing:
                self._known[year] = frozenset(day for day in found if day.year == year)
        return frozenset().union(*(self._known[year] for year in range(first, last + 1)))

    @property
    def _weekend(self) -> frozenset[int]:
        return weekend_of(self.country) if self.country else EVERYWHERE

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


def calendar_of(document: Document) -> OfficeCalendar:
    """Return the calendar by which a text's reviewers work."""
    country = document.country or first_country(document.programme)
    return OfficeCalendar(country, document.programme.time_zone)


def first_country(programme: Programme) -> Country | None:
    """Return the country of a programme that has one alone; regional ones have no calendar."""
    covered = list(programme.covers.select_related("country").order_by("pk")[:2])
    return covered[0].country if len(covered) == 1 else None
