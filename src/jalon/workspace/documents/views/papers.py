"""Texts: the list, one text, and who answers for it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.filters import DocumentFilter
from jalon.workspace.documents.forms.obligations import PersonForm
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.queries.parties import people_of
from jalon.workspace.documents.queries.rows import tone_of
from jalon.workspace.documents.queries.texts import Text
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.documents.services.papers import reassign_document
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import ask, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import has_permission

PAGE = 50
OPEN = {DocumentState.DRAFT, DocumentState.SUBMITTED, DocumentState.RETURNED, DocumentState.CLEARED}


@login_required
def documents(request: Request, code: str) -> HttpResponse:
    """List the texts of a programme, the newest first."""
    programme = fetch.programme_of(request.user, code)
    chosen = DocumentFilter(request.GET)
    seen = Document.objects.visible_to(request.user).filter(programme=programme)
    rows = chosen.narrow(seen).select_related("owner", "country", "obligation").order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    can_start = has_permission(request.user, Permission.DOCUMENT_WRITE, programme, anywhere=True)
    context = {
        "programme": programme,
        "filter": chosen,
        "filtered": bool(chosen.chosen()),
        "page": page,
        "rows": [(row, tone_of(row)) for row in page.object_list],
        "can_start": can_start,
    }
    return render(request, "documents/documents.html", context)


@login_required
def document(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a text: its versions, rounds, clearance chain and decisions."""
    row = fetch.document_of(request.user, code, pk)
    user = request.user
    text = fetch.text_of(user, row)
    can_write = permissions.allows(user, Permission.DOCUMENT_WRITE, row)
    is_open = row.state in OPEN
    context = {
        "programme": row.programme,
        "document": row,
        "text": text,
        "tone": tone_of(row),
        "can_submit": permissions.can_submit(user, row, text.authors) and not _decided(text),
        "can_edit": can_write and is_open,
        "can_comment": permissions.can_comment(user, row),
        "can_reassign": is_open
        and (row.owner_id == user.pk or permissions.allows(user, Permission.OBLIGATION_EDIT, row)),
        "can_arrange": row.state == DocumentState.SUBMITTED
        and permissions.can_arrange(user, row, text.authors),
        "can_withdraw": is_open
        and row.obligation_id is None
        and permissions.can_withdraw(user, row),
        "can_restore": row.state == DocumentState.WITHDRAWN
        and row.obligation_id is None
        and permissions.can_withdraw(user, row),
        "history": history_of(row) if text.inside else [],
    }
    return render(request, "documents/document.html", context)


@login_required
def reassign(request: Request, code: str, pk: int) -> HttpResponse:
    """Let another person answer for the text."""
    row = fetch.document_of(request.user, code, pk)
    own = row.owner_id == request.user.pk
    if not own and not permissions.allows(request.user, Permission.OBLIGATION_EDIT, row):
        raise PermissionDenied
    initial = {"version": row.version, "person": row.owner_id}
    form = PersonForm(bound(request), people=people_of(row.programme), initial=initial)

    def act(data: dict[str, Any]) -> None:
        reassign_document(
            document_id=row.pk, version=data["version"], owner=data["person"], by=request.user
        )

    return ask(
        request,
        form,
        row,
        act=act,
        heading=_("Who answers for it from now on?"),
        action=_("Give it to this person"),
        said=_("Saved."),
        then=reverse("documents:documents", args=[row.programme.code]),
    )


def _decided(text: Text) -> bool:
    """Tell whether somebody has decided about the version that is under review."""
    return text.running is not None and any(row.step.decision for row in text.running.steps)
