"""The clearance chains of a programme or of the office: shown, changed, given up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalon.errors import RuleBroken
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.recurring import ChainFormSet
from jalon.workspace.documents.models.words import KINDS, ROLES
from jalon.workspace.documents.queries.chains import chain_of, chains_of
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.chains import reset_chain, set_chain
from jalon.workspace.documents.views import fetch
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.tags import explain


@login_required
def chains(request: Request, code: str) -> HttpResponse:
    """Show what each kind goes through in a programme."""
    programme = fetch.programme_of(request.user, code)
    context = {
        "programme": programme,
        "chains": [(KINDS[each.kind], each) for each in chains_of(programme)],
        "roles": ROLES,
        "can_edit": permissions.can_edit_chains(request.user, programme),
    }
    return render(request, "documents/chains.html", context)


@login_required
def chain(request: Request, code: str, kind: str) -> HttpResponse:
    """Change the steps of one kind in a programme."""
    programme = _to_edit(request, code)
    held = chain_of(_kind(kind), programme)
    initial: list[Any] = [
        {
            "order": line.order,
            "title": dict(line.title),
            "role": line.role,
            "working_days": line.working_days,
        }
        for line in held.lines
    ]
    formset = ChainFormSet(request.POST if request.method == "POST" else None, initial=initial)
    refused = ""
    if formset.is_valid():
        lines = [
            form.line()
            for form in formset.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        try:
            set_chain(programme=programme, kind=held.kind, lines=lines, by=request.user)
        except RuleBroken as error:
            refused = explain(error)
        else:
            messages.success(request, _("Saved. Texts that are under way keep their chain."))
            return redirect("documents:chains", programme.code)
    context = {
        "programme": programme,
        "chain": held,
        "kind_words": KINDS[held.kind],
        "formset": formset,
        "refused": refused,
    }
    status = 422 if formset.is_bound else 200
    return render(request, "documents/chain.html", context, status=status)


@login_required
@require_POST
def reset(request: Request, code: str, kind: str) -> HttpResponse:
    """Give up the programme's own chain of a kind."""
    programme = _to_edit(request, code)
    reset_chain(programme=programme, kind=_kind(kind), by=request.user)
    return redirect(reverse("documents:chains", args=[programme.code]))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Http404 from None


def _to_edit(request: Request, code: str) -> Programme:
    programme = fetch.programme_of(request.user, code)
    if not permissions.can_edit_chains(request.user, programme):
        raise PermissionDenied
    return programme
