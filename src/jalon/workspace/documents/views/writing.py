"""What the writers of a text do: begin it, name it, send versions and hand them in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.papers import (
    EditDocumentForm,
    StartForm,
    StartLooseForm,
    VersionForm,
)
from jalon.workspace.documents.links import document_url
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.rules.deadlines import needs_reason
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.documents.services.papers import (
    edit_document,
    start_document,
    start_loose_document,
)
from jalon.workspace.documents.services.versions import keep_version, submit_version
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import SMALL, answer, ask, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import has_permission


@login_required
def start(request: Request, code: str, pk: int) -> HttpResponse:
    """Begin the text that an obligation asks for."""
    owed = fetch.obligation_of(request.user, code, pk)
    permissions.check(request.user, Permission.DOCUMENT_WRITE, owed)
    initial = {"title": owed.title, "language": request.user.language}
    form = StartForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> Document:
        return start_document(
            obligation_id=owed.pk, title=data["title"], language=data["language"], by=request.user
        )

    context = {
        "programme": owed.programme,
        "obligation": owed,
        "heading": _("Begin the text"),
        "action": _("Begin"),
    }
    return answer(request, form, SMALL, context, act=act, then=document_url)


@login_required
def start_loose(request: Request, code: str) -> HttpResponse:
    """Begin a text that nobody is owed."""
    programme = fetch.programme_of(request.user, code)
    if not has_permission(request.user, Permission.DOCUMENT_WRITE, programme, anywhere=True):
        raise PermissionDenied
    initial = {"language": request.user.language, "kind": Kind.OTHER}
    form = StartLooseForm(bound(request), programme=programme, initial=initial)

    def act(data: dict[str, Any]) -> Document:
        return start_loose_document(
            programme=programme,
            kind=Kind(data["kind"]),
            title=data["title"],
            country=data["country"],
            language=data["language"],
            by=request.user,
        )

    context = {"programme": programme, "heading": _("Begin a text"), "action": _("Begin")}
    return answer(request, form, SMALL, context, act=act, then=document_url)


@login_required
def edit(request: Request, code: str, pk: int) -> HttpResponse:
    """Change the title or the language of a text."""
    row = _to_write(request, code, pk)
    initial = {"title": row.title, "language": row.language, "version": row.version}
    form = EditDocumentForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> Document:
        return edit_document(document_id=row.pk, by=request.user, **data)

    heading = _("Title and language")
    return ask(request, form, row, act=act, heading=heading, action=_("Save"), said=_("Saved."))


@login_required
def submit(request: Request, code: str, pk: int) -> HttpResponse:
    """Send a version, and hand it in or keep it as a draft."""
    row = _to_write(request, code, pk)
    text = fetch.text_of(request.user, row)
    if not permissions.can_submit(request.user, row, text.authors):
        raise PermissionDenied
    late = _needs_reason(row)
    form = VersionForm(
        bound(request),
        request.FILES or None,
        late=late,
        has_draft=text.draft is not None and "keep" not in request.POST,
        initial={"version": row.version},
    )

    def act(data: dict[str, Any]) -> Document:
        file = data["file"] and store_file(
            file=data["file"], programme=row.programme, by=request.user
        )
        how = {
            "document_id": row.pk,
            "version": data["version"],
            "file": file or None,
            "what_changed": data["what_changed"],
            "by": request.user,
        }
        if "keep" in request.POST:
            keep_version(**how)
        else:
            submit_version(**how, late_reason=data.get("late_reason", ""))
        return row

    context = {"programme": row.programme, "document": row, "text": text, "late": late}
    return answer(
        request,
        form,
        "documents/submit.html",
        context,
        act=act,
        then=document_url,
        said=_("The version has arrived."),
        row=row,
    )


def _needs_reason(row: Document) -> bool:
    owed = row.obligation
    return owed is not None and needs_reason(
        ObligationState(owed.state),
        due_at=owed.due_at,
        expected_at=owed.expected_at,
        now=timezone.now(),
    )


def _to_write(request: Request, code: str, pk: int) -> Document:
    row = fetch.document_of(request.user, code, pk)
    permissions.check(request.user, Permission.DOCUMENT_WRITE, row)
    return row
