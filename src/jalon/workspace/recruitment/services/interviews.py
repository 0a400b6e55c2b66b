"""Plan interviews, say who heard whom, set the questions, and keep what a centre found."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import (
    Application,
    CentreOutcome,
    Criterion,
    Interview,
    Listing,
    Question,
)
from jalon.workspace.recruitment.queries.seen import Reader
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.deadlines import check_zone
from jalon.workspace.recruitment.rules.kinds import CentreResult, ListKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.assessing import (
    check_edits,
    check_in,
    hold_call,
    keep,
    take_application,
)
from jalon.workspace.recruitment.services.following import note


@transaction.atomic
def plan_interview(
    *,
    call_id: int,
    application_id: int,
    starts_at: datetime,
    zone: str,
    where: str = "",
    accommodation: str = "",
    by: User,
) -> Interview:
    """Say when, by whose clock, and where a candidate on the short list is heard."""
    reader = _run(call_id, by)
    check_zone(zone)
    application = short_listed(reader, application_id, field="accommodation")
    if Interview.objects.filter(application=application, held_at__isnull=False).exists():
        raise RuleBroken("interview-held")
    row, _made = Interview.objects.update_or_create(
        application=application,
        defaults={
            "starts_at": starts_at,
            "zone": zone,
            "where": where.strip(),
            "accommodation": accommodation.strip(),
        },
    )
    keep(
        application,
        "recruitment.interview-planned",
        by,
        starts_at=starts_at.isoformat(),
        zone=zone,
    )
    return row


@transaction.atomic
def hold_interview(
    *, call_id: int, application_id: int, absent: Collection[int], by: User
) -> Interview:
    """Say that a candidate was heard, and which members of the panel were not there."""
    reader = _run(call_id, by)
    application = short_listed(reader, application_id)
    row = Interview.objects.select_for_update().get(application=application)
    now = timezone.now()
    if row.starts_at > now:
        raise RuleBroken("interview-not-begun")
    row.held_at = row.held_at or now
    row.save(update_fields=["held_at"])
    row.absent.set(reader.call.panel.filter(pk__in=absent))
    away = sorted(row.absent.values_list("user", flat=True))
    keep(application, "recruitment.interview-held", by, absent=away)
    return row


@transaction.atomic
def set_questions(
    *,
    call_id: int,
    version: int,
    criterion_id: int,
    questions: Sequence[dict[str, str]],
    by: User,
) -> Criterion:
    """Set what every candidate is asked for one criterion, before the first is heard."""
    reader = hold_call(call_id, by, version)
    if not reader.edits and reader.standing.role is not PanelRole.CHAIR:
        raise PermissionDenied
    check_in(reader, CallState.SCREENING, CallState.ASSESSMENT)
    if Interview.objects.filter(application__call=reader.call, held_at__isnull=False).exists():
        raise RuleBroken("interview-held")
    row = reader.call.criteria.get(pk=criterion_id, stage=Stage.INTERVIEW)
    row.questions.all().delete()
    Question.objects.bulk_create(
        Question(criterion=row, order=order, text=text) for order, text in enumerate(questions, 1)
    )
    note(reader.call, "recruitment.questions-set", by=by, criterion=row.order, count=len(questions))
    return row


def may_record_centre(reader: Reader) -> bool:
    """Tell whether somebody records what the centre found: human resources, or who runs it."""
    if reader.standing.excluded:
        return False
    return reader.edits or reader.standing.role is PanelRole.HUMAN_RESOURCES


@transaction.atomic
def record_centre(
    *,
    call_id: int,
    application_id: int,
    outcome: CentreResult,
    held_date: date,
    note: str = "",
    by: User,
) -> CentreOutcome:
    """Keep what the assessment centre found of a candidate."""
    reader = hold_call(call_id, by)
    if not may_record_centre(reader):
        raise PermissionDenied
    check_in(reader, CallState.ASSESSMENT)
    application = short_listed(reader, application_id)
    if held_date > timezone.localdate():
        raise RuleBroken("centre-in-the-future")
    before = CentreOutcome.objects.filter(application=application).first()
    turned = before is not None and before.outcome != outcome
    if turned and not note.strip():
        raise RuleBroken("centre-changed-without-reason")
    row, _made = CentreOutcome.objects.update_or_create(
        application=application,
        defaults={
            "outcome": outcome.value,
            "held_date": held_date,
            "note": note.strip(),
            "by": by,
            "at": timezone.now(),
        },
    )
    was = {"was": before.outcome} if before else {}
    reason = note if turned else ""
    keep(application, "recruitment.centre-recorded", by, reason=reason, outcome=row.outcome, **was)
    return row


def short_listed(reader: Reader, application_id: int, *, field: str = "") -> Application:
    """Return an application on the short list that the reader may see, and this field of it."""
    application = take_application(reader, application_id, field=field)
    if not Listing.objects.filter(
        application=application, which=ListKind.SHORT, is_on=True
    ).exists():
        raise RuleBroken("marks-not-listed")
    return application


def _run(call_id: int, by: User) -> Reader:
    reader = hold_call(call_id, by)
    check_edits(reader)
    check_in(reader, CallState.ASSESSMENT)
    return reader
