"""To what standards and agendas results and indicators answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.errors import ReadableError
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.forms.alignment import AlignForm, FindForm
from jalon.workspace.results.models import Alignment, Indicator, Result
from jalon.workspace.results.queries.alignment import read_crossing
from jalon.workspace.results.services.alignments import align, end_alignment
from jalon.workspace.results.views.answers import add_error
from jalon.workspace.results.views.fetch import (
    editable_programme,
    indicator_or_404,
    number_of,
    programme_or_404,
    result_or_404,
)


@login_required
@require_GET
def crossing(request: Request, code: str) -> HttpResponse:
    """Show who answers to what, from both sides, with the gaps."""
    programme = programme_or_404(request, code)
    found = read_crossing(request.user, programme)
    context = {
        "programme": programme,
        "tab": "alignment",
        "crossing": found,
        "can_edit": permissions.can_edit(request.user, programme),
        "turned": request.GET.get("from") == "standards",
    }
    return render(request, "results/alignment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_alignment(request: Request, code: str) -> HttpResponse:
    """Align a result or an indicator: choose an agenda or an instrument, then its part."""
    programme = editable_programme(request, code)
    subject = _subject(request, programme)
    find = FindForm(request.GET)
    form = AlignForm(
        request.POST or None,
        agenda=find.chosen("agenda"),
        instrument=find.chosen("instrument"),
    )
    kind = "results:result" if isinstance(subject, Result) else "results:indicator"
    there = reverse(kind, args=[code, subject.pk])
    if request.method == "POST" and form.is_valid():
        try:
            for target in form.chosen():
                align(subject=subject, to=target, note=form.cleaned_data["note"], by=request.user)
        except ReadableError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Aligned."))
            return redirect(there)
    context = {
        "programme": programme,
        "subject": subject,
        "find": find,
        "form": form,
        "back": there,
    }
    return render(request, "results/align.html", context, status=422 if form.errors else 200)


def _subject(request: Request, programme: Programme) -> Result | Indicator:
    if "indicator" in request.GET:
        return indicator_or_404(request, programme, number_of(request.GET["indicator"]) or 0)
    return result_or_404(request, programme, number_of(request.GET.get("result")) or 0)


@login_required
@require_POST
def remove_alignment(request: Request, code: str, pk: int) -> HttpResponse:
    """Take an alignment away."""
    programme = editable_programme(request, code)
    of_result = Alignment.objects.filter(result__programme=programme)
    of_indicator = Alignment.objects.filter(indicator__programme=programme)
    found = get_object_or_404(of_result | of_indicator, pk=pk)
    end_alignment(alignment=found, by=request.user)
    messages.success(request, _("Taken away."))
    if found.result_id:
        return redirect("results:result", code, found.result_id)
    return redirect("results:indicator", code, found.indicator_id)
