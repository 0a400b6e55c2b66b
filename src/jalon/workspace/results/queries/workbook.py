"""Read what goes into the workbook: the same facts as the matrix, a row for each place."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from jalon.workspace.narratives import Narrative, text_of
from jalon.workspace.places.models import Area
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.rows import SAID, Said
from jalon.workspace.results.models import Actual, Dimension, Indicator, Result
from jalon.workspace.results.queries.facts import (
    ABOVE,
    place_from,
    read_axes,
    read_indicators,
    read_periods,
    with_axes,
)
from jalon.workspace.results.queries.matrix import Filters, read_matrix
from jalon.workspace.results.rules.facts import IndicatorFacts, PeriodFacts
from jalon.workspace.results.rules.totals import Place

# (indicator, country or None for all together) -> whether somebody reports it there
Reports = Callable[[IndicatorFacts, int | None], bool]
Dimensions = Mapping[str, tuple[Narrative, Mapping[str, Narrative]]]  # titles, of values too


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """Everything that the rows of a workbook are made of."""

    indicators: Sequence[IndicatorFacts]
    periods: Mapping[int, Sequence[PeriodFacts]]  # of each indicator
    said: Mapping[int, Said]  # by actual
    results: Mapping[int, tuple[str, Narrative]]
    countries: Mapping[int, Narrative]
    areas: Mapping[Place, Narrative]  # paths; of the programme, and wherever something was reported
    expected_areas: Sequence[Place]
    dimensions: Dimensions
    reporters: Mapping[int, frozenset[int | None]]  # indicator -> countries (None: for all)


def read_workbook_facts(
    user: Any,
    programme: Programme,
    filters: Filters | None = None,
    *,
    reports: Reports,
    until: date | None = None,
) -> WorkbookFacts:
    """Return what `user` sees; of periods that have begun by `until`, if given."""
    indicators = _narrowed(user, programme, filters)
    keys = [indicator.pk for indicator in indicators]
    country = filters.country if filters else None
    periods = {
        key: [p for p in found if until is None or p.start <= until]
        for key, found in read_periods(user, keys, country=country, by=None).items()
    }
    countries = {
        pk: name
        for pk, name in programme.covers.order_by("pk").values_list("country", "country__name")
        if country in (None, pk)
    }
    areas = _areas(programme, periods)
    return WorkbookFacts(
        indicators=with_axes(indicators, read_axes(keys)),
        periods=periods,
        said=_said(user, keys),
        results={
            pk: (code, title)
            for pk, code, title in Result.objects.filter(programme=programme).values_list(
                "pk", "code", "title"
            )
        },
        countries=countries,
        areas={path: name for path, (name, _expected) in areas.items()},
        expected_areas=[path for path, (_name, expected) in areas.items() if expected],
        dimensions=read_dimensions(programme),
        reporters=_reporters(programme, indicators, countries, reports),
    )


def _narrowed(user: Any, programme: Programme, filters: Filters | None) -> list[IndicatorFacts]:
    found = read_indicators(user, programme)
    if filters is not None and filters != Filters(by=filters.by):
        page = read_matrix(user, programme, replace(filters, by=""), per_page=None)
        kept = {row.indicator.pk for row in page.matrix.rows}
        found = [indicator for indicator in found if indicator.pk in kept]
    chosen: dict[int, set[int]] = defaultdict(set)
    rows = Indicator.countries.through.objects.filter(indicator__programme=programme)
    for indicator, country in rows.values_list("indicator_id", "country_id"):
        chosen[indicator].add(country)
    return [replace(i, countries=frozenset(chosen.get(i.pk, ()))) for i in found]


def _said(user: Any, indicators: Collection[int]) -> dict[int, Said]:
    rows = (
        Actual.objects.visible_to(user)
        .filter(period__indicator__in=indicators)
        .values_list("pk", *SAID, "evidence_id")
    )
    return {pk: Said(*said) for pk, *said in rows}


def _areas(
    programme: Programme, periods: Mapping[int, Sequence[PeriodFacts]]
) -> dict[Place, tuple[Narrative, bool]]:
    """Return path -> (name, whether the programme works there)."""
    reported = {
        actual.place[-1]
        for of_indicator in periods.values()
        for period in of_indicator
        for actual in period.actuals
        if len(actual.place) > 1
    }
    own = Exists(Programme.areas.through.objects.filter(programme=programme, area=OuterRef("pk")))
    rows = (
        Area.objects.annotate(own=own)
        .filter(Q(own=True) | Q(pk__in=reported))
        .order_by("country", "level", "code")
        .values_list("name", "own", "country_id", "pk", *ABOVE)
    )
    return {place_from(place): (name, is_own) for name, is_own, *place in rows}


def read_dimensions(programme: Programme) -> Dimensions:
    """Return the programme's disaggregations with their values, in order (one query)."""
    rows = (
        Dimension.objects.filter(programme=programme)
        .order_by("order", "key", "values__order", "values__pk")
        .values_list("key", "title", "values__key", "values__title")
    )
    found: dict[str, tuple[Narrative, dict[str, Narrative]]] = {}
    for key, title, value, value_title in rows:
        values = found.setdefault(key, (title, {}))[1]
        if value is not None:
            values[value] = value_title
    return found


def _reporters(
    programme: Programme,
    indicators: Sequence[IndicatorFacts],
    countries: Mapping[int, Narrative],
    reports: Reports,
) -> dict[int, frozenset[int | None]]:
    """Return for which countries (None: for all together) each indicator can be reported."""
    if programme.archived_at is not None:
        return {}
    places: list[int | None] = [None, *countries]
    return {
        indicator.pk: frozenset(place for place in places if reports(indicator, place))
        for indicator in indicators
    }


def place_name(facts: WorkbookFacts, place: Place, everywhere: str) -> str:
    """Return how a place is called: the country, with the area inside it."""
    if not place:
        return everywhere
    country = text_of(facts.countries.get(_country(place), {}))
    if len(place) == 1:
        return country
    return f"{country} · {text_of(facts.areas.get(place, {}))}"


def _country(place: Place) -> int:
    key = place[0]
    assert isinstance(key, int)
    return key
