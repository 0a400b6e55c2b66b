"""The matrix of a programme as a person may see it: for the page, the workbook and the API."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Dimension, Result
from jalon.workspace.results.queries.facts import (
    read_indicators,
    read_periods,
    with_axes,
)
from jalon.workspace.results.queries.filters import Filters
from jalon.workspace.results.queries.places import countries_seen, country_shown
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.facts import IndicatorFacts, Narrative
from jalon.workspace.results.rules.matrix import Column, Divided, Matrix, Value, assemble

__all__ = ["PER_PAGE", "Filters", "MatrixPage", "read_matrix", "read_rows"]

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """A page of the matrix, and what it can be narrowed by."""

    matrix: Matrix
    number: int
    pages: int
    indicators: int  # that the filters leave, on all pages
    outcomes: Sequence[tuple[int, str, Narrative]]
    people: Sequence[tuple[int, str]]
    organisations: Sequence[tuple[int, str]]
    dimensions: Sequence[tuple[str, Narrative]]
    countries: Sequence[tuple[int, Narrative]]
    part: bool = False  # whether those countries are all that the reader sees


def read_matrix(
    user: Any,
    programme: Programme,
    filters: Filters | None = None,
    *,
    page: int = 1,
    per_page: int | None = PER_PAGE,
    today: date | None = None,
) -> MatrixPage:
    """Return the matrix; all of it without `per_page`. At most six queries, however large."""
    filters = filters or Filters()
    filters = replace(filters, country=country_shown(user, programme, filters.country))
    seen = countries_seen(user, programme)
    tree = _read_tree(programme)
    countries, chosen = _read_countries(programme)
    everything = [
        replace(indicator, countries=frozenset(chosen.get(indicator.pk, ())))
        for indicator in read_indicators(user, programme)
    ]
    found = _in_tree_order(_narrowed(everything, tree, filters), tree)
    size = per_page or max(len(found), 1)
    pages = max(1, -(-len(found) // size))
    number = min(max(1, page), pages)
    shown = found[(number - 1) * size : number * size]
    keys = [indicator.pk for indicator in shown]
    dimensions = _read_dimensions(programme, keys)
    divided = _divided(dimensions, filters.by)
    periods = read_periods(
        user,
        keys,
        country=filters.country,
        by=divided.key if divided else "",
        verified=filters.verified,
    )
    with_dimensions = with_axes(shown, _axes(dimensions))
    matrix = assemble(
        [(indicator, periods.get(indicator.pk, [])) for indicator in with_dimensions],
        today=today or timezone.localdate(),
        life=Column(programme.start_date, programme.end_date),
        place=() if filters.country is None else (filters.country,),
        divided=divided,
    )
    titles = {
        key: (tree[key].code, tree[key].title)
        for indicator in shown
        for key in _above(tree, indicator.result_id)
    }
    return MatrixPage(
        matrix=replace(matrix, results=titles),
        number=number,
        pages=pages,
        indicators=len(found),
        outcomes=_outcomes(tree, everything),
        people=_named((i.responsible_id, i.responsible) for i in everything),
        organisations=_named((i.organisation_id, i.organisation) for i in everything),
        dimensions=[(key, dimension.title) for key, dimension in dimensions.items()],
        countries=[(pk, name) for pk, name in countries if not seen or pk in seen],
        part=bool(seen),
    )


def read_rows(
    user: Any,
    programme: Programme,
    indicators: Sequence[IndicatorFacts],
    *,
    country: int | None = None,
    today: date | None = None,
) -> Matrix:
    """Return the rows of these indicators, totals alone (two queries, none for none).

    Narrowed to a country as `country_shown` says.
    """
    keys = [indicator.pk for indicator in indicators]
    country = country_shown(user, programme, country)
    periods = read_periods(user, keys, country=country) if keys else {}
    return assemble(
        [(indicator, periods.get(indicator.pk, [])) for indicator in indicators],
        today=today or timezone.localdate(),
        life=Column(programme.start_date, programme.end_date),
        place=() if country is None else (country,),
    )


@dataclass(frozen=True, slots=True)
class _Node:
    parent: int | None
    level: str
    code: str
    title: Narrative


def _read_tree(programme: Programme) -> dict[int, _Node]:
    rows = (
        Result.objects.filter(programme=programme)
        .in_order()
        .values_list("pk", "parent_id", "level", "code", "title")
    )
    return {pk: _Node(parent, level, code, title) for pk, parent, level, code, title in rows}


def _read_countries(
    programme: Programme,
) -> tuple[list[tuple[int, Narrative]], dict[int, set[int]]]:
    """Return the programme's countries, and those that indicators are narrowed to (one query)."""
    of_programme = FilteredRelation("indicators", condition=Q(indicators__programme=programme))
    rows: Any = (
        Country.objects.filter(covered_by__programme=programme)
        .annotate(narrowed=of_programme)
        .values_list("pk", "name", "narrowed__pk")
    )
    names: dict[int, Narrative] = {}
    chosen: dict[int, set[int]] = defaultdict(set)
    for pk, name, indicator in rows:
        names[pk] = name
        if indicator is not None:
            chosen[indicator].add(pk)
    return sorted(names.items(), key=lambda pair: text_of(pair[1]).casefold()), chosen


