"""For which places an indicator is to be reported, and what has been."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import scope_of
from jalon.workspace.programmes.rules import Scope
from jalon.workspace.results.models import Actual, Indicator, Period


@dataclass(frozen=True, slots=True)
class Place:
    """The whole programme, a country of it, or an area."""

    country: Country | None = None
    area: Area | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        return (self.country.pk if self.country else None, self.area.pk if self.area else None)

    @property
    def query(self) -> str:
        """Return the place as it stands in an address."""
        if self.area is not None:
            return f"?area={self.area.pk}"
        return f"?country={self.country.pk}" if self.country else "?whole=1"


EVERYWHERE = Place()


def countries_seen(user: Any, programme: Programme) -> frozenset[int]:
    """Return the countries that are all `user` sees of a programme; none for everybody else."""
    scope = scope_of(user, Permission.RESULT_VIEW, programme)
    return scope.countries if scope == Scope(countries=scope.countries) else frozenset()


def country_shown(user: Any, programme: Programme, wanted: int | None) -> int | None:
    """Return the country to which figures are narrowed: the one wanted, None for the whole.

    Somebody who sees some countries alone gets one of them: a part never reads as the whole.
    """
    seen = countries_seen(user, programme)
    return wanted if not seen or wanted in seen else min(seen)


def part_shown(user: Any, programme: Programme) -> Country | None:
    """Return the country whose figures stand for the programme's, where `user` sees a part."""
    shown = country_shown(user, programme, None)
    return None if shown is None else Country.objects.get(pk=shown)


def countries_of(programme: Programme, indicator: Indicator) -> list[Country]:
    """Return the countries of an indicator, if it is not reported for all as one (one query)."""
    if indicator.reported_for == Indicator.ReportedFor.PROGRAMME:
        return []
    chosen = Exists(
        indicator.countries.through.objects.filter(indicator=indicator, country=OuterRef("pk"))
    )
    rows = list(Country.objects.filter(covered_by__programme=programme).annotate(chosen=chosen))
    some = [country for country in rows if country.chosen]
    return sorted(some or rows, key=str)


def places_of(programme: Programme, indicators: Sequence[Indicator]) -> dict[int, list[Place]]:
    """Return for each indicator the places for which it is to be reported (three queries)."""
    countries = sorted(Country.objects.filter(covered_by__programme=programme), key=str)
    areas = list(programme.areas.select_related("country").order_by("country", "level", "code"))
    chosen: dict[int, set[int]] = defaultdict(set)
    rows = Indicator.countries.through.objects.filter(indicator__in=indicators)
    for indicator, country in rows.values_list("indicator_id", "country_id"):
        chosen[indicator].add(country)
    found: dict[int, list[Place]] = {}
    for indicator_ in indicators:
        of = chosen.get(indicator_.pk)
        match indicator_.reported_for:
            case Indicator.ReportedFor.COUNTRY:
                places = [Place(c) for c in countries if of is None or c.pk in of]
            case Indicator.ReportedFor.AREA:
                places = [Place(a.country, a) for a in areas if of is None or a.country_id in of]
            case _:
                places = [EVERYWHERE]
        found[indicator_.pk] = places or [EVERYWHERE]
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """A figure that is due and has not been handed in."""

    indicator: Indicator
    period: Period
    place: Place
    due_date: date
    status: str = ""  # of its draft, if there is one
    actual_id: int | None = None

    def is_overdue(self, today: date) -> bool:
        return today > self.due_date


def owed_in(user: Any, programme: Programme, *, today: date, due_days: int) -> list[Owed]:
    """Return the figures of periods that are over which nobody has handed in, oldest first.

    Six queries, however many are owed.
    """
    seen = countries_seen(user, programme)
    periods = list(
        Period.objects.filter(
            indicator__in=Indicator.objects.visible_to(user).filter(programme=programme),
            end_date__lt=today,
        )
        .select_related("indicator__responsible", "indicator__organisation", "indicator__result")
        .order_by("end_date", "indicator__code", "pk")
    )
    places = places_of(programme, list({p.indicator_id: p.indicator for p in periods}.values()))
    reported: dict[tuple[int, int | None, int | None], tuple[int, str]] = {
        (period, country, area): (pk, status)
        for pk, period, country, area, status in Actual.objects.visible_to(user)
        .filter(period__indicator__programme=programme, period__end_date__lt=today)
        .values_list("pk", "period_id", "country_id", "area_id", "status")
    }
    found = []
    for period in periods:
        for place in places[period.indicator_id]:
            if seen and place.key[0] not in seen:
                continue
            pk, status = reported.get((period.pk, *place.key), (None, ""))
            if status in {"", Actual.Status.DRAFT, Actual.Status.RETURNED}:
                due = period.end_date + timedelta(days=due_days)
                found.append(Owed(period.indicator, period, place, due, status, pk))
    return found
