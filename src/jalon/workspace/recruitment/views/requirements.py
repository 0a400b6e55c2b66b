"""What a call asks of candidates."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.requirements import FORMS, RequirementForm
from jalon.workspace.recruitment.models import Call, Requirement
from jalon.workspace.recruitment.models.words import REQUIREMENT_KINDS
from jalon.workspace.recruitment.queries.asked import asked_rows
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.requirements import (
    add_requirement,
    edit_requirement,
    raise_requirement,
    remove_requirement,
)
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url

P = Permission


@login_required
def requirements(request: Request, code: str, pk: int) -> HttpResponse:
    """Show what is asked, and what a rule makes of it."""
    call = fetch.call_of(request.user, code, pk)
    context = {
        "programme": call.programme,
        "call": call,
        "shown": fetch.overview_for(request.user, call),
        "rows": asked_rows(call.requirements.all()),
        "kinds": [(kind.value, words) for kind, words in REQUIREMENT_KINDS.items()],
    }
    return render(request, "recruitment/requirements.html", context)


@login_required
def add(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Add a requirement of a kind."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    chosen = kind_of(kind)
    form = _form(request, call, chosen, {"version": call.version, "essential": True})

    def act(data: dict[str, Any]) -> None:
        add_requirement(
            call_id=call.pk,
            version=data["version"],
            kind=chosen,
            parameters=form.parameters(),
            text=data["text"],
            essential=data["essential"],
            by=request.user,
        )

    return _ask(request, form, call, chosen, act)


@login_required
def edit(request: Request, code: str, pk: int, requirement: int) -> HttpResponse:
    """Change a requirement; `?kind=` makes another kind of it."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    row = get_object_or_404(call.requirements, pk=requirement)
    chosen = kind_of(request.GET.get("kind", row.kind))
    shown = FORMS[chosen].shown(row.parameters) if chosen == row.kind else {}
    common = {"version": call.version, "essential": row.is_essential, "text": row.text}
    form = _form(request, call, chosen, {**shown, **common})

    def act(data: dict[str, Any]) -> None:
        edit_requirement(
            call_id=call.pk,
            version=data["version"],
            requirement_id=row.pk,
            kind=chosen,
            parameters=form.parameters(),
            text=data["text"],
            essential=data["essential"],
            by=request.user,
        )

    return _ask(request, form, call, chosen, act, row)


@login_required
def remove(request: Request, code: str, pk: int, requirement: int) -> HttpResponse:
    """Take a requirement out, after a look at it."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    row = get_object_or_404(call.requirements, pk=requirement)
    form = VersionedForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        remove_requirement(
            call_id=call.pk, version=data["version"], requirement_id=row.pk, by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Remove the requirement"),
        action=_("Remove"),
        said=_("Removed."),
        then=call_url(call, "requirements"),
        danger=True,
        about=row.text,
    )


@login_required
@require_POST
def move_up(request: Request, code: str, pk: int, requirement: int) -> HttpResponse:
    """Move a requirement one place up."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    row = get_object_or_404(call.requirements, pk=requirement)
    form = VersionedForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        raise_requirement(
            call_id=call.pk, version=data["version"], requirement_id=row.pk, by=request.user
        )

    then = call_url(call, "requirements")
    return ask(request, form, call, act=act, heading=_("Move up"), then=then, about=row.text)


def kind_of(name: str) -> RequirementKind:
    """Return a kind by its name in an address."""
    try:
        return RequirementKind(name)
    except ValueError:
        raise Http404 from None


def _form(
    request: Request, call: Call, kind: RequirementKind, initial: dict[str, Any]
) -> RequirementForm:
    rows = list(call.requirements.all())
    return FORMS[kind](bound(request), initial=initial, rows=rows)


def _ask(
    request: Request,
    form: RequirementForm,
    call: Call,
    kind: RequirementKind,
    act: Any,
    row: Requirement | None = None,
) -> HttpResponse:
    others = [(k.value, words) for k, words in REQUIREMENT_KINDS.items() if k is not kind]
    return ask(
        request,
        form,
        call,
        act=act,
        heading=REQUIREMENT_KINDS[kind],
        then=call_url(call, "requirements"),
        template="recruitment/requirement.html",
        kinds=others if row else [],
    )
