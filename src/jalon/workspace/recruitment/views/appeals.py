"""Record an appeal against a decision, and its answer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.appeals import AnswerForm, AppealForm
from jalon.workspace.recruitment.models import Appeal
from jalon.workspace.recruitment.rules.appeals import AppealOutcome
from jalon.workspace.recruitment.services.appeals import answer_appeal, lodge_appeal
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url


@login_required
def lodge(request: Request, code: str, pk: int) -> HttpResponse:
    """Record that an appeal was lodged."""
    call = fetch.named_call_for(request.user, Permission.CALL_PUBLISH, code, pk)
    form = AppealForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        lodge_appeal(
            call_id=call.pk,
            version=data["version"],
            lodged=data["lodged"],
            note=data["note"],
            by=request.user,
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Record an appeal"),
        action=_("Record the appeal"),
        said=_("The appeal is recorded. Nothing of this call is forgotten until it is answered."),
        then=call_url(call, "decision"),
        words=_("The decision and its contracts go on. What the candidates sent and how they were "
                "assessed is kept until the appeal is answered, and then as long as after a "
                "decision."),
    )  # fmt: skip


@login_required
def answer(request: Request, code: str, pk: int, appeal_id: int) -> HttpResponse:
    """Record how an appeal was answered."""
    call = fetch.named_call_for(request.user, Permission.CALL_PUBLISH, code, pk)
    appeal = get_object_or_404(Appeal, pk=appeal_id, decision__call=call)
    form = AnswerForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        answer_appeal(
            call_id=call.pk,
            version=data["version"],
            appeal_id=appeal.pk,
            answered=data["answered"],
            outcome=AppealOutcome(data["outcome"]),
            by=request.user,
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Record the answer to the appeal"),
        action=_("Record the answer"),
        said=_("The answer is recorded. How long things are kept counts from its day."),
        then=call_url(call, "decision"),
        words=_("If the decision falls, it is set aside as well, once no contract runs from it."),
    )
