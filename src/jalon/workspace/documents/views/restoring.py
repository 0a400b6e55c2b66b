"""Take back what was withdrawn by mistake."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.base import ReasonForm
from jalon.workspace.documents.links import document_url, obligation_url
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.services.restoring import restore_document, restore_obligation
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request

SMALL = "documents/small_form.html"


@login_required
def restore_owed(request: Request, code: str, pk: int) -> HttpResponse:
    """Owe a withdrawn paper again."""
    row = fetch.obligation_of(request.user, code, pk)
    permissions.check(request.user, Permission.OBLIGATION_EDIT, row)
    form = ReasonForm(bound(request), initial={"version": row.version})

    def act(data: dict[str, Any]) -> Obligation:
        return restore_obligation(
            obligation_id=row.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    context = _small(row, obligation_url(row), _("Owe this paper again"))
    return answer(
        request, form, SMALL, context, act=act, then=obligation_url, said=_("Restored."), row=row
    )


@login_required
def restore_text(request: Request, code: str, pk: int) -> HttpResponse:
    """Go on with a withdrawn text."""
    row = fetch.document_of(request.user, code, pk)
    if not permissions.can_withdraw(request.user, row):
        raise PermissionDenied
    form = ReasonForm(bound(request), initial={"version": row.version})

    def act(data: dict[str, Any]) -> Document:
        return restore_document(
            document_id=row.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    context = _small(row, document_url(row), _("Go on with this text"))
    return answer(
        request, form, SMALL, context, act=act, then=document_url, said=_("Restored."), row=row
    )


def _small(row: Obligation | Document, back: str, heading: Any) -> dict[str, Any]:
    return {
        "programme": row.programme,
        "about": row.title,
        "back": back,
        "heading": heading,
        "action": _("Restore"),
    }
