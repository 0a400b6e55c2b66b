"""What rows of the catalogue must agree with: themselves, each other, and the day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules import cells, dates
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.rules.tables import LANGUAGES, RETIRABLE, Key, Table, Values
from jalon.workspace.standards.rules.words import (
    DATED,
    SAID_BY_A_LIST,
    VERIFIED,
    InstrumentKind,
    Kind,
    Status,
    Terms,
)

Rows = dict[Key, Values]  # grows while rows are accepted
Found = tuple[str, RuleBroken]  # column, what is wrong with it


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may refer to: the rows accepted so far, the countries, and the day."""

    rows: Mapping[Kind, Rows]
    countries: frozenset[str]
    today: date

    def has(self, kind: Kind, *key: str) -> bool:
        return key in self.rows[kind]

    def row(self, kind: Kind, *key: str) -> Values:
        return self.rows[kind][key]


def problems(table: Table, values: Values, known: Known) -> list[Found]:
    """Return everything that is wrong with a whole row."""
    found = list(_missing(table, values))
    if not found:
        found += _CHECKS[table.kind](values, known)
        if table.kind in RETIRABLE:
            found += _retired(values, known.today)
    return found


def _missing(table: Table, values: Values) -> Iterator[Found]:
    for column in table.columns:
        if column.required and not values[column.name]:
            yield column.name, RuleBroken("cell-empty", column=column.name)
    for narrative in table.narratives:
        if not any(values[f"{narrative}_{language}"] for language in LANGUAGES):
            first = f"{narrative}_{LANGUAGES[0]}"
            yield first, RuleBroken("text-in-no-language", column=narrative)


def _term(column: str, words: Terms, values: Values, known: Known) -> Iterator[Found]:
    for key in cells.split(values[column]):
        if not known.has(Kind.TERMS, words, key):
            yield column, RuleBroken("catalogue-term-unknown", term=key, list=words)


def _reference(column: str, kind: Kind, values: Values, known: Known) -> Iterator[Found]:
    if values[column] and not known.has(kind, values[column]):
        yield column, RuleBroken("reference-unknown", key=values[column], table=kind)


def _not_after(column: str, values: Values, today: date) -> Iterator[Found]:
    if values[column] and dates.read_date(values[column])[0] > today:
        yield column, RuleBroken("instrument-date-in-the-future", date=values[column])


def _retired(values: Values, today: date) -> Iterator[Found]:
    if bool(values["retired"]) != bool(values["retired_why"]):
        empty = "retired_why" if values["retired"] else "retired"
        yield empty, RuleBroken("retired-without-reason")
    yield from _not_after("retired", values, today)


def _nothing(values: Values, known: Known) -> Iterator[Found]:
    return iter(())


def _instrument(values: Values, known: Known) -> Iterator[Found]:
    yield from _term("topic", Terms.TOPIC, values, known)
    yield from _not_after("adopted", values, known.today)
    adopted = dates.read_date(values["adopted"])[0]
    for later in ("in_force", "withdrawn"):
        if values[later] and dates.read_date(values[later])[0] < adopted:
            yield later, RuleBroken("date-before-adoption", date=values[later], adopted=adopted)
    prefix = values["key"][0] if values["key"][1:].isdigit() else ""
    expected = {"C": "convention", "P": "protocol", "R": "recommendation", "": "treaty"}[prefix]
    if values["kind"] != expected:
        yield "kind", RuleBroken("kind-against-key", key=values["key"], kind=values["kind"])
    if prefix and values["number"] != str(int(values["key"][1:])):
        yield "number", RuleBroken("number-against-key", key=values["key"], number=values["number"])


def _provision(values: Values, known: Known) -> Iterator[Found]:
    yield from _reference("instrument", Kind.INSTRUMENTS, values, known)
    yield from _term("theme", Terms.THEME, values, known)
    yield from _term("stage", Terms.STAGE, values, known)


def _ratification(values: Values, known: Known) -> Iterator[Found]:
    if values["country"] not in known.countries:
        yield "country", RuleBroken("country-unknown", country=values["country"])
    if not known.has(Kind.INSTRUMENTS, values["instrument"]):
        yield from _reference("instrument", Kind.INSTRUMENTS, values, known)
        return
    instrument = known.row(Kind.INSTRUMENTS, values["instrument"])
    if instrument["kind"] == InstrumentKind.RECOMMENDATION:
        yield "instrument", RuleBroken("recommendation-not-ratified", key=values["instrument"])
    yield from _status(values)
    for column in ("date", "denounced", "claimed_date", "as_of"):
        yield from _not_after(column, values, known.today)
    adopted = dates.read_date(instrument["adopted"])[0]
    for column in ("date", "claimed_date"):
        if values[column] and dates.last_day(*dates.read_date(values[column])) < adopted:
            yield column, RuleBroken("date-before-adoption", date=values[column], adopted=adopted)
    yield from _declarations(values, instrument)


