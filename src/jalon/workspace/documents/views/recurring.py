"""Series of papers: what they would write, and writing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of_all
from jalon.workspace.documents.forms.recurring import RecurrenceForm, values_of
from jalon.workspace.documents.models import Recurrence
from jalon.workspace.documents.queries.recurrences import preview, proposals
from jalon.workspace.documents.rules.recurrence import Change
from jalon.workspace.documents.services.recurrences import (
    add_recurrence,
    end_recurrence,
    write_recurring,
)
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import SMALL, answer, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.tags import explain


@login_required
def recurring(request: Request, code: str) -> HttpResponse:
    """Show the series and, paper by paper, what writing them would do."""
    programme = fetch.programme_of(request.user, code)
    if not has_permission(request.user, Permission.OBLIGATION_EDIT, programme, anywhere=True):
        raise PermissionDenied
    shown = preview(programme)
    changes = sum(line.change is not Change.THERE for each in shown for line in each.lines)
    context = {
        "programme": programme,
        "series": shown,
        "changes": changes,
        "proposals": proposals(programme),
        "can_edit": _can_edit(request, programme),
        "history": history_of_all(Recurrence, [each.recurrence.pk for each in shown]),
    }
    return render(request, "documents/recurring.html", context)


@login_required
def add(request: Request, code: str) -> HttpResponse:
    """Add a series; `?proposal=2` fills in what the agreement asks for."""
    programme = _to_edit(request, code)
    form = RecurrenceForm(
        bound(request), programme=programme, initial=_proposed(request, programme)
    )

    def act(data: dict[str, Any]) -> Recurrence:
        return add_recurrence(programme=programme, by=request.user, **form.values())

    context = {
        "programme": programme,
        "heading": _("Add a recurring paper"),
        "action": _("Add"),
    }
    return answer(request, form, SMALL, context, act=act, then=lambda _made: _url(programme))


@login_required
@require_POST
def write(request: Request, code: str) -> HttpResponse:
    """Write what the preview has shown."""
    programme = _to_edit(request, code)
    counts = write_recurring(programme=programme, by=request.user)
    said = ngettext("%(n)s paper added.", "%(n)s papers added.", counts.added) % {"n": counts.added}
    messages.success(request, said)
    return redirect(_url(programme))


@login_required
@require_POST
def end(request: Request, code: str, pk: int) -> HttpResponse:
    """End a series; what it has written stays owed."""
    programme = _to_edit(request, code)
    recurrence = get_object_or_404(programme.recurrences, pk=pk)
    try:
        end_recurrence(recurrence_id=recurrence.pk, by=request.user)
    except RuleBroken as error:
        messages.error(request, explain(error))
    return redirect(_url(programme))


def _proposed(request: Request, programme: Programme) -> dict[str, Any]:
    initial: dict[str, Any] = {"owed_by_user": request.user.pk}
    number = request.GET.get("proposal", "")
    listed = proposals(programme) if number.isdigit() else []
    if number.isdigit() and int(number) < len(listed):
        initial |= values_of(listed[int(number)])
    return initial


def _can_edit(request: Request, programme: Programme) -> bool:
    return has_permission(request.user, Permission.OBLIGATION_EDIT, programme)


def _to_edit(request: Request, code: str) -> Programme:
    programme = fetch.programme_of(request.user, code)
    if not _can_edit(request, programme):
        raise PermissionDenied
    return programme


def _url(programme: Programme) -> str:
    return reverse("documents:recurring", args=[programme.code])
