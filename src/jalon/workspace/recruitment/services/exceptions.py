"""Let somebody hand in after the deadline: recorded, with its reason and its end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call, LateEntry
from jalon.workspace.recruitment.queries.kept_from import is_kept_away
from jalon.workspace.recruitment.queries.taking import TAKING, exception_for
from jalon.workspace.recruitment.rules.deadlines import check_exception
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.services.letters import write_letter


@transaction.atomic
def allow_late_entry(
    *, call_id: int, email: str, until: datetime, reason: str, by: User
) -> LateEntry:
    """Let one candidate hand in until an instant, as long as nobody has opened applications."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call_id)
    permissions.check(by, Permission.CALL_EDIT, call)
    if is_kept_away(by, call):
        raise RuleBroken("conflict-declared")
    if call.closes_at is None or call.published_at is None:
        raise RuleBroken("application-closed")
    opened = 0 if call.state in TAKING else max(1, call.applications.count())
    person = User.objects.filter(email__iexact=email, kind=Kind.CANDIDATE, is_active=True).first()
    if person is None:
        raise RuleBroken("candidate-unknown")
    earlier = exception_for(call, person.pk)
    check_exception(
        deadline=call.closes_at,
        until=until,
        reason=reason,
        opened=opened,
        now=timezone.now(),
        promised=earlier.until if earlier else None,
    )
    entry, _made = LateEntry.objects.update_or_create(
        call=call, candidate=person, defaults={"until": until, "reason": reason, "by": by}
    )
    write_letter(
        candidate=person,
        kind=MessageKind.EXCEPTION,
        call=call,
        facts={"until": until},
        by=by,
    )
    record(
        by=by,
        what="recruitment.late-entry-allowed",
        target=entry,
        programme_id=call.programme_id,
        before={"until": earlier.until.isoformat()} if earlier else {},
        after={"until": until.isoformat(), "candidate": person.pk},
        reason=reason,
    )
    return entry
