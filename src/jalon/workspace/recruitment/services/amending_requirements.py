"""Change what a published call asks: everybody is told, and has time to answer it anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Amendment, Call, Requirement
from jalon.workspace.recruitment.queries.facts import facts_of as facts_of_call
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, Missing, after, missing_for
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.amending import publish_amendment
from jalon.workspace.recruitment.services.following import note, take
from jalon.workspace.recruitment.services.requirements import check_list, facts_of

K = RequirementKind
CHANGED = ("requirements",)


@transaction.atomic
def amend_requirement(
    *,
    call_id: int,
    version: int,
    kind: RequirementKind,
    parameters: Mapping[str, Any],
    text: Mapping[str, str],
    essential: bool,
    what: Mapping[str, str],
    reason: str,
    closes_at: datetime | None,
    by: User,
    requirement_id: int | None = None,
) -> Amendment:
    """Change a requirement of a published call, or add one at the end."""
    call = _out(call_id, version, by, reason)
    row = _row(call, requirement_id, kind)
    row.kind, row.parameters = kind.value, dict(parameters)
    row.text, row.is_essential = dict(text), essential
    row.save()
    event = "recruitment.requirement-edited" if requirement_id else "recruitment.requirement-added"
    return _publish(call, event, row, what, reason, closes_at, by)


@transaction.atomic
def drop_requirement(
    *,
    call_id: int,
    version: int,
    requirement_id: int,
    what: Mapping[str, str],
    reason: str,
    closes_at: datetime | None,
    by: User,
) -> Amendment:
    """Ask this no more of candidates of a published call."""
    call = _out(call_id, version, by, reason)
    row = call.requirements.get(pk=requirement_id)
    call.requirements.filter(pk=row.pk).delete()
    event = "recruitment.requirement-removed"
    return _publish(call, event, row, what, reason, closes_at, by)


def _out(call_id: int, version: int, by: User, reason: str) -> Call:
    call = take(call_id, version, by, Permission.CALL_PUBLISH)
    after(CallState(call.state), CallStep.AMEND, reason=reason)
    return call


def _row(call: Call, requirement_id: int | None, kind: RequirementKind) -> Requirement:
    """Return the row to be written: a question is asked anew, so that no old answer counts."""
    if requirement_id is None:
        last = call.requirements.order_by("-order").first()
        return Requirement(call=call, order=last.order + 1 if last else 1)
    row: Requirement = call.requirements.get(pk=requirement_id)
    if K.DECLARED in {row.kind, kind}:
        row.delete()
        return Requirement(call=call, order=row.order)
    return row


def _publish(
    call: Call,
    event: str,
    row: Requirement,
    what: Mapping[str, str],
    reason: str,
    closes_at: datetime | None,
    by: User,
) -> Amendment:
    check_list(call)
    lacking = set(missing_for(CallStep.PUBLISH, facts_of_call(call, CallStep.PUBLISH)))
    if gone := lacking & {Missing.AUDIENCE, Missing.REQUIREMENTS}:
        raise RuleBroken("call-not-ready", step=CallStep.PUBLISH, missing=tuple(gone))
    made = publish_amendment(call, {}, CHANGED, what, reason, closes_at, by)
    note(call, event, by=by, reason=reason, amendment=made.number, **facts_of(row))
    return made
