"""Did you send me this? And what to do about it if not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jalon.workspace.documents.views.answers import bound
from jalon.workspace.recruitment.forms.public import CheckForm, ReportForm
from jalon.workspace.recruitment.limits import HOUR, limited
from jalon.workspace.recruitment.queries.sent import sent
from jalon.workspace.recruitment.services.fraud import report_fraud

PAGES = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGES)
@limited("check-message", most=30, seconds=HOUR)
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a message is ours; a wrong address is answered as a wrong reference is."""
    initial = {"reference": request.GET.get("reference", "")[:40]}
    form = CheckForm(bound(request), initial=initial)
    asked = request.method == "POST" and form.is_valid()
    found = sent(**form.cleaned_data) if asked else None
    context = {"form": form, "asked": asked, "found": found}
    status = 422 if form.errors else 200
    return render(request, "vacancies/check.html", context, status=status)


@never_cache
@require_http_methods(PAGES)
@limited("report-fraud", most=5, seconds=HOUR)
def report(request: HttpRequest) -> HttpResponse:
    """Take a report of fraud from anybody."""
    initial = {"reference": request.GET.get("reference", "")[:40]}
    form = ReportForm(bound(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        report_fraud(**form.cleaned_data)
        messages.success(request, _("Thank you. Your report has reached us."))
        return redirect("vacancies:check")
    status = 422 if form.errors else 200
    return render(request, "vacancies/report_fraud.html", {"form": form}, status=status)
