"""Give marks apart, lock them, and change them afterwards with a reason."""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import Application, Call, Mark
from jalon.workspace.recruitment.queries.marks import StageMarks, marks_of
from jalon.workspace.recruitment.queries.ready import check_ready_for
from jalon.workspace.recruitment.queries.seen import Reader
from jalon.workspace.recruitment.rules import scoring
from jalon.workspace.recruitment.rules import sheets as rules
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.criteria import check_mark
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.services.assessing import (
    check_in,
    hold_call,
    keep,
    take_application,
)

Given = dict[int, tuple[Decimal | None, str]]  # criterion -> mark and note


@transaction.atomic
def save_marks(
    *, call_id: int, application_id: int, stage: Stage, given: Given, by: User
) -> Application:
    """Keep marks and notes as they are filled in; they may be incomplete until they are locked."""
    _reader, application, marks = _take(call_id, application_id, stage, by)
    sheets = marks.sheets(application.pk)
    rules.check_begin(sheets, scorer=str(by.pk), least=marks.wanted(application.pk))
    rules.check_open(sheets, scorer=str(by.pk))
    criteria = {row.pk: scored for row, scored in zip(marks.rows, marks.criteria, strict=True)}
    for criterion_id, (value, note) in given.items():
        if criterion_id not in criteria:
            raise PermissionDenied
        if value is not None:
            check_mark(criteria[criterion_id], Fraction(value))
        Mark.objects.update_or_create(
            criterion_id=criterion_id,
            application=application,
            scorer=by,
            defaults={"value": value, "note": note.strip()},
        )
    return application


@transaction.atomic
def lock_marks(*, call_id: int, application_id: int, stage: Stage, by: User) -> Application:
    """Lock one's own marks of an application: from here on, changes have a reason."""
    _reader, application, marks = _take(call_id, application_id, stage, by)
    own = next((s for s in marks.sheets(application.pk) if s.scorer == str(by.pk)), None)
    if own is None:
        raise RuleBroken("marks-missing", keys=[each.key for each in marks.criteria])
    rules.check_open(marks.sheets(application.pk), scorer=str(by.pk))
    scoring.check_lock(marks.criteria, own.marks)
    now = timezone.now()
    for mark in marks.of(application.pk, by.pk).values():
        mark.locked_at, mark.locked_value = now, mark.value
        mark.save(update_fields=["locked_at", "locked_value"])
    keep(application, "recruitment.marks-locked", by, stage=stage.value)
    return application


@transaction.atomic
def change_mark(
    *,
    call_id: int,
    application_id: int,
    criterion_id: int,
    value: Decimal,
    reason: str,
    by: User,
) -> Mark:
    """Change one's own locked mark once all have locked; the mark before it stays on record."""
    call = Call.objects.get(pk=call_id)
    stage = Stage(call.criteria.get(pk=criterion_id).stage)
    _reader, application, marks = _take(call_id, application_id, stage, by)
    if not marks.closed(application.pk):
        raise RuleBroken("marks-locked")
    scoring.check_change(marks.sheets(application.pk), scorer=str(by.pk), reason=reason)
    row = marks.of(application.pk, by.pk)[criterion_id]
    scored = dict(zip([r.pk for r in marks.rows], marks.criteria, strict=True))[criterion_id]
    check_mark(scored, Fraction(value))
    before = row.value
    row.value, row.changed_reason = value, reason.strip()
    row.save(update_fields=["value", "changed_reason"])
    keep(
        application,
        "recruitment.mark-changed",
        by,
        reason=reason,
        stage=stage.value,
        criterion=scored.key,
        mark_before=str(before),
        mark=str(value),
    )
    return row


def _take(
    call_id: int, application_id: int, stage: Stage, by: User
) -> tuple[Reader, Application, StageMarks]:
    """Return what is marked, if `by` may mark it at this stage now."""
    reader = hold_call(call_id, by)
    if not reader.standing.scores:
        raise PermissionDenied
    check_in(reader, CallState.ASSESSMENT)
    application = take_application(reader, application_id)
    check_ready_for(stage, application, now=timezone.now())
    marks = marks_of(reader.call, stage, [application.pk], panel=reader.panel)
    heard = marks.absent.get(application.pk, frozenset())
    if by.pk in heard:
        raise RuleBroken("interview-not-heard")
    return reader, application, marks
