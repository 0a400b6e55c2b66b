"""Take back what was withdrawn by mistake: it is owed, or written, as before its first version."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.rules.review import check_reason
from jalon.workspace.documents.rules.states import (
    NEXT_DOCUMENT,
    NEXT_OBLIGATION,
    Action,
    DocumentState,
    ObligationState,
    after,
)
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def restore_obligation(*, obligation_id: int, version: int, reason: str, by: User) -> Obligation:
    """Owe a withdrawn paper again, with its history; its text can be written on."""
    document = Document.objects.select_for_update().filter(obligation=obligation_id).first()
    obligation = locked(Obligation.objects, obligation_id, version)  # always after its text
    permissions.check(by, Permission.OBLIGATION_EDIT, obligation)
    check_reason(reason)
    before = obligation.state
    obligation.state = after(NEXT_OBLIGATION, ObligationState(before), Action.RESTORE)
    obligation.closed_at = None
    touch(obligation, "state", "closed_at")
    if document is not None:
        _restore_text(document)
    _record(obligation, "documents.obligation-restored", before, reason, by)
    return obligation


@transaction.atomic
def restore_document(*, document_id: int, version: int, reason: str, by: User) -> Document:
    """Go on with a withdrawn text; one that is owed goes with its obligation."""
    document = locked(Document.objects, document_id, version)
    if not permissions.can_withdraw(by, document):
        raise PermissionDenied
    if document.obligation_id is not None:
        raise RuleBroken("restore-the-obligation")
    check_reason(reason)
    before = document.state
    _restore_text(document)
    _record(document, "documents.restored", before, reason, by)
    return document


def _restore_text(document: Document) -> None:
    document.state = after(NEXT_DOCUMENT, DocumentState(document.state), Action.RESTORE)
    touch(document, "state")


def _record(row: Obligation | Document, what: str, before: str, reason: str, by: User) -> None:
    record(
        by=by,
        what=what,
        target=row,
        programme_id=row.programme_id,
        before={"state": before},
        after={"state": row.state},
        reason=reason,
    )
