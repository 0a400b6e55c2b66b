"""Begin a programme with the team's own spreadsheet: upload, say what is what, look, make."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jalon.errors import BadInput, Problem, ReadableError
from jalon.messages import explain as explained
from jalon.workspace.http import Request
from jalon.workspace.programmes.exchange.headings import Role
from jalon.workspace.programmes.exchange.keeping import layout_of, sheet_of
from jalon.workspace.programmes.exchange.plan import Plan, Remark
from jalon.workspace.programmes.exchange.planning import Terms, make_plan
from jalon.workspace.programmes.forms.spreadsheets import (
    ROLES,
    ColumnForm,
    SheetFactsForm,
    SpreadsheetForm,
)
from jalon.workspace.programmes.models import PendingSpreadsheet
from jalon.workspace.programmes.permissions import check_can_create
from jalon.workspace.programmes.queries.responsibles import find_responsibles
from jalon.workspace.programmes.services import spreadsheets as services
from jalon.workspace.spreadsheets.opening import LIMITS, MEBI
from jalon.workspace.tags import explain

UPLOAD = "programmes/upload_spreadsheet.html"
PAGE = "programmes/from_spreadsheet.html"
SINGLE = frozenset(Role) - {Role.IGNORE, Role.TARGET, Role.ACTUAL}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload_spreadsheet(request: Request) -> HttpResponse:
    """Take a spreadsheet."""
    check_can_create(request.user)
    form = SpreadsheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LIMITS.file_bytes:
                raise BadInput("workbook-too-large", megabytes=LIMITS.file_bytes // MEBI)
            pending = services.keep_spreadsheet(
                content=file.read(),
                file_name=file.name,
                language=form.cleaned_data["language"],
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("programmes:from-spreadsheet", pending.pk)
    return render(request, UPLOAD, {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_spreadsheet(request: Request, pk: int) -> HttpResponse:
    """Correct what the columns hold, look at the tree that they make, then make it."""
    check_can_create(request.user)
    pending = get_object_or_404(PendingSpreadsheet, pk=pk, by=request.user)
    if request.method != "POST":
        return _page(request, pending, *_forms(pending, pending.answers or None))
    sent = request.POST
    answers = {name: sent.getlist(name) for name in sent if name and not name.startswith("_")}
    answers.pop("csrfmiddlewaretoken", None)
    answers.pop("do", None)
    facts, columns = _forms(pending, answers)
    valid = [facts.is_valid(), *(form.is_valid() for form in columns)]
    if not all(valid):
        return _page(request, pending, facts, columns, status=422)
    services.keep_answers(pending=pending, layout=_corrected(pending, columns), answers=answers)
    if _twice(columns):
        facts.add_error(None, explain(BadInput("column-role-twice", roles=_twice(columns))))
        return _page(request, pending, facts, columns, status=422)
    plan = _plan(pending, facts)
    if request.POST.get("do") != "make":
        return _page(request, pending, facts, columns, plan)
    return _make(request, pending, facts, columns, plan)


def _make(
    request: Request,
    pending: PendingSpreadsheet,
    facts: SheetFactsForm,
    columns: list[ColumnForm],
    plan: Plan,
) -> HttpResponse:
    given = dict(facts.cleaned_data)
    months = {i.frequency_months for i in plan.indicators() if i.frequency_months}
    terms = {"first_month": given.pop("first_month"), "period_months": min(months, default=12)}
    given.pop("cumulative")
    given.pop("director")
    try:
        programme = services.start_from_spreadsheet(
            pending_id=pending.pk, plan=plan, by=request.user, terms=terms, **given
        )
    except ReadableError as error:
        facts.add_error(None, explain(error))
        return _page(request, pending, facts, columns, plan, status=422)
    messages.success(request, _("The programme has begun."))
    return redirect("programmes:programme", programme.code)


def _forms(
    pending: PendingSpreadsheet, answers: dict[str, list[str]] | None
) -> tuple[SheetFactsForm, list[ColumnForm]]:
    data = None
    if answers is not None:
        data = QueryDict(mutable=True)
        for name, values in answers.items():
            data.setlist(name, values)
    columns = [
        ColumnForm(data, prefix=f"c{column['position']}", initial=column)
        for column in pending.layout["columns"]
    ]
    return SheetFactsForm(data, initial={"time_zone": pending.by.time_zone}), columns


def _corrected(pending: PendingSpreadsheet, columns: list[ColumnForm]) -> dict[str, Any]:
    corrected = [
        {**column, **form.cleaned_data}
        for column, form in zip(pending.layout["columns"], columns, strict=True)
    ]
    return {**pending.layout, "columns": corrected}


def _twice(columns: list[ColumnForm]) -> list[str]:
    roles = [form.cleaned_data["role"] for form in columns]
    twice = {Role(role) for role in roles if Role(role) in SINGLE and roles.count(role) > 1}
    return sorted(str(ROLES[role]) for role in twice)


def _plan(pending: PendingSpreadsheet, facts: SheetFactsForm) -> Plan:
    given = facts.cleaned_data
    start: date = given["start_date"]
    end: date = given["end_date"]
    return make_plan(
        sheet_of(pending.sheet, pending.rows),
        layout_of(pending.layout),
        Terms(pending.language, start, end, given["first_month"], bool(given["cumulative"])),
    )


def _page(
    request: Request,
    pending: PendingSpreadsheet,
    facts: SheetFactsForm,
    columns: list[ColumnForm],
    plan: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    remarks = [*plan.remarks, *_unknown(plan)] if plan else []
    remarks.sort(key=lambda remark: (not remark.stops, remark.row))
    context = {
        "pending": pending,
        "form": facts,
        "columns": list(zip(pending.layout["columns"], columns, strict=True)),
        "plan": plan,
        "remarks": [_shown(request, remark) for remark in remarks],
    }
    return render(request, PAGE, context, status=status)


def _unknown(plan: Plan) -> list[Remark]:
    """Say which names of responsible people nobody here goes by."""
    named = {i.responsible: i.row for i in reversed(plan.indicators()) if i.responsible}
    known = find_responsibles(named)
    return [
        Remark(row, "", "responsible-unknown", {"name": name}, stops=False)
        for name, row in reversed(named.items())
        if name not in known
    ]


def _shown(request: Request, remark: Remark) -> dict[str, Any]:
    language = request.LANGUAGE_CODE.split("-")[0]
    text = explained(Problem("", remark.code, remark.params), language)
    return {"row": remark.row, "column": remark.column, "text": text, "stops": remark.stops}
