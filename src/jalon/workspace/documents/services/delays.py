"""Record why a paper is late, and until when it is promised now."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Delay, Obligation
from jalon.workspace.documents.rules.delays import check_delay
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.programmes.rules import end_of_day
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def record_delay(
    *,
    obligation_id: int,
    version: int,
    reason: str,
    new_date: date,
    next_action: str,
    by: User,
) -> Delay:
    """Promise a paper for another day; the day on which it was due stays on record."""
    obligation = locked(Obligation.objects, obligation_id, version)
    if not permissions.can_record_delay(by, obligation):
        raise PermissionDenied
    promised_at = end_of_day(new_date, obligation.due_zone)
    check_delay(
        ObligationState(obligation.state),
        due_at=obligation.due_at,
        promised_at=promised_at,
        reason=reason,
        next_action=next_action,
        now=timezone.now(),
    )
    delay = Delay.objects.create(
        obligation=obligation, reason=reason, due_at=promised_at, next_action=next_action, by=by
    )
    before = obligation.expected_at
    obligation.expected_at = promised_at
    touch(obligation, "expected_at")
    record(
        by=by,
        what="documents.delayed",
        target=obligation,
        programme_id=obligation.programme_id,
        before={"expected_at": before},
        after={"expected_at": promised_at, "next_action": next_action},
        reason=reason,
    )
    return delay
