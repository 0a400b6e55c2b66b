"""Ask the index: what holds these words, of what the reader may see, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from jalon.workspace.home.index.build import dialect
from jalon.workspace.home.index.shape import Kind

Select = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found of one kind: how many, and the keys of those asked for, the best first."""

    kind: Kind
    total: int
    keys: tuple[int, ...]


def find(
    words: Sequence[str], kinds: Sequence[Kind], user: Any, *, start: int, count: int
) -> list[Match]:
    """Return the kinds in which something was found, the best first; one query."""
    parts = [part for kind in kinds if (part := _seen(kind, user))]
    if not words or not parts:
        return []
    sql = f"""WITH found AS MATERIALIZED ({dialect().FOUND}),
        seen AS ({" UNION ALL ".join(sql for sql, _params in parts)}),
        ranked AS (
            SELECT kind, id, min(score) OVER one AS best, count(*) OVER one AS total,
                row_number() OVER (PARTITION BY kind ORDER BY score, id) AS place
            FROM seen WINDOW one AS (PARTITION BY kind)
        )
        SELECT kind, id, total FROM ranked WHERE place > %s AND place <= %s
        ORDER BY best, kind, place"""
    params = [param for _sql, params in parts for param in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, [dialect().expression(words), *params, start, start + count])
        rows = cursor.fetchall()
    return _gathered(rows, kinds)


def _gathered(rows: Sequence[tuple[int, int, int]], kinds: Sequence[Kind]) -> list[Match]:
    numbered = {kind.number: kind for kind in kinds}
    keys: dict[int, list[int]] = {}
    totals: dict[int, int] = {}
    for number, row, total in rows:
        keys.setdefault(number, []).append(row - numbered[number].first)
        totals[number] = total
    return [Match(numbered[number], totals[number], tuple(found)) for number, found in keys.items()]


def _seen(kind: Kind, user: Any) -> Select | None:
    """Return the select of one kind's finds that `user` may see; None if they may see none."""
    here = RawSQL(  # no text of a user
        "SELECT id - %s FROM found WHERE id BETWEEN %s AND %s", (kind.first, kind.first, kind.last)
    )
    visible = kind.source.visible(user).filter(pk__in=here).order_by().values_list("pk")
    try:
        sql, params = visible.query.sql_with_params()
    except EmptyResultSet:
        return None
    among = f"id BETWEEN {kind.first} AND {kind.last} AND id - {kind.first} IN ({sql})"
    return f"SELECT {kind.number} AS kind, id, score FROM found WHERE {among}", params
