"""Take a call on: hand its notice in, take it back, publish it, cancel it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.base import ReasonForm, VersionedForm
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.steps import HandInForm
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.facts import facts_of
from jalon.workspace.recruitment.queries.notice_text import notice_text
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.rules.calls import PUBLIC, CallStep, check_ready
from jalon.workspace.recruitment.services.clearing import hand_in_notice, take_back_notice
from jalon.workspace.recruitment.services.publishing import cancel_call, publish_call
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask

P = Permission


@login_required
def hand_in(request: Request, code: str, pk: int) -> HttpResponse:
    """Hand the notice in: its text becomes a version of a paper that the office clears."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = HandInForm(bound(request), again=call.notice is not None, initial=_version(call))

    def act(data: dict[str, Any]) -> None:
        check_ready(CallStep.SUBMIT, facts_of(call, CallStep.SUBMIT))
        text = ContentFile(notice_text(call).encode(), f"{call.slug}.txt")
        hand_in_notice(
            call_id=call.pk,
            version=data["version"],
            file=store_file(file=text, programme=call.programme, by=request.user),
            what_changed=data.get("what_changed", ""),
            by=request.user,
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Hand the notice in to be cleared"),
        action=_("Hand it in"),
        said=_("The notice is with those who clear it."),
        words=_("Its text is kept as a version of a paper, which goes through the office's chain "
                "for vacancy notices. Meanwhile its words cannot be changed."),
    )  # fmt: skip


@login_required
def take_back(request: Request, code: str, pk: int) -> HttpResponse:
    """Make a draft again of a notice that is being cleared, or was."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = ReasonForm(bound(request), initial=_version(call))

    def act(data: dict[str, Any]) -> None:
        take_back_notice(
            call_id=call.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Take the notice back to a draft"),
        action=_("Take it back"),
        said=_("The notice is a draft again."),
        words=_("What is changed afterwards has to be cleared anew."),
    )


@login_required
def publish(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the notice to everybody."""
    call = fetch.call_for(request.user, P.CALL_PUBLISH, code, pk)
    form = VersionedForm(bound(request), initial=_version(call))

    def act(data: dict[str, Any]) -> None:
        publish_call(call_id=call.pk, version=data["version"], by=request.user)

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Publish the call"),
        action=_("Publish"),
        said=_("The call is published."),
        words=_("From now on everybody can read it, in each language of its text, and apply until "
                "the deadline. Later changes are shown with their date."),
    )  # fmt: skip


@login_required
def cancel(request: Request, code: str, pk: int) -> HttpResponse:
    """End a call without a decision."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    if state_of(call, timezone.now()) in PUBLIC:
        permissions.check(request.user, P.CALL_PUBLISH, call)
    form: forms.Form = ReasonForm(bound(request), initial=_version(call))

    def act(data: dict[str, Any]) -> None:
        cancel_call(
            call_id=call.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Cancel the call"),
        action=_("Cancel the call"),
        said=_("The call is cancelled."),
        danger=True,
        words=_("A cancelled call cannot be taken up again; begin another like it instead."),
    )


def _version(call: Call) -> dict[str, Any]:
    return {"version": call.version}
