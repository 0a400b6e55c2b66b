"""Read the tree of results with its indicators and how they stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Result, Risk
from jalon.workspace.results.queries.matrix import read_matrix
from jalon.workspace.results.rules.matrix import MatrixRow


@dataclass(frozen=True, slots=True)
class Branch:
    """A result with what stands below it."""

    result: Result
    rows: Sequence[MatrixRow] = ()
    children: "list[Branch]" = field(default_factory=list)


def read_tree(user: Any, programme: Programme) -> list[Branch]:
    """Return the tree that `user` sees, each indicator with its figures (eight queries)."""
    rows: dict[int, list[MatrixRow]] = defaultdict(list)
    for row in read_matrix(user, programme, per_page=None).matrix.rows:
        rows[row.indicator.result_id].append(row)
    results = (
        Result.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("contributes_to__programme")
        .annotate(
            open_risks=Count("risks", filter=~Q(risks__status=Risk.Status.CLOSED), distinct=True)
        )
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


def contributions_to(user: Any, programme: Programme) -> QuerySet[Result]:
    """Return the results of programmes that `user` sees which point to this road map."""
    return (
        Result.objects.visible_to(user)
        .filter(contributes_to__programme=programme)
        .select_related("programme")
        .order_by("contributes_to__order", "contributes_to__code", "programme__code", "code")
    )
