"""Read the tree of results with its indicators and how they stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Result, Risk
from jalon.workspace.results.queries.facts import read_indicators
from jalon.workspace.results.queries.matrix import read_rows
from jalon.workspace.results.rules.matrix import MatrixRow

OPEN_RISKS = Count("risks", filter=~Q(risks__status=Risk.Status.CLOSED), distinct=True)


@dataclass(frozen=True, slots=True)
class Branch:
    """A result with what stands below it."""

    result: Result
    rows: Sequence[MatrixRow] = ()
    children: "list[Branch]" = field(default_factory=list)


def read_tree(user: Any, programme: Programme) -> list[Branch]:
    """Return the tree that `user` sees, each indicator with its figures (four queries)."""
    rows: dict[int, list[MatrixRow]] = defaultdict(list)
    for row in read_rows(user, programme, read_indicators(user, programme)).rows:
        rows[row.indicator.result_id].append(row)
    results = (
        Result.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("contributes_to__programme")
        .annotate(open_risks=OPEN_RISKS)
        .in_order()
    )
    return _grown(list(results), rows)


def _grown(results: Sequence[Result], rows: Mapping[int, Sequence[MatrixRow]]) -> list[Branch]:
    branches = {result.pk: Branch(result, rows.get(result.pk, ())) for result in results}
    top: list[Branch] = []
    for result in results:
        above = branches.get(result.parent_id) if result.parent_id else None
        (above.children if above else top).append(branches[result.pk])
    return top


@dataclass(frozen=True, slots=True)
class Place:
    """A result where it stands: what is above and below it, and the figures of its indicators."""

    result: Result
    children: Sequence[Result]
    rows: Sequence[MatrixRow]


def read_place(user: Any, programme: Programme, pk: int) -> Place | None:
    """Return a result that `user` sees, with the figures of all below it (four queries)."""
    results = (
        Result.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("contributes_to__programme")
        .annotate(open_risks=OPEN_RISKS)
        .in_order()
    )
    by_key = {result.pk: result for result in results}
    if pk not in by_key:
        return None
    for result in by_key.values():
        result.parent = by_key.get(result.parent_id) if result.parent_id else None
    below = {result.pk for result in by_key.values() if _is_below(result, pk)}
    indicators = [i for i in read_indicators(user, programme) if i.result_id in below]
    children = [result for result in by_key.values() if result.parent_id == pk]
    return Place(by_key[pk], children, read_rows(user, programme, indicators).rows)


def _is_below(result: Result, pk: int) -> bool:
    """Tell whether a result is `pk`, or stands below it."""
    found: Result | None = result
    for _level in range(20):
        if found is None or found.pk == pk:
            break
        found = found.parent
    return found is not None and found.pk == pk


def contributions_to(user: Any, programme: Programme) -> QuerySet[Result]:
    """Return the results of programmes that `user` sees which point to this road map."""
    return (
        Result.objects.visible_to(user)
        .filter(contributes_to__programme=programme)
        .select_related("programme")
        .order_by("contributes_to__order", "contributes_to__code", "programme__code", "code")
    )
