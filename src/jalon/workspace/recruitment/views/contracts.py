"""Contracts: recorded, their extension prepared and decided, ended."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import check_permission, has_permission
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.contracts import (
    AppointForm,
    ContractForm,
    EndForm,
    ExtendForm,
    JudgeForm,
)
from jalon.workspace.recruitment.models import Appointment, Call, Condition
from jalon.workspace.recruitment.models.words import CONDITION_KINDS
from jalon.workspace.recruitment.queries.contracts import contract_row, contracts_seen
from jalon.workspace.recruitment.queries.decided import decision_of, named_in, standing_of
from jalon.workspace.recruitment.queries.seen import name_of
from jalon.workspace.recruitment.rules.conditions import (
    AppointmentKind,
    ConditionKind,
    ConditionState,
)
from jalon.workspace.recruitment.services import contracts as services
from jalon.workspace.recruitment.views import fetch

P = Permission
PAGE, FORM = 50, "recruitment/decisions/contract_form.html"


@login_required
def contracts(request: Request, code: str) -> HttpResponse:
    """Show the contracts of a programme, the first to end first; those over at the end."""
    programme = fetch.programme_of(request.user, code)
    check_permission(request.user, P.CANDIDATE_VIEW, programme, anywhere=True)
    today = timezone.localdate()
    rows = contracts_seen(request.user).filter(programme=programme)
    over = "over" in request.GET
    rows = rows.filter(end_date__lt=today) if over else rows.filter(end_date__gte=today)
    page = Paginator(rows.order_by("end_date", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page": page,
        "over": over,
        "rows": [contract_row(each, today) for each in page.object_list],
        "can_add": has_permission(request.user, P.CALL_EDIT, programme, anywhere=True),
    }
    return render(request, "recruitment/decisions/contracts.html", context)


@login_required
def contract(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a contract, and what its extension waits for."""
    row = _contract(request, P.CANDIDATE_VIEW, code, pk)
    context = {
        "programme": row.programme,
        "contract": row,
        "shown": contract_row(row, timezone.localdate()),
        "extensions": row.extensions.select_related("by").order_by("-from_date"),
        "may_edit": permissions.allows(request.user, P.CALL_EDIT, row),
        "may_extend": permissions.allows(request.user, P.CALL_DECIDE, row),
        "history": history_of(row),
    }
    return render(request, "recruitment/decisions/contract.html", context)


@login_required
def appoint(request: Request, code: str, pk: int) -> HttpResponse:
    """Record the contract in which a call ends."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    permissions.check(request.user, P.CANDIDATE_VIEW, call)
    people = _appointable(call)
    initial = {
        "grade": call.grade,
        "contract_type": call.contract_type,
        "name": people[0][1].partition(" · ")[2] if people else "",
    }
    form = AppointForm(bound(request), people=people, initial=initial)

    def act(data: dict[str, Any]) -> Appointment:
        return services.appoint(
            call_id=call.pk,
            code=data["person"],
            term=form.term(),
            reason=data["reason"],
            by=request.user,
        )

    context = {
        "programme": call.programme,
        "heading": _("Record the contract"),
        "back": reverse("recruitment:decision", args=[code, pk]),
    }
    return answer(
        request, form, FORM, context, act=act, then=_url, said=_("The contract is on record.")
    )


@login_required
def add_contract(request: Request, code: str) -> HttpResponse:
    """Record a contract that came from no call of the site."""
    programme = fetch.programme_of(request.user, code)
    check_permission(request.user, P.CALL_EDIT, programme, anywhere=True)
    form = ContractForm(bound(request), programme=programme)

    def act(data: dict[str, Any]) -> Appointment:
        return services.add_contract(
            programme=programme,
            kind=AppointmentKind(data["kind"]),
            country=data["country"],
            term=form.term(),
            by=request.user,
        )

    context = {
        "programme": programme,
        "heading": _("Record a contract"),
        "back": reverse("recruitment:contracts", args=[code]),
    }
    return answer(
        request, form, FORM, context, act=act, then=_url, said=_("The contract is on record.")
    )


@login_required
def judge(request: Request, code: str, pk: int, condition: int) -> HttpResponse:
    """Say whether a condition of an extension is met."""
    row = _contract(request, P.CALL_EDIT, code, pk)
    found = get_object_or_404(Condition, pk=condition, appointment=row)
    initial = {"version": row.version, "state": found.state, "remark": found.note}
    form = JudgeForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        services.judge_condition(
            condition_id=found.pk,
            version=data["version"],
            state=ConditionState(data["state"]),
            remark=data["remark"],
            by=request.user,
        )

    return _ask(request, row, form, act, CONDITION_KINDS[ConditionKind(found.kind)])


@login_required
def extend(request: Request, code: str, pk: int) -> HttpResponse:
    """Give a contract more time."""
    row = _contract(request, P.CALL_DECIDE, code, pk)
    form = ExtendForm(bound(request), initial={"version": row.version})

    def act(data: dict[str, Any]) -> None:
        services.extend_contract(
            contract_id=row.pk,
            version=data["version"],
            until=data["until"],
            reason=data["reason"],
            by=request.user,
        )

    return _ask(request, row, form, act, _("Extend the contract"))


@login_required
def end_early(request: Request, code: str, pk: int) -> HttpResponse:
    """Record that a contract ended before its day."""
    row = _contract(request, P.CALL_EDIT, code, pk)
    form = EndForm(bound(request), term=row, initial={"version": row.version})

    def act(data: dict[str, Any]) -> None:
        services.end_early(
            contract_id=row.pk,
            version=data["version"],
            day=data["day"],
            reason=data["reason"],
            by=request.user,
        )

    return _ask(request, row, form, act, _("End the contract early"), danger=True)


def _contract(request: Request, permission: Permission, code: str, pk: int) -> Appointment:
    row = get_object_or_404(contracts_seen(request.user), programme__code=code, pk=pk)
    permissions.check(request.user, permission, row)
    return row


def _url(contract: Appointment) -> str:
    return reverse("recruitment:contract", args=[contract.programme.code, contract.pk])


def _ask(
    request: Request, row: Appointment, form: Any, act: Any, heading: Any, *, danger: bool = False
) -> HttpResponse:
    context = {
        "programme": row.programme,
        "contract": row,
        "heading": heading,
        "back": _url(row),
        "danger": danger,
    }
    return answer(
        request,
        form,
        FORM,
        context,
        act=act,
        then=lambda _made: _url(row),
        said=_("Saved."),
        row=row,
    )


def _appointable(call: Call) -> list[tuple[str, str]]:
    """Return who was chosen, then those in reserve whose place still holds, with their names."""
    decision = decision_of(call)
    if decision is None:
        return []
    rows = standing_of(named_in(decision, timezone.localdate()))
    prefetch_related_objects(rows, "submissions")
    return [(row.code, f"{row.code} · {name_of(row)}") for row in rows]
