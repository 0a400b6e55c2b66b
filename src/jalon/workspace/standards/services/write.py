"""Write a plan into the catalogue: whole tables at a time, in the order of their references."""

from typing import Any

from django.db import models

from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import (
    Agenda,
    AgendaItem,
    Instrument,
    Intervention,
    Provision,
    Questionnaire,
    QuestionnaireItem,
    Ratification,
)
from jalon.workspace.standards.queries.codecs import References
from jalon.workspace.standards.queries.rows import MAPPED, codecs_of, key_of
from jalon.workspace.standards.rules.changes import Change, Plan
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.rules.words import Kind

BATCH = 500


def write_plan(plan: Plan, *, by: Any) -> None:
    """Add and change what the plan says; nothing is ever removed."""
    for kind in Kind:
        added = [change for change in plan.added if change.kind is kind]
        changed = [change for change in plan.changed if change.kind is kind]
        if not added and not changed:
            continue
        references = _references(kind)
        corrected = {"corrected_here": by is not None}
        _add(kind, added, references, corrected)
        _change(kind, changed, references, corrected, by=by)
        if kind is Kind.AGENDA_ITEMS:
            _set_parents([*added, *changed])
    _link_interventions(plan)


def _references(kind: Kind) -> References:
    """Return the ids of what rows of a table refer to."""
    instruments = dict(Instrument.objects.values_list("key", "pk"))
    match kind:
        case Kind.PROVISIONS:
            return {"instrument": instruments}
        case Kind.RATIFICATIONS:
            countries = dict(Country.objects.values_list("iso3", "pk"))
            return {"instrument": instruments, "country": countries}
        case Kind.AGENDA_ITEMS:
            return {"agenda": dict(Agenda.objects.values_list("key", "pk"))}
        case Kind.QUESTIONNAIRE_ITEMS:
            return {"questionnaire": dict(Questionnaire.objects.values_list("key", "pk"))}
    return {}


def _fields(change: Change, references: References) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, codec in codecs_of(change.kind).items():
        if name != "parent":  # items refer to each other: see _set_parents
            codec.put(change.after[name], fields, references)
    return fields


def _add(
    kind: Kind, changes: list[Change], references: References, corrected: dict[str, bool]
) -> None:
    model = MAPPED[kind].model
    rows = [model(**_fields(change, references), **corrected) for change in changes]
    model.objects.bulk_create(rows, batch_size=BATCH)


def _change(
    kind: Kind,
    changes: list[Change],
    references: References,
    corrected: dict[str, bool],
    *,
    by: Any,
) -> None:
    if not changes:
        return
    model = MAPPED[kind].model
    rows = _rows(kind)
    names: list[str] = []
    for change in changes:
        row, fields = rows[change.key], {**_fields(change, references), **corrected}
        for name, value in fields.items():
            setattr(row, name, value)
        names = [name.removesuffix("_id") for name in fields]
    found = [rows[change.key] for change in changes]
    model.objects.bulk_update(found, names, batch_size=BATCH)
    for change in changes:
        _record(change, rows[change.key], by=by)


def _rows(kind: Kind) -> dict[tuple[str, ...], Any]:
    """Return the rows of a table, locked until the transaction ends."""
    mapped = MAPPED[kind]
    found: models.QuerySet[Any] = mapped.model.objects.select_for_update(of=("self",))
    if mapped.related:
        found = found.select_related(*mapped.related)
    return {key_of(kind, row): row for row in found.order_by("pk")}


def _record(change: Change, row: Any, *, by: Any) -> None:
    """Tell the trail what became of one fact, on the history of the page that shows it."""
    fields = change.fields
    shown = " ".join(change.key)
    record(
        by=by,
        what="standards.fact-changed",
        target=page_of(row),
        before={"row": shown, **{name: before for name, (before, _after) in fields.items()}},
        after={"row": shown, **{name: after for name, (_before, after) in fields.items()}},
    )


def page_of(row: Any) -> models.Model:
    """Return what has the page, and so the history, that shows a row."""
    match row:
        case Provision() | Ratification():
            return row.instrument
        case QuestionnaireItem():
            return row.questionnaire
    page: models.Model = row
    return page


def _set_parents(changes: list[Change]) -> None:
    agendas = {change.key[0] for change in changes}
    found = AgendaItem.objects.filter(agenda__key__in=agendas).select_related("agenda")
    items = {(item.agenda.key, item.code): item for item in found}
    moved = []
    for change in changes:
        item = items[change.key[0], change.key[1]]
        parent = items.get((change.key[0], change.after["parent"]))
        if item.parent_id != (parent.pk if parent else None):
            item.parent = parent
            moved.append(item)
    AgendaItem.objects.bulk_update(moved, ["parent"], batch_size=BATCH)


def _link_interventions(plan: Plan) -> None:
    """Point the interventions that changed at the instruments and agenda items they name."""
    keys = [c.key[0] for c in [*plan.added, *plan.changed] if c.kind is Kind.INTERVENTIONS]
    if not keys:
        return
    found = list(Intervention.objects.filter(key__in=keys))
    instruments = dict(Instrument.objects.values_list("key", "pk"))
    items = {
        f"{agenda} {code}": pk
        for pk, agenda, code in AgendaItem.objects.values_list("pk", "agenda__key", "code")
    }
    to_instrument, to_item = Intervention.instruments.through, Intervention.agenda_items.through
    to_instrument.objects.filter(intervention__in=found).delete()
    to_item.objects.filter(intervention__in=found).delete()
    to_instrument.objects.bulk_create(
        to_instrument(intervention=row, instrument_id=pk)
        for row in found
        for pk in {instruments[instrument_key(link.split(" ")[0])] for link in row.standards}
    )
    to_item.objects.bulk_create(
        to_item(intervention=row, agendaitem_id=pk)
        for row in found
        for pk in {items[link] for link in row.agenda_links}
    )
