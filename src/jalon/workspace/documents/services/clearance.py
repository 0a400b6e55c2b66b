"""Decide on texts: clear a step, return the text, accept it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.rules.chain import Hat
from jalon.workspace.documents.rules.review import check_reason
from jalon.workspace.documents.rules.states import (
    NEXT_DOCUMENT,
    NEXT_OBLIGATION,
    NEXT_STEP,
    Action,
    DocumentState,
    ObligationState,
    after,
)
from jalon.workspace.documents.services.steps import is_cleared, open_next, opened_at
from jalon.workspace.documents.services.telling import tell_of_return, tell_of_steps
from jalon.workspace.documents.services.withdrawing import close_round
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def clear_step(*, step_id: int, version: int, by: User, reason: str = "") -> Step:
    """Clear one step; the last of the office's steps hands the text over."""
    step, document, hat = _held(step_id, version, by)
    if step.is_acceptance:
        raise RuleBroken("acceptance-is-not-clearance")
    before = document.state
    now = timezone.now()
    _decide(step, Action.CLEAR, hat, reason, by, now)
    steps = open_next(document, now)
    if is_cleared(steps):
        _move(document, Action.CLEAR)
        document.handed_over_at = document.handed_over_at or now
        last = document.versions.filter(submitted_at__isnull=False).order_by("-number")[:1]
        document.versions.filter(pk__in=[row.pk for row in last]).update(handed_over_at=now)
    touch(document, "state", "handed_over_at")
    _record(document, step, "documents.step-cleared", before, hat, reason, by)
    tell_of_steps(opened_at(steps, now), by)
    return step


@transaction.atomic
def return_document(*, step_id: int, version: int, reason: str, by: User) -> Document:
    """Send the text back to its author with a reason, from a step or from its receiver."""
    step, document, hat = _held(step_id, version, by)
    check_reason(reason)
    before = document.state
    _decide(step, Action.RETURN, hat, reason, by, timezone.now())
    close_round(document)
    _move(document, Action.RETURN)
    touch(document, "state")
    _record(document, step, "documents.returned", before, hat, reason, by)
    tell_of_return(document, by)
    return document


@transaction.atomic
def accept_document(*, document_id: int, version: int, by: User, note: str = "") -> Document:
    """Accept a cleared text for its receiver; the office says on what letter, if it does it."""
    document = locked(Document.objects, document_id, version)
    found = document.steps.open().filter(is_acceptance=True).first()
    if found is None:
        raise RuleBroken("action-not-open", action=Action.ACCEPT, state=document.state)
    step, document, hat = _held(found.pk, version, by)
    outside = document.obligation is not None and document.obligation.owed_to_organisation_id
    if outside and not note.strip() and not permissions.is_receiver(by, document):
        raise RuleBroken("acceptance-on-what-letter")
    before = document.state
    now = timezone.now()
    _decide(step, Action.CLEAR, hat, note, by, now)
    document.accepted_at = now
    _move(document, Action.ACCEPT)
    close_round(document)
    touch(document, "state", "accepted_at")
    _record(document, step, "documents.accepted", before, hat, note, by)
    return document


def _held(step_id: int, version: int, by: User) -> tuple[Step, Document, Hat]:
    """Return an open step and its text, held, and the hat under which `by` may decide."""
    step = Step.objects.select_related("document").get(pk=step_id)
    document = locked(Document.objects, step.document_id, version)
    step = Step.objects.select_for_update().get(pk=step_id)
    step.document = document
    return step, document, permissions.decider(by, step, authors_of(document))


def _decide(step: Step, action: Action, hat: Hat, reason: str, by: User, now: datetime) -> None:
    step.decision = after(NEXT_STEP, step.state, action).value
    step.decided_by = by
    step.on_behalf_of_id = hat.on_behalf_of
    step.decided_at = now
    step.reason = reason
    step.save(update_fields=["decision", "decided_by", "on_behalf_of", "decided_at", "reason"])


def _move(document: Document, action: Action) -> None:
    """Take the text, and what it is owed for, to the next state; the caller saves the text."""
    document.state = after(NEXT_DOCUMENT, DocumentState(document.state), action)
    if document.obligation_id is None:
        return
    obligation = locked(Obligation.objects, document.obligation_id)
    obligation.state = after(NEXT_OBLIGATION, ObligationState(obligation.state), action)
    if obligation.state == ObligationState.ACCEPTED:
        obligation.closed_at = timezone.now()
    touch(obligation, "state", "closed_at")


def _record(
    document: Document, step: Step, what: str, before: str, hat: Hat, reason: str, by: User
) -> None:
    record(
        by=by,
        what=what,
        target=document,
        programme_id=document.programme_id,
        before={"state": before},
        after={
            "state": document.state,
            "round": document.round,
            "step": step.title,
            "on_behalf_of": hat.on_behalf_of,
        },
        reason=reason,
    )
