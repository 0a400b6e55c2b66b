"""Comment on a text, answer, and settle what was said."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Comment, Document
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.programmes.services.locking import locked

DONE = {DocumentState.ACCEPTED, DocumentState.WITHDRAWN}


@transaction.atomic
def comment(*, document_id: int, text: str, by: User, anchor: str = "") -> Comment:
    """Say something about a place in the text; comments are numbered within their round."""
    document = locked(Document.objects, document_id)
    if not permissions.can_comment(by, document):
        raise PermissionDenied
    if not text.strip():
        raise RuleBroken("comment-empty")
    running = document.rounds.get(closed_at=None)
    version = document.versions.filter(submitted_at__isnull=False).order_by("-number")[0]
    last = running.comments.aggregate(last=Max("number"))["last"] or 0
    made = Comment.objects.create(
        round=running,
        number=last + 1,
        version=version,
        anchor=anchor,
        text=text,
        by=by,
        from_receiver=permissions.is_receiver(by, document),
    )
    _record(document, made, "documents.commented", by)
    return made


@transaction.atomic
def respond_comment(*, comment_id: int, response: str, by: User) -> Comment:
    """Answer a comment: what was done in the text, or why not."""
    made, document = _held(comment_id)
    permissions.check(by, Permission.DOCUMENT_WRITE, document)
    if not response.strip():
        raise RuleBroken("response-empty")
    if made.settled_at is not None:
        raise RuleBroken("comment-settled")
    made.response, made.responded_by, made.responded_at = response, by, timezone.now()
    made.save(update_fields=["response", "responded_by", "responded_at"])
    _record(document, made, "documents.comment-answered", by)
    return made


@transaction.atomic
def settle_comment(*, comment_id: int, by: User) -> Comment:
    """Say that a comment is dealt with; its author or a reviewer says so, never the writer."""
    made, document = _held(comment_id)
    reviews = permissions.allows(by, Permission.DOCUMENT_REVIEW, document)
    if made.by_id != by.pk and not reviews:
        raise PermissionDenied
    if by.pk in authors_of(document):
        raise RuleBroken("author-settles-own")
    if made.settled_at is not None:
        raise RuleBroken("comment-settled")
    made.settled_by, made.settled_at = by, timezone.now()
    made.save(update_fields=["settled_by", "settled_at"])
    _record(document, made, "documents.comment-settled", by)
    return made


def _held(comment_id: int) -> tuple[Comment, Document]:
    made = Comment.objects.select_related("round").get(pk=comment_id)
    document = locked(Document.objects, made.round.document_id)
    made.refresh_from_db()
    if document.state in DONE:
        raise RuleBroken("document-closed")
    return made, document


def _record(document: Document, made: Comment, what: str, by: User) -> None:
    record(
        by=by,
        what=what,
        target=document,
        programme_id=document.programme_id,
        after={
            "round": made.round.number,
            "number": made.number,
            "anchor": made.anchor,
            "text": made.text,
            "response": made.response,
        },
    )
