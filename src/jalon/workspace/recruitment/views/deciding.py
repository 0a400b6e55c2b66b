"""Decide about a call; set the decision aside after an appeal."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.forms.base import ReasonForm
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.deciding import DecisionForm
from jalon.workspace.recruitment.queries.contracts import contracts_seen
from jalon.workspace.recruitment.queries.decided import decisions_of, is_somebodys_turn
from jalon.workspace.recruitment.queries.ranked import Ranked, ranked
from jalon.workspace.recruitment.queries.ranking_words import shown
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.services.deciding import decide as decide_call
from jalon.workspace.recruitment.services.deciding import fingerprint_of
from jalon.workspace.recruitment.services.deciding import set_aside as set_decision_aside
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url

P = Permission
OPEN = (CallState.SCREENING, CallState.ASSESSMENT)


@login_required
def decision(request: Request, code: str, pk: int) -> HttpResponse:
    """Show what was decided, when, by whom and why; and what was set aside."""
    call = fetch.named_call_for(request.user, P.CANDIDATE_VIEW, code, pk)
    found = decisions_of(call)
    today = timezone.localdate()
    context = {
        "programme": call.programme,
        "call": call,
        "decisions": found,
        "contracts": contracts_seen(request.user).filter(call=call).order_by("pk"),
        "may_decide": permissions.allows(request.user, P.CALL_DECIDE, call),
        "may_record": permissions.allows(request.user, P.CALL_PUBLISH, call),
        "is_open": call.state in OPEN,
        "is_decided": call.state == CallState.DECIDED,
        "may_appoint": permissions.allows(request.user, P.CALL_EDIT, call)
        and is_somebodys_turn(found, today),
        "history": history_of(call),
    }
    return render(request, "recruitment/decisions/decision.html", context)


@login_required
def decide(request: Request, code: str, pk: int) -> HttpResponse:
    """Choose one of the ranked, or nobody."""
    call = fetch.named_call_for(request.user, P.CALL_DECIDE, code, pk)
    standing = ranked(call, sensitive=False)
    initial = {"version": call.version, "seen": fingerprint_of(standing)}
    form = DecisionForm(bound(request), ranked=_offered(standing), initial=initial)

    def act(data: dict[str, Any]) -> None:
        decide_call(
            call_id=call.pk,
            version=data["version"],
            choice=form.choice(),
            reason=data["reason"],
            by=request.user,
            seen=form.take_seen(),
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Decide"),
        action=_("Record the decision"),
        said=_("The decision is recorded. Letters to all candidates come next."),
        then=call_url(call, "decision"),
        words=_("The panel has scored and proposes; whoever decides has not scored. Nobody is told "
                "anything by this step: letters are drafted, looked at and sent afterwards."),
    )  # fmt: skip


@login_required
def set_aside(request: Request, code: str, pk: int) -> HttpResponse:
    """Take a decision back after an appeal."""
    call = fetch.named_call_for(request.user, P.CALL_DECIDE, code, pk)
    form = ReasonForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        set_decision_aside(
            call_id=call.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Set the decision aside"),
        action=_("Set it aside"),
        said=_("The decision is set aside; another is to be made."),
        then=call_url(call, "decision"),
        danger=True,
        words=_("The decision stays on record with its ranking. The call goes back to assessment."),
    )


def _offered(standing: Ranked) -> list[tuple[str, str]]:
    """Return the ranked by place, under their codes."""
    rows = [each for each in standing.standings if each.place.place]
    words = gettext("%(place)s. %(code)s (%(total)s of 100)")
    return [
        (each.code, words % {"place": each.place.place, "code": each.code,
                             "total": shown(each.total)})
        for each in rows
    ]  # fmt: skip
