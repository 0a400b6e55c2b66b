"""The index on SQLite: an FTS5 table, which folds accents and capitals by itself."""

from collections.abc import Sequence

from jalon.workspace.folding import ARABIC, DROPPED
from jalon.workspace.home.index.shape import Column, Kind
from jalon.workspace.home.rules.words import beginnings

TABLE = """CREATE VIRTUAL TABLE IF NOT EXISTS home_search USING fts5(
    head, body, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)"""
BEFORE: tuple[str, ...] = (TABLE,)
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'"
CLEAR = "DELETE FROM home_search"
# A find in the head (code, title) counts four times one in the body
FOUND = """SELECT rowid AS id, rank AS score FROM home_search
WHERE home_search MATCH %s AND rank MATCH 'bm25(4.0, 1.0)'"""

KEY, HOLDS = "rowid", "home_search MATCH %s"


def expression(words: Sequence[str]) -> str:
    """Return the question for MATCH: every word, as a beginning."""
    return " AND ".join(
        "(" + " OR ".join(f'"{start}"*' for start in beginnings(word)) + ")" for word in words
    )


def filling(kind: Kind) -> str:
    """Return what indexes the rows that are there already."""
    table = f'"{kind.table}"'
    values = _values(kind, table)
    return f"INSERT INTO home_search (rowid, head, body) SELECT {values} FROM {table}"


def triggers(kind: Kind) -> dict[str, str]:
    """Return the triggers of a source: what happens -> what is done."""
    add = f"INSERT INTO home_search (rowid, head, body) VALUES ({_values(kind, 'NEW')});"
    clear = f'DELETE FROM home_search WHERE rowid = {kind.first} + OLD."{kind.key}";'
    columns = ", ".join(f'"{column.name}"' for column in kind.columns)
    on = f'ON "{kind.table}" FOR EACH ROW BEGIN'
    return {
        "insert": f"AFTER INSERT {on} {add} END",
        "update": f"AFTER UPDATE OF {columns} {on} {clear} {add} END",
        "delete": f"AFTER DELETE {on} {clear} END",
    }


def create(name: str, trigger: str) -> list[str]:
    return [f'CREATE TRIGGER "{name}" {trigger}']


def remove(name: str) -> list[str]:
    return [f'DROP TRIGGER IF EXISTS "{name}"']


def _values(kind: Kind, row: str) -> str:
    head, *body = (_text(column, row) for column in kind.columns)
    joined = " || ' ' || ".join(body) or "''"
    return f'{kind.first} + {row}."{kind.key}", {_folded(head)}, {_folded(joined)}'


def _text(column: Column, row: str) -> str:
    value = f'{row}."{column.name}"'
    if column.narrative:
        value = f"(SELECT group_concat(value, ' ') FROM json_each({value}))"
    return f"coalesce(substr({value}, 1, 100000), '')"


def _folded(text: str) -> str:
    for written, same in [*ARABIC.items(), *((mark, "") for mark in DROPPED)]:
        text = f"replace({text}, '{written}', '{same}')"
    return text
