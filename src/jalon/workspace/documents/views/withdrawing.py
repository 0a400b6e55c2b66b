"""Withdraw what is not expected any more, and take back what was withdrawn by mistake."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.base import ReasonForm
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.services import withdrawing as services
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import ask, bound
from jalon.workspace.http import Request

WITHDRAW = {"action": _("Withdraw"), "said": _("Withdrawn."), "danger": True}
RESTORE = {"action": _("Restore"), "said": _("Restored.")}


@login_required
def withdraw_owed(request: Request, code: str, pk: int) -> HttpResponse:
    """Say that the paper is owed no more."""
    row, act = _owed(request, code, pk, services.withdraw_obligation)
    return _ask(request, row, act, heading=_("Withdraw this paper"), **WITHDRAW)


@login_required
def restore_owed(request: Request, code: str, pk: int) -> HttpResponse:
    """Owe a withdrawn paper again."""
    row, act = _owed(request, code, pk, services.restore_obligation)
    return _ask(request, row, act, heading=_("Owe this paper again"), **RESTORE)


@login_required
def withdraw_text(request: Request, code: str, pk: int) -> HttpResponse:
    """Withdraw a text that nobody is owed."""
    row, act = _loose(request, code, pk, services.withdraw_document)
    return _ask(request, row, act, heading=_("Withdraw this text"), **WITHDRAW)


@login_required
def restore_text(request: Request, code: str, pk: int) -> HttpResponse:
    """Go on with a withdrawn text."""
    row, act = _loose(request, code, pk, services.restore_document)
    return _ask(request, row, act, heading=_("Go on with this text"), **RESTORE)


def _owed(
    request: Request, code: str, pk: int, service: Callable[..., Any]
) -> tuple[Obligation, Callable[..., Any]]:
    row = fetch.obligation_of(request.user, code, pk)
    permissions.check(request.user, Permission.OBLIGATION_EDIT, row)
    return row, partial(service, obligation_id=row.pk)


def _loose(
    request: Request, code: str, pk: int, service: Callable[..., Any]
) -> tuple[Document, Callable[..., Any]]:
    row = fetch.document_of(request.user, code, pk)
    if not permissions.can_withdraw(request.user, row):
        raise PermissionDenied
    return row, partial(service, document_id=row.pk)


def _ask(
    request: Request, row: Obligation | Document, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    form = ReasonForm(bound(request), initial={"version": row.version})
    return ask(
        request,
        form,
        row,
        act=lambda data: act(version=data["version"], reason=data["reason"], by=request.user),
        **words,
    )
