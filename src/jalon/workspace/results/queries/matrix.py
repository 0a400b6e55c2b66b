"""The matrix of a programme as a person may see it: for the page, the workbook and the API."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    read_axes,
    read_indicators,
    read_periods,
    with_axes,
)
from jalon.workspace.results.queries.filters import Filters
from jalon.workspace.results.rules.matrix import (
    Column,
    Divided,
    IndicatorFacts,
    Matrix,
    Narrative,
    Value,
    assemble,
)

__all__ = ["PER_PAGE", "Filters", "MatrixPage", "read_matrix"]

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


def read_matrix(
    user: Any,
    programme: Programme,
    filters: Filters | None = None,
    *,
    page: int = 1,
    per_page: int | None = PER_PAGE,
    today: date | None = None,
) -> MatrixPage:
    """Return the matrix; all of it without `per_page`. At most seven queries, however large."""
    filters = filters or Filters()
    tree = _read_tree(programme)
    countries, chosen = _read_countries(programme)
    everything = [
        replace(indicator, countries=frozenset(chosen.get(indicator.pk, ())))
        for indicator in read_indicators(user, programme)
    ]
    found = _narrowed(everything, tree, filters)
    size = per_page or max(len(found), 1)
    pages = max(1, -(-len(found) // size))
    number = min(max(1, page), pages)
    shown = found[(number - 1) * size : number * size]
    dimensions, divided = _read_dimensions(programme, filters.by)

    keys = [indicator.pk for indicator in shown]
    periods = read_periods(user, keys, country=filters.country, by=divided.key if divided else "")
    with_dimensions = with_axes(shown, read_axes(keys))
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
        dimensions=dimensions,
        countries=countries,
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


def _read_dimensions(
    programme: Programme, by: str
) -> tuple[list[tuple[str, Narrative]], Divided | None]:
    """Return the programme's dimensions, and the one that is asked for (one query)."""
    rows = (
        Dimension.objects.filter(programme=programme)
        .order_by("order", "key", "values__order", "values__pk")
        .values_list("key", "title", "values__key", "values__title")
    )
    titles: dict[str, Narrative] = {}
    values: list[Value] = []
    for key, title, value, value_title in rows:
        titles[key] = title
        if key == by and value is not None:
            values.append(Value(value, value_title))
    divided = Divided(by, titles[by], tuple(values)) if by in titles and values else None
    return list(titles.items()), divided