def _above(tree: Mapping[int, _Node], key: int) -> list[int]:
    """Return a result and those above it."""
    path: list[int] = []
    found: int | None = key
    while found is not None and found not in path:
        path.append(found)
        found = tree[found].parent
    return path


def _narrowed(
    indicators: Sequence[IndicatorFacts], tree: Mapping[int, _Node], filters: Filters
) -> list[IndicatorFacts]:
    return [
        indicator
        for indicator in indicators
        if filters.indicator in (None, indicator.pk)
        and (filters.result is None or filters.result in _above(tree, indicator.result_id))
        and filters.responsible in (None, indicator.responsible_id)
        and filters.organisation in (None, indicator.organisation_id)
        and (
            filters.country is None
            or not indicator.countries
            or filters.country in indicator.countries
        )
    ]


def _in_tree_order(
    indicators: Sequence[IndicatorFacts], tree: Mapping[int, _Node]
) -> list[IndicatorFacts]:
    """Return them as the tree is read: each result's own first, then those of the results below."""
    rank = {key: number for number, key in enumerate(tree)}  # siblings stand in their order
    return sorted(
        indicators, key=lambda one: [rank[key] for key in reversed(_above(tree, one.result_id))]
    )


def _outcomes(
    tree: Mapping[int, _Node], indicators: Sequence[IndicatorFacts]
) -> list[tuple[int, str, Narrative]]:
    holding = {key for indicator in indicators for key in _above(tree, indicator.result_id)}
    return [
        (key, node.code, node.title)
        for key, node in tree.items()
        if key in holding and node.level != Result.Level.OUTPUT
    ]


def _named(pairs: Iterable[tuple[int | None, str]]) -> list[tuple[int, str]]:
    found = {key: name for key, name in pairs if key is not None}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


@dataclass(slots=True)
class _Dimension:
    title: Narrative
    exclusive: bool
    values: dict[str, Narrative]
    divides: dict[int, tuple[int, bool]]  # indicator -> order among its dimensions, required


def _read_dimensions(programme: Programme, indicators: Collection[int]) -> dict[str, _Dimension]:
    """Return the programme's dimensions, and which of `indicators` they divide (one query)."""
    shown = FilteredRelation("divides", condition=Q(divides__indicator__in=indicators))
    rows: Any = (
        Dimension.objects.filter(programme=programme)
        .annotate(shown=shown)
        .order_by("order", "key", "values__order", "values__pk")
        .values_list(
            "key",
            "title",
            "exclusive",
            "values__key",
            "values__title",
            "shown__indicator_id",
            "shown__order",
            "shown__required",
        )
    )
    found: dict[str, _Dimension] = {}
    for key, title, exclusive, value, value_title, indicator, order, required in rows:
        dimension = found.setdefault(key, _Dimension(title, exclusive, {}, {}))
        if value is not None:
            dimension.values[value] = value_title
        if indicator is not None:
            dimension.divides[indicator] = (order, required)
    return found


def _axes(dimensions: Mapping[str, _Dimension]) -> dict[int, tuple[Axis, ...]]:
    """Return the dimensions of each indicator, in its own order."""
    of: dict[int, list[tuple[int, Axis]]] = defaultdict(list)
    for key, dimension in dimensions.items():
        for indicator, (order, required) in dimension.divides.items():
            axis = Axis(key, tuple(dimension.values), required, dimension.exclusive)
            of[indicator].append((order, axis))
    return {
        indicator: tuple(axis for _order, axis in sorted(pairs, key=lambda pair: pair[0]))
        for indicator, pairs in of.items()
    }


def _divided(dimensions: Mapping[str, _Dimension], by: str) -> Divided | None:
    dimension = dimensions.get(by)
    if dimension is None or not dimension.values:
        return None
    values = tuple(Value(key, title) for key, title in dimension.values.items())
    return Divided(by, dimension.title, values)
