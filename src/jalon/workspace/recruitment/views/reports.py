"""Reports of fraud, for the office: read, and closed with what was done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.public import OutcomeForm
from jalon.workspace.recruitment.models import FraudReport
from jalon.workspace.recruitment.queries.fraud import reads_reports, reports_for
from jalon.workspace.recruitment.services.fraud import close_report

PAGE = 50


@login_required
def reports(request: Request) -> HttpResponse:
    """List the reports; those that are not closed first, the newest first."""
    _check(request.user)
    closed = request.GET.get("closed") == "1"
    rows = reports_for(request.user).filter(closed_at__isnull=not closed).order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "vacancies/reports.html", {"page": page, "closed": closed})


@login_required
def report(request: Request, pk: int) -> HttpResponse:
    """Show a report, and close it."""
    _check(request.user)
    row = get_object_or_404(reports_for(request.user).select_related("closed_by"), pk=pk)

    def act(data: dict[str, Any]) -> FraudReport:
        return close_report(report_id=row.pk, outcome=data["outcome"], by=request.user)

    return answer(
        request,
        OutcomeForm(bound(request)),
        "vacancies/report.html",
        {"report": row, "history": history_of(row)},
        act=act,
        then=lambda _made: reverse("vacancies:reports"),
        said=_("Closed."),
    )


def _check(user: Any) -> None:
    if not reads_reports(user):
        raise PermissionDenied
