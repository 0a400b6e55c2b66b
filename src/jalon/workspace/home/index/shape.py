"""What is indexed: each registered source with its table, its number and its columns."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import JSONField

from jalon.workspace import searchable

# A row of the index is numbered by its kind and its key: one number, so that the index is found
# and cleared by it alone.
ROOM = 1 << 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds text; a narrative holds one for each language."""

    name: str
    narrative: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A source as the database knows it."""

    source: searchable.Source
    number: int
    table: str
    key: str
    columns: tuple[Column, ...]

    @property
    def first(self) -> int:
        return self.number * ROOM

    @property
    def last(self) -> int:
        return self.first + ROOM - 1


def kinds() -> list[Kind]:
    """Return the sources, numbered in the order of their models' names."""
    sources = sorted(searchable.registered(), key=lambda source: source.model)
    return [_kind(source, number) for number, source in enumerate(sources, start=1)]


def _kind(source: searchable.Source, number: int) -> Kind:
    meta = apps.get_model(source.model)._meta
    by_column = {field.column: field for field in meta.concrete_fields}
    columns = tuple(Column(name, isinstance(by_column[name], JSONField)) for name in source.columns)
    return Kind(source, number, meta.db_table, meta.pk.column, columns)
