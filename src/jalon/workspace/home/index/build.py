"""Make the index and its triggers, fill it, and tell whether it is still what it should be."""

import hashlib
from types import ModuleType

from django.db import connection, transaction

from jalon.workspace.home.index import postgresql, sqlite
from jalon.workspace.home.index.shape import Kind, kinds

Trigger = tuple[str, str]


def dialect() -> ModuleType:
    """Return the writing of the database that is in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def is_current() -> bool:
    """Tell whether the triggers are those that the registered sources need."""
    return _there() == {name for name, _sql in _wanted(_possible())}


def drop() -> None:
    """Take the triggers away: while tables change, nothing may depend on their columns."""
    with connection.cursor() as cursor:
        for name in _there():
            for statement in dialect().remove(name):
                cursor.execute(statement)


@transaction.atomic
def rebuild() -> int:
    """Make everything anew from the sources; return how many rows can be found."""
    sources = _possible()
    drop()
    with connection.cursor() as cursor:
        for statement in (*dialect().BEFORE, dialect().CLEAR):
            cursor.execute(statement)
        for kind in sources:
            cursor.execute(dialect().filling(kind))
        for name, sql in _wanted(sources):
            for statement in dialect().create(name, sql):
                cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM home_search")
        return int(cursor.fetchone()[0])


def _there() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(dialect().TRIGGERS)
        return {name for (name,) in cursor.fetchall()}


def _wanted(sources: list[Kind]) -> list[Trigger]:
    return [
        (_named(kind, what, sql), sql)
        for kind in sources
        for what, sql in dialect().triggers(kind).items()
    ]


def _named(kind: Kind, what: str, sql: str) -> str:
    digest = hashlib.sha256((sql + "".join(dialect().BEFORE)).encode()).hexdigest()[:10]
    return f"search_{kind.number}_{what}_{digest}"


def _possible() -> list[Kind]:
    """Return the kinds whose table is there: half-way through migrations some are not."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        return [
            kind
            for kind in kinds()
            if kind.table in there
            and {column.name for column in kind.columns}
            <= {c.name for c in connection.introspection.get_table_description(cursor, kind.table)}
        ]
