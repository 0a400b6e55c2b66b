"""Name a panel, and release its members."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, Interview, Mark, PanelMember
from jalon.workspace.recruitment.queries.kept_from import is_kept_away
from jalon.workspace.recruitment.queries.panels import may_replace
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.assessing import hold_call
from jalon.workspace.recruitment.services.following import give_reason, note, take

BEFORE_DECISION = frozenset(set(CallState) - {CallState.DECIDED, CallState.CANCELLED})


@transaction.atomic
def name_member(
    *,
    call_id: int,
    version: int,
    user: User,
    role: PanelRole,
    sex: str = "",
    region: str = "",
    is_outside: bool = False,
    by: User,
) -> PanelMember:
    """Put somebody on the panel, in a role; who had left comes back and declares again."""
    call = take(call_id, version, by, Permission.CALL_EDIT)
    return _seat(call, user, role, sex, region, is_outside, by)


@transaction.atomic
def replace_member(
    *,
    call_id: int,
    version: int,
    member_id: int,
    user: User,
    reason: str,
    sex: str = "",
    region: str = "",
    is_outside: bool = False,
    by: User,
) -> PanelMember:
    """Put a substitute into the seat of a member, who is released."""
    reader = hold_call(call_id, by, version)
    if is_kept_away(by, reader.call):
        raise RuleBroken("conflict-declared")
    row = reader.call.panel.get(pk=member_id, left_at=None)
    if not may_replace(reader, row):
        raise PermissionDenied
    _release(reader.call, row, reason, by)
    return _seat(reader.call, user, PanelRole(row.role), sex, region, is_outside, by)


def _seat(
    call: Call, user: User, role: PanelRole, sex: str, region: str, is_outside: bool, by: User
) -> PanelMember:
    _check_time(call)
    if user.kind != Kind.STAFF or not user.is_active:
        raise RuleBroken("panel-of-staff")
    if call.panel.filter(user=user, left_at=None).exists():
        raise RuleBroken("panel-member-twice")
    facts: dict[str, Any] = {"role": role.value, "is_outside": is_outside}
    row, _made = PanelMember.objects.update_or_create(
        call=call,
        user=user,
        defaults={
            **facts,
            "sex": sex,
            "region": region,
            "left_at": None,
            "declared_at": None,
            "declaration": "",
        },
    )
    for interview in Interview.objects.filter(application__call=call, held_at__isnull=False):
        interview.absent.add(row)  # nobody marks whom they have not heard
    note(call, "recruitment.member-named", by=by, member=user.pk, **facts)
    return row


@transaction.atomic
def release_member(
    *, call_id: int, version: int, member_id: int, reason: str, by: User
) -> PanelMember:
    """Let a member go; their locked marks stay, those that are open count no more."""
    call = take(call_id, version, by, Permission.CALL_EDIT)
    row = call.panel.get(pk=member_id, left_at=None)
    _release(call, row, reason, by)
    return row


def end_seats(leaver: User, _successor: User, programme: Programme | None, by: User) -> int:
    """Release who leaves the office from the panels of calls that go on; return how many."""
    seats = PanelMember.objects.filter(user=leaver, left_at=None, call__state__in=BEFORE_DECISION)
    if programme:
        seats = seats.filter(call__programme=programme)
    rows = list(seats.order_by("call"))
    calls = {
        call.pk: call
        for call in Call.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.call_id for row in rows])
        .order_by("pk")
    }
    for row in rows:
        _release(calls[row.call_id], row, gettext("Has left the office."), by)
    return len(rows)


def _release(call: Call, row: PanelMember, reason: str, by: User) -> None:
    """End a seat; marks that are locked stay, those that are open are set aside for that reason."""
    _check_time(call)
    if not reason.strip():
        raise RuleBroken("member-released-without-reason")
    row.left_at = timezone.now()
    row.save(update_fields=["left_at"])
    aside = open_marks(row).count()
    facts: dict[str, Any] = {"member": row.user_id, "open_marks_set_aside": aside}
    note(call, "recruitment.member-released", by=by, **facts)
    give_reason(row, call, by=by, reason=reason)


def open_marks(row: PanelMember) -> QuerySet[Mark]:
    """Return what a member has marked and not locked."""
    return Mark.objects.filter(
        scorer=row.user_id, criterion__call=row.call_id, locked_at__isnull=True
    )


def _check_time(call: Call) -> None:
    if CallState(call.state) not in BEFORE_DECISION:
        raise RuleBroken("assessment-not-now", state=call.state)
