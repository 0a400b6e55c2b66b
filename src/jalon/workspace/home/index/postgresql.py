"""The index on PostgreSQL: a tsvector with a GIN index; folding is a function of our own."""

import unicodedata
from collections.abc import Sequence

from jalon.workspace.folding import ARABIC, DOUBLE, DROPPED, folded
from jalon.workspace.home.index.shape import Column, Kind
from jalon.workspace.home.rules.words import beginnings

# Letters with marks of the languages written in Latin letters, up to U+024F
TEXTS = 'strict $.** ? (@.type() == "string")'  # all that is said in a JSON column
_ACCENTED = [
    chr(code)
    for code in range(0xC0, 0x250)
    if unicodedata.decomposition(chr(code)) and len(folded(chr(code))) == 1
]
_ACCENTED += ["ª", "º"]
_SPLITTING = "-_./,;:()[]{}'\"’‘“”«»…–—&@#%*+=<>|\\،؛؟"
_FROM = "".join([*_ACCENTED, "ŒÆ", *ARABIC, *_SPLITTING, *DROPPED])
_TO = "".join([*map(folded, _ACCENTED), "œæ", *ARABIC.values(), " " * len(_SPLITTING)])


def _spelled(text: str) -> str:
    for one, two in DOUBLE.items():
        text = f"replace({text}, '{one}', '{two}')"
    return text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


TABLE = "CREATE TABLE IF NOT EXISTS home_search (id bigint PRIMARY KEY, words tsvector NOT NULL)"
INDEX = "CREATE INDEX IF NOT EXISTS home_search_words ON home_search USING gin (words)"
FOLD = f"""CREATE OR REPLACE FUNCTION search_folded(text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT {_spelled(f"lower(translate($1, {_quoted(_FROM)}, {_quoted(_TO)}))")} $$"""
BEFORE: tuple[str, ...] = (TABLE, INDEX, FOLD)
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ^@ 'search_'"
CLEAR = "DELETE FROM home_search"
FOUND = """SELECT id, -ts_rank('{0, 0, 0.25, 1}', words, asked) AS score
FROM home_search, to_tsquery('simple', %s) AS asked WHERE words @@ asked"""

KEY, HOLDS = "id", "words @@ to_tsquery('simple', %s)"


def expression(words: Sequence[str]) -> str:
    """Return the question for to_tsquery: every word, as a beginning."""
    return " & ".join(
        "(" + " | ".join(f"'{start}':*" for start in beginnings(word)) + ")" for word in words
    )


def filling(kind: Kind) -> str:
    """Return what indexes the rows that are there already."""
    table = f'"{kind.table}"'
    return f"INSERT INTO home_search (id, words) SELECT {_values(kind, table)} FROM {table}"


def triggers(kind: Kind) -> dict[str, str]:
    """Return the triggers of a source: what happens -> what is done."""
    add = f"INSERT INTO home_search (id, words) VALUES ({_values(kind, 'NEW')});"
    clear = f'DELETE FROM home_search WHERE id = {kind.first} + OLD."{kind.key}";'
    empty = f"DELETE FROM home_search WHERE id BETWEEN {kind.first} AND {kind.last};"
    columns = ", ".join(f'"{column.name}"' for column in kind.columns)
    table = f'ON "{kind.table}"'
    return {
        "insert": f"AFTER INSERT {table} FOR EACH ROW|{add}",
        "update": f"AFTER UPDATE OF {columns} {table} FOR EACH ROW|{clear} {add}",
        "delete": f"AFTER DELETE {table} FOR EACH ROW|{clear}",
        "truncate": f"AFTER TRUNCATE {table} FOR EACH STATEMENT|{empty}",
    }


def create(name: str, trigger: str) -> list[str]:
    when, _bar, what = trigger.partition("|")
    body = f"BEGIN {what} RETURN NULL; END"
    return [
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$',
        f'CREATE TRIGGER "{name}" {when} EXECUTE FUNCTION "{name}"()',
    ]


def remove(name: str) -> list[str]:
    return [f'DROP FUNCTION IF EXISTS "{name}"() CASCADE']


def _values(kind: Kind, row: str) -> str:
    head, *body = (_text(column, row) for column in kind.columns)
    joined = " || ' ' || ".join(body) or "''"
    return (
        f'{kind.first} + {row}."{kind.key}",'
        f" setweight(to_tsvector('simple', search_folded({head})), 'A')"
        f" || setweight(to_tsvector('simple', search_folded({joined})), 'B')"
    )


def _text(column: Column, row: str) -> str:
    value = f'{row}."{column.name}"'
    if column.narrative:
        texts = f"jsonb_path_query({value}, '{TEXTS}')"  # of a narrative, or of a list
        value = f"(SELECT string_agg(one #>> '{{}}', ' ') FROM {texts} AS one)"
    return f"coalesce(left({value}::text, 100000), '')"
