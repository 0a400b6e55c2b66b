"""Keep versions of a text, and hand them in to be cleared."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import (
    Comment,
    Delay,
    Document,
    DocumentVersion,
    Obligation,
    Round,
    Step,
    StoredFile,
)
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.rules import review
from jalon.workspace.documents.rules.deadlines import needs_reason
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.states import (
    NEXT_DOCUMENT,
    NEXT_OBLIGATION,
    Action,
    DocumentState,
    ObligationState,
    after,
)
from jalon.workspace.documents.services.steps import lay_chain, opened_at
from jalon.workspace.documents.services.telling import tell_of_steps
from jalon.workspace.programmes.rules import Status, end_of_day
from jalon.workspace.programmes.services.locking import locked, touch

TO_WRITE = {DocumentState.DRAFT, DocumentState.RETURNED}


@transaction.atomic
def keep_version(
    *, document_id: int, version: int, file: StoredFile, by: User, what_changed: str = ""
) -> DocumentVersion:
    """Keep a version without handing it in."""
    document = _for_writing(document_id, version, by)
    if document.state not in TO_WRITE:
        raise RuleBroken("document-not-open")
    kept = _add(document, file, what_changed, by)
    touch(document)
    record(
        by=by,
        what="documents.version-kept",
        target=document,
        programme_id=document.programme_id,
        after={"number": kept.number, "sha256": kept.sha256, "what_changed": what_changed},
    )
    return kept


@transaction.atomic
def submit_version(
    *,
    document_id: int,
    version: int,
    by: User,
    file: StoredFile | None = None,
    what_changed: str = "",
    late_reason: str = "",
) -> DocumentVersion:
    """Hand in a version: the one given, or the last that was kept.

    From a draft or a returned text it opens the next round. While nobody has decided in a round,
    a better version takes the place of the one before.
    """
    document = _for_writing(document_id, version, by)
    review.check_reportable(Kind(document.kind), Status(document.programme.status))
    before = DocumentState(document.state)
    if before is DocumentState.SUBMITTED and by.pk not in authors_of(document):
        raise PermissionDenied
    document.state = after(NEXT_DOCUMENT, before, Action.SUBMIT)
    _check_round(document)
    submitted = _add(document, file, what_changed, by) if file else _last(document)
    now = timezone.now()
    _submit_obligation(document, late_reason, by, now)
    submitted.submitted_at = now
    submitted.save(update_fields=["submitted_at"])
    steps: list[Step] = []
    if before is not DocumentState.SUBMITTED:
        document.round += 1
        opened = Round.objects.create(document=document, number=document.round, opened_at=now)
        steps = lay_chain(document, opened, now)
    touch(document, "state", "round")
    record(
        by=by,
        what="documents.submitted",
        target=document,
        programme_id=document.programme_id,
        before={"state": before},
        after={
            "state": document.state,
            "round": document.round,
            "number": submitted.number,
            "sha256": submitted.sha256,
            "what_changed": submitted.what_changed,
        },
        reason=late_reason,
    )
    tell_of_steps(opened_at(steps, now), by)
    return submitted


def _for_writing(document_id: int, version: int, by: User) -> Document:
    document = locked(Document.objects, document_id, version)
    permissions.check(by, Permission.DOCUMENT_WRITE, document)
    return document


def _check_round(document: Document) -> None:
    """Insist on answers to the last round, or that the running one is still undecided."""
    running = document.rounds.filter(closed_at=None).first()
    if running is None:
        unanswered = Comment.objects.filter(
            round__document=document, response="", settled_at=None
        ).count()
        review.check_answered(unanswered)
    else:
        decided = [Step.Decision.CLEARED, Step.Decision.RETURNED]
        review.check_undecided(running.steps.filter(decision__in=decided).count())


def _add(document: Document, file: StoredFile, what_changed: str, by: User) -> DocumentVersion:
    if file.programme_id not in {None, document.programme_id}:
        raise RuleBroken("file-of-another-programme")
    if file.by_id != by.pk:
        raise RuleBroken("file-of-someone-else")
    last = document.versions.order_by("-number").first()
    if last is not None and last.sha256 == file.sha256:
        raise RuleBroken("same-file", number=last.number)
    return DocumentVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        file=file,
        sha256=file.sha256,
        what_changed=what_changed,
        by=by,
    )


def _last(document: Document) -> DocumentVersion:
    last = document.versions.order_by("-number").first()
    if last is None:
        raise RuleBroken("nothing-to-submit")
    if last.submitted_at is not None:
        raise RuleBroken("nothing-new-to-submit", number=last.number)
    return last


def _submit_obligation(document: Document, late_reason: str, by: User, now: datetime) -> None:
    if document.obligation_id is None:
        return
    obligation = locked(Obligation.objects, document.obligation_id)
    state = ObligationState(obligation.state)
    if needs_reason(state, due_at=obligation.due_at, expected_at=obligation.expected_at, now=now):
        if not late_reason.strip():
            raise RuleBroken("late-without-reason")
        zone = obligation.due_zone
        handed_in = end_of_day(now.astimezone(ZoneInfo(zone)).date(), zone)
        Delay.objects.create(obligation=obligation, reason=late_reason, due_at=handed_in, by=by)
        obligation.expected_at = handed_in
    obligation.state = after(NEXT_OBLIGATION, state, Action.SUBMIT)
    touch(obligation, "state", "expected_at")
