"""Ask the index: what holds these words, of what the reader may see, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL

from jalon.workspace.home.index.build import dialect
from jalon.workspace.home.index.shape import Kind

# Ranking reads every find. A word that stands nearly everywhere tells them apart no better than
# their age does: then the newest come first. Nobody leafs through more than MOST of a kind.
RANKED, MOST = 5_000, 1_000
Select = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found of one kind: how many, and the keys of those asked for, the best first."""

    kind: Kind
    total: int
    keys: tuple[int, ...]


def find(
    words: Sequence[str], kinds: Sequence[Kind], user: Any, *, start: int, count: int
) -> list[Match]:
    """Return the kinds in which something was found, the best finds first; two queries."""
    if not words:
        return []
    asked = dialect().expression(words)
    with connection.cursor() as cursor:
        common = _is_common(cursor, asked)
        parts = [part for kind in kinds if (part := _part(kind, user, asked, common=common))]
        if not parts:
            return []
        cursor.execute(
            f"""WITH found AS MATERIALIZED ({dialect().FOUND}),
            seen AS ({" UNION ALL ".join(sql for sql, _params in parts)}),
            ranked AS (
                SELECT kind, id, count(*) OVER one AS total,
                    row_number() OVER (PARTITION BY kind ORDER BY score, id) AS place
                FROM seen WINDOW one AS (PARTITION BY kind)
            )
            SELECT kind, id, total FROM ranked WHERE place > %s AND place <= %s
            ORDER BY kind, place""",
            [asked, *(param for _sql, params in parts for param in params), start, start + count],
        )
        return _gathered(cursor.fetchall(), kinds)


def _is_common(cursor: CursorWrapper, asked: str) -> bool:
    holding = f"SELECT 1 FROM home_search WHERE {dialect().HOLDS} LIMIT {RANKED}"
    cursor.execute(f"SELECT count(*) FROM ({holding}) AS held", [asked])
    return bool(cursor.fetchone()[0] == RANKED)


def _gathered(rows: Sequence[tuple[int, int, int]], kinds: Sequence[Kind]) -> list[Match]:
    numbered = {kind.number: kind for kind in kinds}
    keys: dict[int, list[int]] = {}
    totals: dict[int, int] = {}
    for number, row, total in rows:
        keys.setdefault(number, []).append(row - numbered[number].first)
        totals[number] = total
    return [Match(numbered[number], totals[number], tuple(found)) for number, found in keys.items()]


def _part(kind: Kind, user: Any, asked: str, *, common: bool) -> Select | None:
    """Return the select of one kind's finds that `user` may see; None if they may see none."""
    key = f"home_search.{dialect().KEY}" if common else "found.id"
    this = RawSQL(f"{key} - %s", [kind.first])
    visible = kind.source.visible(user).filter(pk=this).order_by().values_list("pk")
    try:
        seen, params = visible.query.sql_with_params()
    except EmptyResultSet:
        return None
    among = f"{key} BETWEEN {kind.first} AND {kind.last} AND EXISTS ({seen})"
    if common:
        sql = f"""SELECT {kind.number} AS kind, {key} AS id, -{key} AS score FROM home_search
            WHERE {dialect().HOLDS} AND {among} ORDER BY {key} DESC LIMIT {MOST}"""
        return f"SELECT * FROM ({sql}) AS part", [asked, *params]
    sql = f"""SELECT {kind.number} AS kind, id, score FROM found
        WHERE {among} ORDER BY score LIMIT {MOST}"""
    return f"SELECT * FROM ({sql}) AS part", [*params]