def _status(values: Values) -> Iterator[Found]:
    status = Status(values["status"])
    if status in DATED and not values["as_of"]:
        yield "as_of", RuleBroken("status-without-day", status=status)
    if status in SAID_BY_A_LIST and values["certainty"] not in VERIFIED:
        yield "status", RuleBroken("status-not-verified", status=status, instead=Status.NOT_FOUND)
    if values["denounced"] and status is not Status.DENOUNCED:
        yield "denounced", RuleBroken("denounced-otherwise", status=status)
    if status in DATED and (values["date"] or values["claimed_date"]):
        yield "date", RuleBroken("date-without-ratification", status=status)


def _declarations(values: Values, instrument: Values) -> Iterator[Found]:
    if values["declared_age"] and not instrument["declares_age"]:
        yield "declared_age", RuleBroken("age-not-declared-here", key=values["instrument"])
    may = cells.split(instrument["may_exclude"])
    for part in cells.split(values["exclusions"]):
        if part not in may:
            yield "exclusions", RuleBroken("exclusion-unknown", part=part, known=may)
    for column in ("declared_age", "exclusions"):
        if values[column] and not values[f"{column}_certainty"]:
            yield f"{column}_certainty", RuleBroken("cell-empty", column=f"{column}_certainty")


def _item(values: Values, known: Known) -> Iterator[Found]:
    yield from _reference("agenda", Kind.AGENDAS, values, known)
    yield from _term("kind", Terms.ITEM_KIND, values, known)
    yield from _term("relevance", Terms.RELEVANCE, values, known)
    titled = any(values[f"title_{language}"] for language in LANGUAGES)
    if titled == bool(values["empty"]):
        yield (
            "title_en",
            RuleBroken("slot-with-title" if titled else "text-in-no-language", column="title"),
        )
    yield from _parent(values, known)


def _parent(values: Values, known: Known) -> Iterator[Found]:
    agenda, parent = values["agenda"], values["parent"]
    if parent and parent != values["code"] and not known.has(Kind.AGENDA_ITEMS, agenda, parent):
        yield "parent", RuleBroken("parent-unknown", parent=parent, agenda=agenda)
        return
    while parent:
        if parent == values["code"]:
            yield "parent", RuleBroken("parent-in-a-circle", item=values["code"])
            return
        parent = known.row(Kind.AGENDA_ITEMS, agenda, parent)["parent"]


def _intervention(values: Values, known: Known) -> Iterator[Found]:
    yield from _term("policy_area", Terms.POLICY_AREA, values, known)
    yield from _term("roles", Terms.ROLE, values, known)
    yield from _term("stages", Terms.STAGE, values, known)
    yield from _term("evidence", Terms.EVIDENCE, values, known)
    for link in cells.split(values["standards"]):
        key = instrument_key(link.partition(" ")[0])
        if not known.has(Kind.INSTRUMENTS, key):
            yield "standards", RuleBroken("reference-unknown", key=key, table=Kind.INSTRUMENTS)
    for link in cells.split(values["agenda_items"]):
        agenda, _space, code = link.partition(" ")
        if not known.has(Kind.AGENDA_ITEMS, agenda, code):
            yield "agenda_items", RuleBroken("reference-unknown", key=link, table=Kind.AGENDA_ITEMS)


def _questionnaire_item(values: Values, known: Known) -> Iterator[Found]:
    key = values["questionnaire"]
    if not known.has(Kind.QUESTIONNAIRES, key):
        yield from _reference("questionnaire", Kind.QUESTIONNAIRES, values, known)
        return
    scales = [name for name, _a in cells.read_scales(known.row(Kind.QUESTIONNAIRES, key)["scales"])]
    if values["scale"] not in scales:
        yield "scale", RuleBroken("scale-unknown", scale=values["scale"], known=scales)


_CHECKS: Mapping[Kind, Callable[[Values, Known], Iterator[Found]]] = {
    Kind.TERMS: _nothing,
    Kind.INSTRUMENTS: _instrument,
    Kind.PROVISIONS: _provision,
    Kind.RATIFICATIONS: _ratification,
    Kind.AGENDAS: _nothing,
    Kind.AGENDA_ITEMS: _item,
    Kind.INTERVENTIONS: _intervention,
    Kind.QUESTIONNAIRES: _nothing,
    Kind.QUESTIONNAIRE_ITEMS: _questionnaire_item,
}
