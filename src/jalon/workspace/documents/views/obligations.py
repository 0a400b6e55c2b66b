"""What a programme owes: the list, one paper, and what can be done about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.filters import ObligationFilter
from jalon.workspace.documents.forms.obligations import (
    DelayForm,
    EditObligationForm,
    ObligationForm,
    PersonForm,
    values_of,
)
from jalon.workspace.documents.links import obligation_url
from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.models.obligations import LATE_WHEN_DUE
from jalon.workspace.documents.queries.guide import values_of_case
from jalon.workspace.documents.queries.parties import people_of
from jalon.workspace.documents.queries.rows import for_list, owed_row, owed_rows
from jalon.workspace.documents.rules.deadlines import is_overdue
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.delays import record_delay
from jalon.workspace.documents.services.obligations import (
    edit_obligation,
    owe_document,
    reassign_obligation,
)
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import answer, ask, bound
from jalon.workspace.http import Request

PAGE = 50
FORM = "documents/obligation_form.html"


@login_required
def obligations(request: Request, code: str) -> HttpResponse:
    """List what the programme owes, the earliest date first; what is closed only if asked."""
    programme = fetch.programme_of(request.user, code)
    now = timezone.now()
    asked = {"state": "open", **request.GET.dict()}
    seen = Obligation.objects.visible_to(request.user).filter(programme=programme)
    chosen = ObligationFilter(asked, seen=seen)
    rows = chosen.narrow(seen, now).order_by("due_at", "pk")
    page = Paginator(for_list(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "filter": chosen,
        "filtered": bool(chosen.chosen()),
        "all_url": "?state=",
        "page": page,
        "rows": owed_rows(page.object_list, now),
        "total": page.paginator.count or seen.exists(),
        "can_owe": permissions.can_owe(request.user, programme),
    }
    return render(request, "documents/obligations.html", context)


@login_required
def obligation(request: Request, code: str, pk: int) -> HttpResponse:
    """Show one paper that is owed: until when, how it stands, what can be done."""
    row = fetch.obligation_of(request.user, code, pk)
    user = request.user
    can_edit = permissions.allows(user, Permission.OBLIGATION_EDIT, row)
    document = getattr(row, "document", None)
    is_open = row.closed_at is None
    inside = permissions.can_see_inside(user, row)
    context = {
        "programme": row.programme,
        "obligation": row,
        "row": owed_row(row, timezone.now()),
        "document": document,
        "delays": list(row.delays.select_related("by").order_by("-pk")) if inside else [],
        "can_edit": can_edit and is_open,
        "can_restore": can_edit and row.state == ObligationState.WITHDRAWN,
        "can_delay": row.state in LATE_WHEN_DUE and permissions.can_record_delay(user, row),
        "can_start": document is None and permissions.can_start(user, row),
        "history": history_of(row) if inside else [],
        "inside": inside,
    }
    return render(request, "documents/obligation.html", context)


@login_required
def owe(request: Request, code: str) -> HttpResponse:
    """Add a paper that is owed."""
    programme = fetch.programme_of(request.user, code)
    if not permissions.can_owe(request.user, programme):
        raise PermissionDenied
    from_guide = values_of_case(request.user, request.GET.get("case", ""))
    initial = {"owed_by_user": request.user.pk, **from_guide}
    form = ObligationForm(bound(request), programme=programme, initial=initial)

    def act(data: dict[str, Any]) -> Obligation:
        period = (data["period_start"], data["period_end"]) if data["period_start"] else None
        return owe_document(programme=programme, period=period, by=request.user, **form.values())

    context = {"programme": programme}
    return answer(request, form, FORM, context, act=act, then=obligation_url, said=_("Noted."))


@login_required
def edit(request: Request, code: str, pk: int) -> HttpResponse:
    """Change what is owed."""
    row = _for_editing(request, code, pk)
    form = EditObligationForm(bound(request), programme=row.programme, initial=values_of(row))

    def act(data: dict[str, Any]) -> Obligation:
        return edit_obligation(
            obligation_id=row.pk,
            version=data["version"],
            reason=data["reason"],
            period_start=data["period_start"],
            period_end=data["period_end"],
            by=request.user,
            **form.values(),
        )

    context = {"programme": row.programme, "obligation": row}
    return answer(
        request, form, FORM, context, act=act, then=obligation_url, said=_("Saved."), row=row
    )


@login_required
def reassign(request: Request, code: str, pk: int) -> HttpResponse:
    """Let another person owe the paper."""
    row = _for_editing(request, code, pk)
    initial = {"version": row.version, "person": row.owed_by_user_id}
    form = PersonForm(bound(request), people=people_of(row.programme), initial=initial)

    def act(data: dict[str, Any]) -> Obligation:
        return reassign_obligation(
            obligation_id=row.pk,
            version=data["version"],
            owed_by_user=data["person"],
            by=request.user,
        )

    return ask(
        request,
        form,
        row,
        act=act,
        heading=_("Who owes it from now on?"),
        action=_("Give it to this person"),
        said=_("Saved."),
    )


@login_required
def delay(request: Request, code: str, pk: int) -> HttpResponse:
    """Record why the paper is late, until when it is promised, and what happens next."""
    row = fetch.obligation_of(request.user, code, pk)
    if not permissions.can_record_delay(request.user, row):
        raise PermissionDenied
    state = ObligationState(row.state)
    overdue = is_overdue(state, due_at=row.due_at, now=timezone.now())
    form = DelayForm(bound(request), overdue=overdue, initial={"version": row.version})

    def act(data: dict[str, Any]) -> Obligation:
        record_delay(
            obligation_id=row.pk,
            version=data["version"],
            reason=data["reason"],
            new_date=data["new_date"],
            next_action=data["next_action"],
            by=request.user,
        )
        return row

    return ask(
        request,
        form,
        row,
        act=act,
        heading=_("Record a delay"),
        action=_("Record the delay"),
        said=_("Noted."),
    )


def _for_editing(request: Request, code: str, pk: int) -> Obligation:
    row = fetch.obligation_of(request.user, code, pk)
    permissions.check(request.user, Permission.OBLIGATION_EDIT, row)
    return row
