"""Start texts, name them, and change who answers for them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.documents.services.facts import facts_of, write
from jalon.workspace.documents.services.parties import check_person
from jalon.workspace.narratives import Narrative
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.services.locking import check_running, locked

DONE = {DocumentState.ACCEPTED, DocumentState.WITHDRAWN}
EDITED = ("title", "language")


@transaction.atomic
def start_document(
    *, obligation_id: int, by: User, title: Narrative | None = None, language: str = ""
) -> Document:
    """Begin the text that an obligation asks for."""
    obligation = locked(Obligation.objects, obligation_id)
    permissions.check(by, Permission.DOCUMENT_WRITE, obligation)
    if hasattr(obligation, "document"):
        raise RuleBroken("document-started")
    if not permissions.can_start(by, obligation):
        raise RuleBroken("obligation-closed")
    return _create(
        Document(
            obligation=obligation,
            programme=obligation.programme,
            country=obligation.country,
            kind=obligation.kind,
            title=title or obligation.title,
            language=language or by.language,
            owner=by,
            is_demo=obligation.is_demo,
        ),
        by,
    )


@transaction.atomic
def start_loose_document(
    *,
    programme: Programme,
    kind: Kind,
    title: Narrative,
    by: User,
    country: Country | None = None,
    language: str = "",
) -> Document:
    """Begin a text that nobody is owed: a note, a request, terms of reference."""
    country_id = country.pk if country else None
    check_permission(
        by,
        Permission.DOCUMENT_WRITE,
        programme,
        country=country_id,
        anywhere=country is None,
    )
    check_running(programme)
    if country is not None and not programme.covers.filter(country=country).exists():
        raise RuleBroken("country-not-covered", country=country, programme=programme)
    return _create(
        Document(
            programme=programme,
            country=country,
            kind=kind,
            title=title,
            language=language or by.language,
            owner=by,
            is_demo=programme.is_demo,
        ),
        by,
    )


def _create(document: Document, by: User) -> Document:
    document.save(force_insert=True)
    record(
        by=by,
        what="documents.started",
        target=document,
        programme_id=document.programme_id,
        after=facts_of(document, ("kind", *EDITED, "obligation")),
    )
    return document


@transaction.atomic
def edit_document(
    *, document_id: int, version: int, title: Narrative, language: str, by: User
) -> Document:
    """Change the title or the language of a text."""
    document = locked(Document.objects, document_id, version)
    permissions.check(by, Permission.DOCUMENT_WRITE, document)
    _check_open(document)
    write(document, {"title": title, "language": language}, what="documents.edited", by=by)
    return document


@transaction.atomic
def reassign_document(
    *, document_id: int, owner: User, by: User, version: int | None = None
) -> Document:
    """Let another person answer for the text; who has written it stays on record."""
    document = locked(Document.objects, document_id, version)
    own = document.owner_id == by.pk and permissions.allows(by, Permission.DOCUMENT_WRITE, document)
    if not own and not permissions.allows(by, Permission.OBLIGATION_EDIT, document):
        raise PermissionDenied
    _check_open(document)
    check_person(document.programme, owner)
    write(document, {"owner": owner}, what="documents.reassigned", by=by)
    return document


def _check_open(document: Document) -> None:
    if document.state in DONE:
        raise RuleBroken("document-closed")
