"""The clearance chains of a programme or of the whole office: shown, changed, given up."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.forms.recurring import ChainFormSet
from jalon.workspace.documents.models.words import KINDS, ROLES
from jalon.workspace.documents.queries.chains import chain_of, chains_of, own_chain
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.chains import reset_chain, set_chain
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.tags import explain


@login_required
def chains(request: Request, code: str = "") -> HttpResponse:
    """Show what each kind goes through in a programme, or where programmes have no own chain."""
    programme = _to_read(request, code)
    context = {
        "programme": programme,
        "chains": [
            {
                "words": KINDS[each.kind],
                "chain": each,
                "is_own": each.origin == ("programme" if programme else "office"),
                "change": _url("chain", programme, each.kind),
                "reset": _url("reset-chain", programme, each.kind),
            }
            for each in chains_of(programme)
        ],
        "roles": ROLES,
        "can_edit": permissions.can_edit_chains(request.user, programme),
    }
    return render(request, "documents/chains.html", context)


@login_required
def chain(request: Request, kind: str, code: str = "") -> HttpResponse:
    """Change the steps of one kind in a programme, or in the whole office."""
    programme = _to_edit(request, code)
    held = chain_of(_kind(kind), programme)
    own = own_chain(held.kind, programme)
    initial = {"version": own.version if own else 0}
    form = VersionedForm(bound(request), initial=initial)
    formset = ChainFormSet(bound(request), initial=_asked(held.lines))
    refused = ""
    if formset.is_valid() and form.is_valid():
        try:
            set_chain(
                programme=programme,
                kind=held.kind,
                lines=_lines(formset),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except RuleBroken as error:
            refused = explain(error)
            form.renew(initial["version"])
            form.was_changed = error.code == "changed-meanwhile"
        else:
            messages.success(request, _("Saved. Texts that are under way keep their chain."))
            return redirect(_url("chains", programme))
    context = {
        "programme": programme,
        "chain": held,
        "kind_words": KINDS[held.kind],
        "roles": ROLES,
        "form": form,
        "formset": formset,
        "refused": refused,
        "back": _url("chains", programme),
        "history": history_of(own) if own else [],
    }
    status = 422 if formset.is_bound else 200
    return render(request, "documents/chain.html", context, status=status)


@login_required
def reset(request: Request, kind: str, code: str = "") -> HttpResponse:
    """Give up the own chain of a kind, once that is confirmed."""
    programme = _to_edit(request, code)
    own = own_chain(_kind(kind), programme)
    if own is None:
        return redirect(_url("chains", programme))
    form = VersionedForm(bound(request), initial={"version": own.version})

    def act(data: dict[str, Any]) -> None:
        reset_chain(programme=programme, kind=Kind(own.kind), by=request.user, **data)

    context = {
        "programme": programme,
        "kind_words": KINDS[Kind(own.kind)],
        "back": _url("chains", programme),
    }
    return answer(
        request,
        form,
        "documents/chain_reset.html",
        context,
        act=act,
        then=lambda _made: _url("chains", programme),
        row=own,
    )


def _asked(lines: Iterable[ChainLine]) -> list[Any]:
    return [
        {
            "order": line.order,
            "title": dict(line.title),
            "role": line.role,
            "working_days": line.working_days,
        }
        for line in lines
    ]


def _lines(formset: Any) -> list[ChainLine]:
    return [
        form.line()
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def _url(name: str, programme: Programme | None, *rest: str) -> str:
    if programme is None:
        return reverse(f"documents:office-{name}", args=rest)
    return reverse(f"documents:{name}", args=[programme.code, *rest])


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Http404 from None


def _to_read(request: Request, code: str) -> Programme | None:
    """Return the programme; the office's chains are, like the guide, for all who read papers."""
    if code:
        return fetch.programme_of(request.user, code)
    if not request.user.has_perm(Permission.DOCUMENT_VIEW):
        raise PermissionDenied
    return None


def _to_edit(request: Request, code: str) -> Programme | None:
    programme = _to_read(request, code)
    if not permissions.can_edit_chains(request.user, programme):
        raise PermissionDenied
    return programme
