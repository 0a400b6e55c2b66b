"""Withdraw a text: nothing more is expected of anybody."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Step
from jalon.workspace.documents.rules.review import check_reason
from jalon.workspace.documents.rules.states import NEXT_DOCUMENT, Action, DocumentState, after
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def withdraw_document(*, document_id: int, version: int, reason: str, by: User) -> Document:
    """Withdraw a text that nobody is owed; one that is owed goes with its obligation."""
    document = locked(Document.objects, document_id, version)
    if not permissions.can_withdraw(by, document):
        raise PermissionDenied
    if document.obligation_id is not None:
        raise RuleBroken("withdraw-the-obligation")
    check_reason(reason)
    before = document.state
    withdraw_text(document)
    record(
        by=by,
        what="documents.withdrawn",
        target=document,
        programme_id=document.programme_id,
        before={"state": before},
        after={"state": document.state},
        reason=reason,
    )
    return document


def withdraw_text(document: Document) -> None:
    """Close the round and skip the steps of a text, inside the transaction of its caller."""
    if document.state == DocumentState.WITHDRAWN:
        return
    document.state = after(NEXT_DOCUMENT, DocumentState(document.state), Action.WITHDRAW)
    touch(document, "state")
    close_round(document)


def close_round(document: Document) -> None:
    """Skip what is undecided and close the round."""
    now = timezone.now()
    document.steps.filter(decision=Step.Decision.NONE).update(
        decision=Step.Decision.SKIPPED, decided_at=now
    )
    document.rounds.filter(closed_at=None).update(closed_at=now)
