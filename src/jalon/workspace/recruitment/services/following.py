"""Take a call for a step: held, unchanged since it was read, and with what has happened to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.programmes.services.locking import locked, touch
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call, PlannedStage
from jalon.workspace.recruitment.queries.kept_from import is_kept_away
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.rules.calls import CallState

HAPPENED = {
    CallState.CLEARED: "recruitment.notice-cleared",
    CallState.DRAFT: "recruitment.notice-came-back",
    CallState.CLOSED: "recruitment.closed",
}


def take(call_id: int, version: int | None, by: User, permission: Permission) -> Call:
    """Return the call, held until the transaction ends, if `by` may and has seen its version.

    Who has declared what keeps them from all its candidates does not run it either.
    """
    call = locked(Call.objects, call_id, version)
    permissions.check(by, permission, call)
    if is_kept_away(by, call):
        raise RuleBroken("conflict-declared")
    settle(call, timezone.now())
    return call


def settle(call: Call, now: datetime) -> None:
    """Write down what the notice's clearance or the clock has made of a held call."""
    state = state_of(call, now)
    if state == call.state:
        return
    before = call.state
    call.state = state
    if call.notice is not None and call.notice.state == DocumentState.WITHDRAWN:
        call.notice = None
    call.save(update_fields=["state", "notice"])
    reach(call, state, call.closes_at if state is CallState.CLOSED else now)
    _record(call, HAPPENED[state], {"state": before}, {"state": state}, None, "")


def reach(call: Call, stage: CallState, at: datetime | None) -> None:
    """Note when a stage was reached."""
    PlannedStage.objects.update_or_create(call=call, stage=stage, defaults={"reached_at": at})


def write(
    call: Call, values: Mapping[str, Any], *, what: str, by: User, reason: str = ""
) -> dict[str, Any]:
    """Give a held call new values and its next version, with its event; return what changed."""
    before = {name: call.serializable_value(name) for name in values}
    for name, value in values.items():
        setattr(call, name, value)
    after = {name: call.serializable_value(name) for name in values}
    changed = [name for name in values if before[name] != after[name]]
    touch(call, *values)
    then = {name: before[name] for name in changed}
    now = {name: after[name] for name in changed}
    _record(call, what, then, now, by, reason)
    return now


def note(call: Call, what: str, *, by: User, reason: str = "", **facts: Any) -> None:
    """Give a held call its next version, and record what was done to what belongs to it."""
    touch(call)
    _record(call, what, {}, facts, by, reason)


def give_reason(row: Model, call: Call, *, by: User, reason: str) -> None:
    """Record why something was done about somebody: with what can be erased, not with the call."""
    record(
        by=by,
        what="recruitment.reason-given",
        target=row,
        programme_id=call.programme_id,
        after={"call": call.pk},
        reason=reason,
    )


def _record(
    call: Call,
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: User | None,
    reason: str,
) -> None:
    record(
        by=by,
        what=what,
        target=call,
        programme_id=call.programme_id,
        before=before,
        after=after,
        reason=reason,
    )
