"""Withdraw what nobody is to expect any more, and take it back if that was a mistake."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.rules.review import check_reason
from jalon.workspace.documents.rules.states import (
    NEXT_DOCUMENT,
    NEXT_OBLIGATION,
    Action,
    DocumentState,
    ObligationState,
    after,
)
from jalon.workspace.documents.services.facts import record_state
from jalon.workspace.documents.services.obligations import locked_with_text
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def withdraw_obligation(*, obligation_id: int, version: int, reason: str, by: User) -> Obligation:
    """Say that the paper is owed no more; its text goes with it."""
    row, before = _move_owed(obligation_id, version, Action.WITHDRAW, reason, by)
    record_state(row, before, what="documents.obligation-withdrawn", by=by, reason=reason)
    return row


@transaction.atomic
def restore_obligation(*, obligation_id: int, version: int, reason: str, by: User) -> Obligation:
    """Owe a withdrawn paper again, with its history; its text can be written on."""
    row, before = _move_owed(obligation_id, version, Action.RESTORE, reason, by)
    record_state(row, before, what="documents.obligation-restored", by=by, reason=reason)
    return row


@transaction.atomic
def withdraw_document(*, document_id: int, version: int, reason: str, by: User) -> Document:
    """Withdraw a text that nobody is owed; one that is owed goes with its obligation."""
    row, before = _move_loose(document_id, version, Action.WITHDRAW, reason, by)
    record_state(row, before, what="documents.withdrawn", by=by, reason=reason)
    return row


@transaction.atomic
def restore_document(*, document_id: int, version: int, reason: str, by: User) -> Document:
    """Go on with a withdrawn text; one that is owed goes with its obligation."""
    row, before = _move_loose(document_id, version, Action.RESTORE, reason, by)
    record_state(row, before, what="documents.restored", by=by, reason=reason)
    return row


def close_round(document: Document) -> None:
    """Skip what is undecided and close the round."""
    now = timezone.now()
    document.steps.filter(decision=Step.Decision.NONE).update(
        decision=Step.Decision.SKIPPED, decided_at=now
    )
    document.rounds.filter(closed_at=None).update(closed_at=now)


def _move_owed(
    pk: int, version: int, action: Action, reason: str, by: User
) -> tuple[Obligation, str]:
    row, document = locked_with_text(pk, version)
    permissions.check(by, Permission.OBLIGATION_EDIT, row)
    check_reason(reason)
    before = row.state
    row.state = after(NEXT_OBLIGATION, ObligationState(before), action)
    row.closed_at = timezone.now() if action is Action.WITHDRAW else None
    touch(row, "state", "closed_at")
    if document is not None:
        _move_text(document, action)
    return row, before


def _move_loose(
    pk: int, version: int, action: Action, reason: str, by: User
) -> tuple[Document, str]:
    row = locked(Document.objects, pk, version)
    if not permissions.can_withdraw(by, row):
        raise PermissionDenied
    if row.obligation_id is not None:
        if action is Action.WITHDRAW:
            raise RuleBroken("withdraw-the-obligation")
        raise RuleBroken("restore-the-obligation")
    check_reason(reason)
    before = row.state
    _move_text(row, action)
    return row, before


def _move_text(document: Document, action: Action) -> None:
    document.state = after(NEXT_DOCUMENT, DocumentState(document.state), action)
    touch(document, "state")
    if action is Action.WITHDRAW:
        close_round(document)
