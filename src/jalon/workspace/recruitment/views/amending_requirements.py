"""Change what a published call asks, where everybody can see that it was changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.amending import AMEND_REQUIREMENT, DropForm
from jalon.workspace.recruitment.forms.requirements import FORMS
from jalon.workspace.recruitment.models import Call, Requirement
from jalon.workspace.recruitment.models.words import REQUIREMENT_KINDS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.amending_requirements import (
    amend_requirement,
    drop_requirement,
)
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url
from jalon.workspace.recruitment.views.requirements import kind_of

SAID = _("The change is published.")
WORDS = _("It needs a later deadline, at least seven days from now. Everybody who has begun or "
          "handed in is told, and may change what they wrote until then. If a question is changed, "
          "it is asked again. Change the words of the notice on the same day: they then need no "
          "other deadline.")  # fmt: skip


@login_required
def add(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Ask one thing more of the candidates of a published call."""
    call = _out(request, code, pk)
    return _amend(request, call, kind_of(kind), {"essential": True})


@login_required
def amend(request: Request, code: str, pk: int, requirement: int) -> HttpResponse:
    """Change a requirement of a published call; `?kind=` makes another kind of it."""
    call = _out(request, code, pk)
    row = get_object_or_404(call.requirements, pk=requirement)
    chosen = kind_of(request.GET.get("kind", row.kind))
    shown = FORMS[chosen].shown(row.parameters) if chosen == row.kind else {}
    return _amend(
        request, call, chosen, {**shown, "essential": row.is_essential, "text": row.text}, row
    )


@login_required
def drop(request: Request, code: str, pk: int, requirement: int) -> HttpResponse:
    """Ask something no more."""
    call = _out(request, code, pk)
    row = get_object_or_404(call.requirements, pk=requirement)
    form = DropForm(bound(request), initial=_common(call))

    def act(data: dict[str, Any]) -> None:
        drop_requirement(
            call_id=call.pk,
            version=data["version"],
            requirement_id=row.pk,
            by=request.user,
            **form.amendment(),
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Remove the requirement"),
        action=_("Publish"),
        said=SAID,
        words=WORDS,
        then=call_url(call, "requirements"),
        danger=True,
        about=row.text,
    )


def _amend(
    request: Request,
    call: Call,
    kind: RequirementKind,
    initial: dict[str, Any],
    row: Requirement | None = None,
) -> HttpResponse:
    rows = list(call.requirements.all())
    form = AMEND_REQUIREMENT[kind](bound(request), initial={**initial, **_common(call)}, rows=rows)

    def act(data: dict[str, Any]) -> None:
        amend_requirement(
            call_id=call.pk,
            version=data["version"],
            requirement_id=row.pk if row else None,
            kind=kind,
            parameters=form.parameters(),
            text=data["text"],
            essential=data["essential"],
            by=request.user,
            **form.amendment(),
        )

    others = [(k.value, words) for k, words in REQUIREMENT_KINDS.items() if k is not kind]
    return ask(
        request,
        form,
        call,
        act=act,
        heading=REQUIREMENT_KINDS[kind],
        action=_("Publish"),
        said=SAID,
        words=WORDS,
        then=call_url(call, "requirements"),
        template="recruitment/requirement.html",
        kinds=others if row else [],
    )


def _out(request: Request, code: str, pk: int) -> Call:
    call = fetch.call_for(request.user, Permission.CALL_PUBLISH, code, pk)
    if call.published_at is None:
        raise Http404
    return call


def _common(call: Call) -> dict[str, Any]:
    return {"version": call.version, "deadline_zone": call.closes_zone}
