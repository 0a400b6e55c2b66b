"""Say what a call asks of candidates, so that rules can look for it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Call, Requirement
from jalon.workspace.recruitment.queries.requirements import requirements_of
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.editing import check_draft
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.rules.requirements import check_requirements
from jalon.workspace.recruitment.services.following import note, take

ASIDE = 32_000  # where a row waits while two change places


@transaction.atomic
def add_requirement(
    *,
    call_id: int,
    version: int,
    kind: RequirementKind,
    parameters: Mapping[str, Any],
    text: Mapping[str, str],
    essential: bool,
    by: User,
) -> Requirement:
    """Add a requirement at the end of the list."""
    call = _draft(call_id, version, by)
    last = call.requirements.order_by("-order").first()
    row = Requirement.objects.create(
        call=call,
        order=last.order + 1 if last else 1,
        kind=kind.value,
        parameters=dict(parameters),
        text=dict(text),
        is_essential=essential,
    )
    check_list(call)
    note(call, "recruitment.requirement-added", by=by, **facts_of(row))
    return row


@transaction.atomic
def edit_requirement(
    *,
    call_id: int,
    version: int,
    requirement_id: int,
    kind: RequirementKind,
    parameters: Mapping[str, Any],
    text: Mapping[str, str],
    essential: bool,
    by: User,
) -> Requirement:
    """Change a requirement; one that only a person could judge may become a rule."""
    call = _draft(call_id, version, by)
    row = call.requirements.get(pk=requirement_id)
    row.kind, row.parameters = kind.value, dict(parameters)
    row.text, row.is_essential = dict(text), essential
    row.save()
    check_list(call)
    note(call, "recruitment.requirement-edited", by=by, **facts_of(row))
    return row


@transaction.atomic
def remove_requirement(*, call_id: int, version: int, requirement_id: int, by: User) -> Call:
    """Take a requirement out of the list."""
    call = _draft(call_id, version, by)
    row = call.requirements.get(pk=requirement_id)
    facts = facts_of(row)
    row.delete()
    check_list(call)
    note(call, "recruitment.requirement-removed", by=by, **facts)
    return call


@transaction.atomic
def raise_requirement(*, call_id: int, version: int, requirement_id: int, by: User) -> Call:
    """Move a requirement one place up; the first one stays where it is."""
    call = _draft(call_id, version, by)
    row = call.requirements.get(pk=requirement_id)
    above = call.requirements.filter(order__lt=row.order).order_by("-order").first()
    if above is not None:
        here, there = row.order, above.order
        for each, order in ((row, ASIDE), (above, here), (row, there)):
            each.order = order
            each.save(update_fields=["order"])
    note(call, "recruitment.requirement-edited", by=by, **facts_of(row))
    return call


def _draft(call_id: int, version: int, by: User) -> Call:
    call = take(call_id, version, by, Permission.CALL_EDIT)
    check_draft(CallState(call.state))
    return call


def check_list(call: Call) -> None:
    """Refuse a list that no form could ask; name a requirement by its place, as the page does."""
    rows = list(call.requirements.all())
    places = {str(row.pk): row.order for row in rows}
    try:
        check_requirements(requirements_of(rows))
    except RuleBroken as error:
        key = str(error.params.get("key", ""))
        named = {**error.params, "key": places.get(key, key)}
        raise RuleBroken(error.code, **named) from error


def facts_of(row: Requirement) -> dict[str, Any]:
    """Return what the trail keeps of a requirement."""
    return {
        "kind": row.kind,
        "order": row.order,
        "parameters": row.parameters,
        "essential": row.is_essential,
    }
