"""The catalogue as rows of text, the way its files say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from jalon.workspace.standards.models import (
    Agenda,
    AgendaItem,
    Instrument,
    Intervention,
    Provision,
    Questionnaire,
    QuestionnaireItem,
    Ratification,
    Term,
)
from jalon.workspace.standards.queries import codecs
from jalon.workspace.standards.queries.codecs import Codec
from jalon.workspace.standards.rules.tables import LANGUAGES, TABLES, Key, Values
from jalon.workspace.standards.rules.words import Kind


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table of the files and its model: columns whose field has another name or form."""

    model: Any
    special: Mapping[str, Codec]
    related: tuple[str, ...] = ()


def _narratives(*names: str) -> dict[str, Codec]:
    return {
        f"{name}_{language}": codecs.Language(name, language)
        for name in names
        for language in LANGUAGES
    }


_INSTRUMENT = {"instrument": codecs.Reference("instrument", "key")}
_ORDER = {"order": codecs.Number("order", empty=0)}

MAPPED: Mapping[Kind, Mapped] = {
    Kind.TERMS: Mapped(Term, _narratives("title")),
    Kind.INSTRUMENTS: Mapped(
        Instrument,
        {
            **_narratives("title"),
            "number": codecs.Number("number"),
            "adopted": codecs.Day("adopted_date"),
            "in_force": codecs.Day("in_force_date"),
            "withdrawn": codecs.Day("withdrawn_date"),
            "may_exclude": codecs.Listed("may_exclude"),
            "declares_age": codecs.Flag("declares_age"),
        },
    ),
    Kind.PROVISIONS: Mapped(Provision, {**_INSTRUMENT, **_narratives("duty")}, ("instrument",)),
    Kind.RATIFICATIONS: Mapped(
        Ratification,
        {
            **_INSTRUMENT,
            "country": codecs.Reference("country", "iso3"),
            "date": codecs.Partial("date", "date_precision"),
            "denounced": codecs.Partial("denounced_date", "denounced_precision"),
            "claimed_date": codecs.Day("claimed_date"),
            "declared_age": codecs.Number("declared_age"),
            "exclusions": codecs.Listed("exclusions"),
            "as_of": codecs.Partial("as_of_date", "as_of_precision"),
        },
        ("country", "instrument"),
    ),
    Kind.AGENDAS: Mapped(Agenda, {**_narratives("title"), **_ORDER}),
    Kind.AGENDA_ITEMS: Mapped(
        AgendaItem,
        {
            **_narratives("title"),
            **_ORDER,
            "agenda": codecs.Reference("agenda", "key"),
            "parent": codecs.Reference("parent", "code"),
            "empty": codecs.Flag("empty"),
            "title_certainty": codecs.ByLanguage("title_certainty"),
        },
        ("agenda", "parent"),
    ),
    Kind.INTERVENTIONS: Mapped(
        Intervention,
        {
            **_narratives("name"),
            "agenda_items": codecs.Listed("agenda_links"),
            **{
                name: codecs.Listed(name)
                for name in (
                    "roles",
                    "stages",
                    "standards",
                    "other_links",
                    "outputs",
                    "output_indicators",
                    "outcome_indicators",
                    "disaggregation",
                )
            },
        },
    ),
    Kind.QUESTIONNAIRES: Mapped(
        Questionnaire, {**_narratives("title"), "scales": codecs.Scales("scales")}
    ),
    Kind.QUESTIONNAIRE_ITEMS: Mapped(
        QuestionnaireItem,
        {
            **_narratives("domain_title", "text"),
            **_ORDER,
            "questionnaire": codecs.Reference("questionnaire", "key"),
        },
        ("questionnaire",),
    ),
}


def codecs_of(kind: Kind) -> dict[str, Codec]:
    """Return the codec of each column of a table."""
    special = {"retired": codecs.Day("retired_date"), **MAPPED[kind].special}
    return {name: special.get(name, codecs.Plain(name)) for name in TABLES[kind].by_name}


def key_of(kind: Kind, row: Any) -> Key:
    """Return what files call a row."""
    by_name = codecs_of(kind)
    return tuple(by_name[name].text(row) for name in TABLES[kind].key)


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalogue holds: rows of text by table and key; which this site has corrected."""

    rows: dict[Kind, dict[Key, Values]]
    corrected: dict[Kind, frozenset[Key]]


def rows_of(kind: Kind) -> dict[Key, Values]:
    """Return the rows of a table by key, as its file would say them."""
    return _read(kind)[0]


def _read(kind: Kind) -> tuple[dict[Key, Values], frozenset[Key]]:
    mapped, table, by_name = MAPPED[kind], TABLES[kind], codecs_of(kind)
    found: models.QuerySet[Any] = mapped.model.objects.order_by("pk")
    if mapped.related:
        found = found.select_related(*mapped.related)
    rows: dict[Key, Values] = {}
    corrected: set[Key] = set()
    for row in found:
        values = {name: codec.text(row) for name, codec in by_name.items()}
        key = table.key_of(values)
        rows[key] = values
        if row.corrected_here:
            corrected.add(key)
    return rows, frozenset(corrected)


def held() -> Held:
    """Return the whole catalogue as rows of text."""
    read = {kind: _read(kind) for kind in Kind}
    return Held(
        {kind: rows for kind, (rows, _corrected) in read.items()},
        {kind: corrected for kind, (_rows, corrected) in read.items()},
    )
