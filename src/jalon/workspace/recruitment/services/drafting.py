"""Begin a call: from plain values, whoever has them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission, has_permission
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.recruitment.models import (
    Call,
    CallText,
    Criterion,
    NoticeSource,
    PlannedStage,
    Requirement,
)
from jalon.workspace.recruitment.models.labels import length_of
from jalon.workspace.recruitment.reader.as_json import as_mapping
from jalon.workspace.recruitment.reader.notice import Notice
from jalon.workspace.recruitment.rules.call_templates import planned
from jalon.workspace.recruitment.rules.competencies import check_competencies
from jalon.workspace.recruitment.rules.drafts import (
    HEADER,
    CallFields,
    CriterionFields,
    RequirementFields,
)
from jalon.workspace.recruitment.rules.from_notice import fields_of, kind_of
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.occupations import occupation
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

LONGEST_SLUG = 60


@transaction.atomic
def draft_call(
    *, programme: Programme, fields: CallFields, by: User, country: Country | None = None
) -> Call:
    """Begin a call with what is known of it; nothing of it is public before it is published."""
    _check_reach(programme, country, by)
    check_running(programme)
    _check(programme, fields, country)
    call = Call(
        programme=programme,
        country=country,
        responsible=by,
        slug=new_slug(text_of(fields.title) or fields.number or fields.kind),
        competencies=list(fields.competencies),
        stage_weights=dict(fields.stage_weights),
        closes_at=fields.closes_at,
        closes_zone=fields.closes_zone,
        is_demo=programme.is_demo,
        **_header(fields),
    )
    call.save(force_insert=True)
    _write_parts(call, fields)
    record(
        by=by,
        what="recruitment.begun",
        target=call,
        programme_id=programme.pk,
        after={"number": call.number, "title": call.title, "kind": call.kind},
    )
    return call


@transaction.atomic
def draft_from_notice(
    *,
    programme: Programme,
    notice: Notice,
    by: User,
    kind: CallKind | None = None,
    country: Country | None = None,
    name: str = "",
) -> Call:
    """Begin a call with what a notice says, and keep the notice beside it."""
    told = kind or kind_of(notice)
    if told is None:
        raise RuleBroken("call-kind-not-told")
    fields = replace(fields_of(notice, told), planned=planned(timezone.localdate()))
    call = draft_call(programme=programme, fields=fields, by=by, country=country)
    read = as_mapping(notice)
    NoticeSource.objects.create(
        call=call,
        text=notice.text,
        fields={"language": notice.language, **read["fields"], "remarks": read["remarks"]},
        name=name[:200],
    )
    return call


def new_slug(words: str) -> str:
    """Return an address that nobody guesses."""
    return f"{slugify(words)[:LONGEST_SLUG].strip('-') or 'call'}-{secrets.token_hex(4)}"


def _check_reach(programme: Programme, country: Country | None, by: User) -> None:
    """Refuse a call beyond the grants of who begins it: they would not see it themselves."""
    if country is not None:
        check_permission(by, Permission.CALL_EDIT, programme, country=country.pk)
        return
    check_permission(by, Permission.CALL_EDIT, programme, anywhere=True)
    if not has_permission(by, Permission.CALL_EDIT, programme):
        raise RuleBroken("call-of-whole-programme")


def _check(programme: Programme, fields: CallFields, country: Country | None) -> None:
    if country is not None and not programme.covers.filter(country=country).exists():
        raise RuleBroken("country-not-covered", country=country, programme=programme)
    check_number(programme, fields.number)
    check_competencies(fields.competencies)
    if fields.occupation:
        occupation(fields.occupation)


def check_number(programme: Programme, number: str, but: int | None = None) -> None:
    """Refuse a vacancy number that another call of the programme has."""
    others = programme.calls.filter(number=number)
    if but is not None:
        others = others.exclude(pk=but)
    if number and others.exists():
        raise RuleBroken("call-number-taken", number=number)


def _header(fields: CallFields) -> dict[str, Any]:
    cut = {name: getattr(fields, name) for name in HEADER}
    for name, value in cut.items():
        if isinstance(value, str):
            cut[name] = str(value)[: length_of(Call, name)]
    return {**cut, "title": dict(fields.title), "kind": fields.kind.value}


def _write_parts(call: Call, fields: CallFields) -> None:
    CallText.objects.bulk_create(
        CallText(
            call=call,
            language=language,
            **{
                name: list(getattr(text, name)) if name == "duties" else getattr(text, name)
                for name in text.__dataclass_fields__
            },
        )
        for language, text in fields.texts.items()
    )
    _write_requirements(call, fields.requirements)
    write_criteria(call, fields.criteria)
    PlannedStage.objects.bulk_create(
        PlannedStage(call=call, stage=stage.value, planned_date=day)
        for stage, day in fields.planned.items()
    )


def write_criteria(call: Call, criteria: Iterable[CriterionFields]) -> None:
    """Add criteria to a call that has none of their stages."""
    orders: dict[str, int] = {}
    for one in criteria:
        orders[one.stage] = orders.get(one.stage, 0) + 1
        Criterion.objects.create(
            call=call,
            stage=one.stage.value,
            order=orders[one.stage],
            title=dict(one.title),
            anchors=dict(one.anchors),
            weight=one.weight,
            highest=one.highest,
            lowest_passing=one.lowest_passing,
        )


def _write_requirements(call: Call, requirements: Sequence[RequirementFields]) -> None:
    rows = [
        Requirement.objects.create(
            call=call,
            order=order,
            kind=one.kind.value,
            parameters=dict(one.parameters),
            text=dict(one.text),
            is_essential=one.essential,
        )
        for order, one in enumerate(requirements, 1)
    ]
    for row in rows:
        place = row.parameters.get("experience")
        if row.kind == RequirementKind.DEGREE and place:
            row.parameters["experience"] = str(rows[int(place) - 1].pk)
            row.save(update_fields=["parameters"])
