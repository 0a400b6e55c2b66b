"""Report a figure: a draft is always saved; submitting shows what stands in the way."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jalon.errors import Problems, ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.http import Request
from jalon.workspace.results import permissions
from jalon.workspace.results.forms.report import ReportForm
from jalon.workspace.results.models import Actual, Indicator
from jalon.workspace.results.queries.places import Place
from jalon.workspace.results.rules.totals import NOTHING
from jalon.workspace.results.rules.workflow import Step
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.workflow import take_step
from jalon.workspace.results.views.answers import add_error
from jalon.workspace.results.views.fetch import (
    period_or_404,
    place_or_404,
)
from jalon.workspace.results.views.figure import (
    Spot,
    choose_place,
    context_of,
    show_figure,
    spot_of,
)
from jalon.workspace.results.views.findings import finding_words
from jalon.workspace.results.words import DONE

PAGE = "results/report.html"


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, code: str, pk: int) -> HttpResponse:
    """Report the figure of a period and a place, or look at it."""
    period = period_or_404(request, code, pk)
    programme = period.indicator.programme
    place = Place(*place_or_404(programme, request.GET.get("country"), request.GET.get("area")))
    if "whole" not in request.GET and _needs_place(period.indicator, place):
        return choose_place(request, programme, period, place.country)
    spot = spot_of(request, programme, period, place)
    may = permissions.may_with(
        request.user, Permission.ACTUAL_REPORT, period.indicator, place.key[0]
    )
    if not may or (spot.actual is not None and not spot.actual.is_editable):
        if request.method == "POST":
            permissions.check_may_with(
                request.user, Permission.ACTUAL_REPORT, period.indicator, place.key[0]
            )
        return show_figure(request, spot)
    return _edit(request, spot)


def _needs_place(indicator: Indicator, place: Place) -> bool:
    """Tell whether an indicator is reported for smaller places than this one."""
    match indicator.reported_for:
        case Indicator.ReportedFor.COUNTRY:
            return place.country is None
        case Indicator.ReportedFor.AREA:
            return place.area is None
    return False


def _edit(request: Request, spot: Spot) -> HttpResponse:
    actual = spot.actual
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        facts=spot.facts,
        titles=spot.titles,
        cells=spot.typed,
        has_evidence=actual is not None and actual.evidence_id is not None,
        initial={
            **_words_of(actual),
            "evidence_date": actual.evidence_date if actual else None,
            "version": actual.version if actual else 0,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, spot, form)
            if request.POST.get("do") == "submit":
                take_step(actual=saved, step=Step.SUBMIT, by=request.user, version=saved.version)
                messages.success(request, str(DONE[Step.SUBMIT]))
                return redirect(spot.address)
        except Problems:
            spot = spot_of(request, spot.programme, spot.period, spot.place)
            return _render(request, spot, _fresh(form, spot), refused=True, status=422)
        except ReadableError as error:
            add_error(form, error)
            if error.code == "changed-meanwhile":
                return _both(request, spot, form)
        else:
            messages.success(request, _("Saved as a draft."))
            return redirect(spot.address)
    return _render(request, spot, form, status=422 if form.errors else 200)


def _save(request: Request, spot: Spot, form: ReportForm) -> Actual:
    values = form.cleaned_data
    evidence = spot.actual.evidence if spot.actual else None
    if values.get("drop_evidence"):
        evidence = None
    if values.get("evidence_file"):
        evidence = store_file(
            file=values["evidence_file"], programme=spot.programme, by=request.user
        )
    words = Words(
        values["narrative"],
        values["no_data_reason"],
        values["source"],
        evidence,
        values.get("correction", spot.actual.correction if spot.actual else ""),
        values["evidence_date"],
    )
    return report_actual(
        period=spot.period,
        country=spot.place.country,
        area=spot.place.area,
        cells=form.cells,
        words=words,
        by=request.user,
        version=values["version"],
    )


def _both(request: Request, spot: Spot, form: ReportForm) -> HttpResponse:
    """Show what somebody else saved meanwhile beside what was typed; saving again takes mine."""
    now = spot_of(request, spot.programme, spot.period, spot.place)
    typed = form.cells
    theirs = [
        (form.title_of(cell), now.typed.get(cell, NOTHING), typed.get(cell, NOTHING))
        for cell in form.breakdowns
        if now.typed.get(cell, NOTHING) != typed.get(cell, NOTHING)
    ]
    _carry(form, now)
    words = _words_of(now.actual)
    their_words = [
        (form.fields[name].label, there)
        for name, there in words.items()
        if name in form.fields and there.strip() != (form.cleaned_data.get(name) or "").strip()
    ]
    replaced = form.cleaned_data.get("evidence_file") or form.cleaned_data.get("drop_evidence")
    if replaced and now.actual and now.actual.evidence:
        label = form.fields["evidence_file"].label
        their_words.append((label, now.actual.evidence.original_name))
    return _render(request, now, form, status=422, theirs=theirs, their_words=their_words)


def _words_of(actual: Actual | None) -> dict[str, str]:
    """Return what is written beside the figures."""
    names = ("narrative", "no_data_reason", "source", "correction")
    return {name: getattr(actual, name) if actual else "" for name in names}


def _fresh(form: ReportForm, spot: Spot) -> ReportForm:
    """Carry the version on: the draft was saved although it could not be submitted."""
    _carry(form, spot)
    return form


def _carry(form: ReportForm, spot: Spot) -> None:
    """Give a form that was sent the version that is there now."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data["version"] = str(spot.actual.version if spot.actual else 0)
    form.data = data


def _render(
    request: Request,
    spot: Spot,
    form: ReportForm,
    *,
    status: int = 200,
    refused: bool = False,
    theirs: list[Any] | None = None,
    their_words: list[tuple[Any, str]] | None = None,
) -> HttpResponse:
    definition = reverse("results:edit-indicator", args=[spot.programme.code, spot.indicator.pk])
    shown = [
        (
            finding,
            definition
            if finding.problem.where == "indicator"
            else form.anchor_of(finding.problem.where),
            form.label_of(finding.problem.where),
            finding_words(finding, spot.titles),
        )
        for finding in spot.findings
    ]
    context = {
        **context_of(request, spot),
        "form": form,
        "findings": shown,
        "refused": refused,
        "theirs": theirs,
        "their_words": their_words,
        "computed": spot.computed,
    }
    return render(request, PAGE, context, status=status)
