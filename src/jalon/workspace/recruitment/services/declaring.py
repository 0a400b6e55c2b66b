"""Take what members of a panel declare: it is added to and ended, never rewritten."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call, Conflict, PanelMember
from jalon.workspace.recruitment.queries.panels import may_end_tie
from jalon.workspace.recruitment.queries.seen import handed_in
from jalon.workspace.recruitment.rules.access import AT_WORK, OPENED
from jalon.workspace.recruitment.rules.panel import EFFECT, Tie, TieEffect, check_declared_again
from jalon.workspace.recruitment.services.assessing import check_in, hold_call
from jalon.workspace.recruitment.services.following import note
from jalon.workspace.recruitment.services.panels import open_marks


@transaction.atomic
def declare(
    *, call_id: int, ties: Mapping[int, Tie], declaration: str = "", by: User
) -> PanelMember:
    """Declare what ties a member to each candidate; before it they are shown nothing.

    They may declare more: what they have already seen of somebody stays in the trail, and open
    marks of a candidate to whom they are tied are dropped. What kept them away stands.
    """
    reader = hold_call(call_id, by)
    if reader.member is None:
        raise PanelMember.DoesNotExist
    check_in(reader, *(OPENED & AT_WORK))
    row: PanelMember = PanelMember.objects.select_for_update().get(pk=reader.member.pk)
    known = set(handed_in(reader.call).values_list("pk", flat=True))
    kept = {pk: tie for pk, tie in reader.panel.ties[by.pk].items() if pk in known}
    check_declared_again(kept, ties)
    row.declared_at, row.declaration = timezone.now(), declaration.strip()
    row.save(update_fields=["declared_at", "declaration"])
    declared = {pk: tie for pk, tie in ties.items() if tie is not Tie.NONE and pk in known}
    _keep(row, kept, declared, reader.call, by)
    _drop_marks(row, declared)
    note(reader.call, "recruitment.declared", by=by, member=by.pk, ties=len(declared))
    return row


@transaction.atomic
def end_tie(*, call_id: int, version: int, tie_id: int, reason: str, by: User) -> Conflict:
    """End a tie that a member has declared, as who runs the call and for a reason; it stays."""
    reader = hold_call(call_id, by, version)
    check_in(reader, *(OPENED & AT_WORK))
    rows = Conflict.objects.standing().select_for_update(of=("self",)).select_related("member")
    row: Conflict = rows.get(pk=tie_id, member__call=reader.call)
    permissions.check(by, Permission.CALL_EDIT, reader.call)
    if not may_end_tie(reader, row.member):
        raise PermissionDenied
    if not reason.strip():
        raise RuleBroken("tie-ended-without-reason")
    _end(row, reader.call, by, reason.strip())
    note(reader.call, "recruitment.tie-ended", by=by, member=row.member.user_id)
    return row


def _keep(
    row: PanelMember, before: Mapping[int, Tie], now: Mapping[int, Tie], call: Call, by: User
) -> None:
    """End the ties that are declared otherwise now, and write down those that are new."""
    changed = [pk for pk, tie in before.items() if now.get(pk, Tie.NONE) is not tie]
    for old in row.conflicts.filter(ended_at=None, application__in=changed):
        _end(old, call, by, gettext("Declared otherwise."))
    for pk, tie in now.items():
        if before.get(pk) is not tie:
            made = Conflict.objects.create(member=row, application_id=pk, tie=tie.value)
            _record(made, "recruitment.tie-declared", call, by)


def _end(row: Conflict, call: Call, by: User, reason: str) -> None:
    row.ended_at, row.ended_by, row.ended_reason = timezone.now(), by, reason
    row.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    _record(row, "recruitment.tie-ended", call, by, reason)


def _record(row: Conflict, what: str, call: Call, by: User, reason: str = "") -> None:
    """Record a tie with the application, in what can be erased: it is about two persons."""
    record(
        by=by,
        what=what,
        target=row,
        programme_id=call.programme_id,
        after={"member": row.member.user_id, "application": row.application_id, "tie": row.tie},
        reason=reason,
    )


def _drop_marks(row: PanelMember, declared: Mapping[int, Tie]) -> None:
    open_ = open_marks(row)
    if any(EFFECT[tie] is TieEffect.PANEL for tie in declared.values()):
        open_.delete()
        return
    tied = [pk for pk, tie in declared.items() if EFFECT[tie] is TieEffect.THIS_CANDIDATE]
    open_.filter(application__in=tied).delete()
