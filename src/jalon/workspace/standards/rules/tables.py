"""The tables of the catalogue: which columns each has, and how its cells are read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from jalon.workspace.standards.rules import cells, keys, words
from jalon.workspace.standards.rules.words import Kind

LANGUAGES = cells.LANGUAGES
Values = dict[str, str]  # column -> text, as it is kept
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, how a cell is read, and whether a row may leave it empty."""

    name: str
    read: cells.Read = cells.text
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that make a row's key, and its texts in several languages."""

    kind: Kind
    key: Key
    columns: tuple[Column, ...]
    narratives: tuple[str, ...] = ()  # at least one language of each is needed

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def key_of(self, values: Mapping[str, str]) -> Key:
        return tuple(values[name] for name in self.key)


def _needed(name: str, read: cells.Read = cells.text) -> Column:
    return Column(name, read, required=True)


def _narrative(name: str) -> Iterator[Column]:
    return (Column(f"{name}_{language}") for language in LANGUAGES)


SOURCED = (_needed("source"), _needed("certainty", cells.one_of(words.Certainty)))
RETIRED = (Column("retired", cells.day), Column("retired_why"))
_ORDER = Column("order", cells.number(1, 9_999))

_TABLES = (
    Table(
        Kind.TERMS,
        ("list", "key"),
        (
            _needed("list", cells.one_of(words.Terms)),
            _needed("key", cells.term),
            *_narrative("title"),
        ),
        ("title",),
    ),
    Table(
        Kind.INSTRUMENTS,
        ("key",),
        (
            _needed("key", keys.instrument_key),
            _needed("kind", cells.one_of(words.InstrumentKind)),
            Column("number", cells.number(1, 999)),
            *_narrative("title"),
            _needed("adopted", cells.day),
            Column("in_force", cells.day),
            Column("withdrawn", cells.day),
            _needed("category", cells.one_of(words.Category)),
            Column("category_since", cells.partial_date),
            _needed("topic", cells.term),
            _needed("set", cells.one_of(words.Set)),
            Column("may_exclude", cells.listed),
            Column("declares_age", cells.yes),
            Column("note"),
            *RETIRED,
            *SOURCED,
        ),
        ("title",),
    ),
    Table(
        Kind.PROVISIONS,
        ("instrument", "article"),
        (
            _needed("instrument", keys.instrument_key),
            _needed("article", cells.article),
            Column("part", cells.short(40)),
            *_narrative("duty"),
            _needed("theme", cells.term),
            _needed("stage", cells.term),
            *RETIRED,
            *SOURCED,
        ),
        ("duty",),
    ),
    Table(
        Kind.RATIFICATIONS,
        ("country", "instrument"),
        (
            _needed("country", keys.country_key),
            _needed("instrument", keys.instrument_key),
            _needed("status", cells.one_of(words.Status)),
            Column("date", cells.partial_date),
            Column("denounced", cells.partial_date),
            Column("claimed_date", cells.day),
            Column("declared_age", cells.number(12, 18)),
            Column("declared_age_certainty", cells.one_of(words.Certainty)),
            Column("exclusions", cells.listed),
            Column("exclusions_certainty", cells.one_of(words.Certainty)),
            Column("note"),
            Column("as_of", cells.partial_date),
            *RETIRED,
            *SOURCED,
        ),
    ),
    Table(
        Kind.AGENDAS,
        ("key",),
        (
            _needed("key", cells.short(40)),
            *_narrative("title"),
            Column("owner", cells.short(200)),
            Column("version", cells.short(100)),
            Column("note"),
            _ORDER,
            *SOURCED,
        ),
        ("title",),
    ),
    Table(
        Kind.AGENDA_ITEMS,
        ("agenda", "code"),
        (
            _needed("agenda", cells.short(40)),
            _needed("code", cells.short(40)),
            _needed("kind", cells.term),
            Column("parent", cells.short(40)),
            *_narrative("title"),
            Column("empty", cells.yes),
            Column("relevance", cells.term),
            Column("note"),
            _ORDER,
            Column("title_certainty", cells.certainties),
            *RETIRED,
            *SOURCED,
        ),
    ),
    Table(
        Kind.INTERVENTIONS,
        ("key",),
        (
            _needed("key", cells.short(20)),
            *_narrative("name"),
            _needed("policy_area", cells.term),
            Column("roles", cells.terms),
            Column("stages", cells.terms),
            Column("standards", cells.standards),
            Column("agenda_items", cells.item_links),
            Column("other_links", cells.listed),
            Column("outputs", cells.listed),
            Column("output_indicators", cells.listed),
            Column("outcome_indicators", cells.listed),
            Column("disaggregation", cells.listed),
            Column("gender_lens"),
            _needed("evidence", cells.term),
            Column("evidence_note"),
            Column("evidence_source"),
            *RETIRED,
            *SOURCED,
        ),
        ("name",),
    ),
    Table(
        Kind.QUESTIONNAIRES,
        ("key",),
        (
            _needed("key", cells.short(40)),
            *_narrative("title"),
            Column("owner"),
            Column("unit"),
            Column("structure"),
            _needed("scales", cells.scales),
            Column("scoring"),
            Column("note"),
            _needed("origin", cells.one_of(words.Origin)),
            *SOURCED,
        ),
        ("title",),
    ),
    Table(
        Kind.QUESTIONNAIRE_ITEMS,
        ("questionnaire", "code"),
        (
            _needed("questionnaire", cells.short(40)),
            _needed("code", cells.short(40)),
            _needed("domain", cells.short(40)),
            *_narrative("domain_title"),
            *_narrative("text"),
            _needed("scale", cells.short(40)),
            _ORDER,
            *RETIRED,
            *SOURCED,
        ),
        ("domain_title", "text"),
    ),
)
TABLES: Mapping[Kind, Table] = {table.kind: table for table in _TABLES}
RETIRABLE = frozenset(table.kind for table in _TABLES if "retired" in table.by_name)
