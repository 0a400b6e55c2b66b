"""Record that an appeal was lodged against a decision, and later how it was answered."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Appeal
from jalon.workspace.recruitment.rules.appeals import AppealOutcome, check_answered, check_lodged
from jalon.workspace.recruitment.services.following import note as note_event
from jalon.workspace.recruitment.services.following import take


@transaction.atomic
def lodge_appeal(*, call_id: int, version: int, lodged: date, note: str, by: User) -> Appeal:
    """Record an appeal against the newest decision: from now on nothing of the call is purged."""
    call = take(call_id, version, by, Permission.CALL_PUBLISH)
    decision = call.decisions.order_by("-pk").first()
    if decision is None:
        raise RuleBroken("appeal-without-decision")
    check_lodged(lodged, decided=timezone.localdate(decision.at), today=timezone.localdate())
    appeal = Appeal.objects.create(decision=decision, lodged_date=lodged, note=note.strip(), by=by)
    note_event(call, "recruitment.appeal-lodged", by=by, lodged_date=lodged.isoformat())
    return appeal


@transaction.atomic
def answer_appeal(
    *,
    call_id: int,
    version: int,
    appeal_id: int,
    answered: date,
    outcome: AppealOutcome,
    by: User,
) -> Appeal:
    """Record the answer to an appeal: the periods of the call count from its day."""
    call = take(call_id, version, by, Permission.CALL_PUBLISH)
    appeal = Appeal.objects.get(pk=appeal_id, decision__call=call)
    check_answered(
        answered,
        lodged=appeal.lodged_date,
        today=timezone.localdate(),
        is_open=appeal.answered_date is None,
    )
    appeal.answered_date, appeal.outcome, appeal.answered_by = answered, outcome, by
    appeal.save(update_fields=["answered_date", "outcome", "answered_by"])
    facts = {"answered_date": answered.isoformat(), "outcome": outcome}
    note_event(call, "recruitment.appeal-answered", by=by, **facts)
    return appeal
