"""One figure: reported, looked at, taken through its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.errors import Problems, ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.forms.report import ReportForm
from jalon.workspace.results.models import Actual, ActualCell, Indicator, Period, Target
from jalon.workspace.results.queries.places import Place, places_of
from jalon.workspace.results.queries.reports import amount_of, indicator_facts, report_facts
from jalon.workspace.results.queries.titles import titles_of
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.checks import findings_of
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import Status, Step, permission_for, steps_from
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.workflow import comment_on_actual, take_step
from jalon.workspace.results.views.answers import add_error, refuse
from jalon.workspace.results.views.fetch import (
    actual_or_404,
    number_of,
    period_or_404,
    place_or_404,
    programme_or_404,
)
from jalon.workspace.results.words import DONE
from jalon.workspace.tags import explain

PAGE = "results/report.html"


@dataclass(frozen=True, slots=True)
class Spot:
    """What the page is about: a period of an indicator, in a place."""

    programme: Programme
    period: Period
    place: Place
    facts: IndicatorFacts
    actual: Actual | None
    cells: Mapping[str, Amount]

    @property
    def indicator(self) -> Indicator:
        return self.period.indicator

    @property
    def address(self) -> str:
        here = reverse("results:report", args=[self.programme.code, self.period.pk])
        return f"{here}{self.place.query}"


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, code: str, pk: int) -> HttpResponse:
    """Report the figure of a period and a place, or look at it."""
    programme = programme_or_404(request, code)
    period = period_or_404(request, programme, pk)
    place = Place(*place_or_404(programme, request.GET.get("country"), request.GET.get("area")))
    everywhere = period.indicator.reported_for == Indicator.ReportedFor.PROGRAMME
    if not place.key[0] and not everywhere and "whole" not in request.GET:
        return _choose_place(request, programme, period)
    spot = _spot(request, programme, period, place)
    may = permissions.may_with(
        request.user, Permission.ACTUAL_REPORT, period.indicator, place.key[0]
    )
    if not may or (spot.actual is not None and not spot.actual.is_editable):
        if request.method == "POST":
            permissions.check_may_with(
                request.user, Permission.ACTUAL_REPORT, period.indicator, place.key[0]
            )
        return _show(request, spot)
    return _edit(request, spot)


@login_required
@require_GET
def actual(request: Request, code: str, pk: int) -> HttpResponse:
    """Go to the page of a figure that is known by its number."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:report", args=[code, found.period_id])
    return redirect(f"{here}{Place(found.country, found.area).query}")


@login_required
@require_POST
def step(request: Request, code: str, pk: int) -> HttpResponse:
    """Take a step with a figure."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:actual", args=[code, pk])
    chosen = request.POST.get("step", "")
    if chosen not in list(Step):
        return redirect(here)
    try:
        take_step(
            actual=found,
            step=Step(chosen),
            by=request.user,
            version=number_of(request.POST.get("version")) or 0,
            reason=request.POST.get("reason", "")[:5_000],
        )
    except Problems as error:
        for problem in error.problems:
            messages.error(request, explain(ReadableError(problem.code, **problem.params)))
    except ReadableError as error:
        return refuse(request, error, here)
    else:
        messages.success(request, str(DONE[Step(chosen)]))
    return redirect(here)


@login_required
@require_POST
def comment(request: Request, code: str, pk: int) -> HttpResponse:
    """Say something about a figure."""
    programme = programme_or_404(request, code)
    found = actual_or_404(request, programme, pk)
    here = reverse("results:actual", args=[code, pk])
    try:
        comment_on_actual(actual=found, text=request.POST.get("text", "")[:5_000], by=request.user)
    except ReadableError as error:
        return refuse(request, error, here)
    return redirect(here)


def _spot(request: Request, programme: Programme, period: Period, place: Place) -> Spot:
    rows = Actual.objects.visible_to(request.user).select_related(
        "reported_by", "verified_by", "evidence", "country", "area"
    )
    found = rows.filter(period=period, country=place.country, area=place.area).first()
    cells: dict[str, Amount] = {}
    if found is not None:
        found.period = period
        for cell in ActualCell.objects.filter(actual=found):
            if not cell.computed:
                cells[cell.breakdown] = amount_of(cell)
    return Spot(programme, period, place, indicator_facts(period.indicator), found, cells)


def _edit(request: Request, spot: Spot) -> HttpResponse:
    actual = spot.actual
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        facts=spot.facts,
        titles=titles_of(spot.programme.pk),
        cells=spot.cells,
        has_evidence=actual is not None and actual.evidence_id is not None,
        initial={
            "narrative": actual.narrative if actual else "",
            "no_data_reason": actual.no_data_reason if actual else "",
            "source": actual.source if actual else "",
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
            spot = _spot(request, spot.programme, spot.period, spot.place)
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
    words = Words(values["narrative"], values["no_data_reason"], values["source"], evidence)
    return report_actual(
        period=spot.period,
        country=spot.place.country,
        area=spot.place.area,
        cells=form.cells,
        words=words,
        by=request.user,
        version=values["version"],
        axes=spot.facts.axes,
    )


def _both(request: Request, spot: Spot, form: ReportForm) -> HttpResponse:
    """Show what somebody else saved meanwhile beside what was typed; saving again takes mine."""
    now = _spot(request, spot.programme, spot.period, spot.place)
    typed = form.cells
    theirs = [
        (form.title_of(cell), now.cells.get(cell, NOTHING), typed.get(cell, NOTHING))
        for cell in form.breakdowns
        if now.cells.get(cell, NOTHING) != typed.get(cell, NOTHING)
    ]
    _carry(form, now)
    return _render(request, now, form, status=422, theirs=theirs)


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
) -> HttpResponse:
    findings = findings_of(report_facts(spot.actual)) if spot.actual else []
    definition = reverse("results:edit-indicator", args=[spot.programme.code, spot.indicator.pk])
    shown = [
        (
            finding,
            definition
            if finding.problem.where == "indicator"
            else form.anchor_of(finding.problem.where),
            form.label_of(finding.problem.where),
            explain(ReadableError(finding.problem.code, **finding.problem.params)),
        )
        for finding in findings
    ]
    context = {
        **_context(request, spot),
        "form": form,
        "findings": shown,
        "refused": refused,
        "theirs": theirs,
        "computed": _computed(spot),
    }
    return render(request, PAGE, context, status=status)


def _computed(spot: Spot) -> Amount | None:
    """Return the total that was added up from the cells, if nobody typed one."""
    if spot.actual is None:
        return None
    cell = spot.actual.cells.filter(breakdown=TOTAL, computed=True).first()
    return amount_of(cell) if cell and cell.value is not None else None


def _show(request: Request, spot: Spot) -> HttpResponse:
    titles = titles_of(spot.programme.pk)
    rows = []
    if spot.actual is not None:
        cells = ActualCell.objects.filter(actual=spot.actual).order_by("breakdown")
        rows = [(cell.breakdown, amount_of(cell)) for cell in cells]
    context = {**_context(request, spot), "cells": rows, "titles": titles}
    return render(request, "results/figure.html", context)


def _context(request: Request, spot: Spot) -> dict[str, Any]:
    actual = spot.actual
    steps: list[Step] = []
    if actual is not None:
        status = Status(actual.status)
        steps = [
            step
            for step in steps_from(status)
            if step is not Step.SUBMIT
            and permissions.may_with(
                request.user, permission_for(status, step), spot.indicator, spot.place.key[0]
            )
        ]
    targets = Target.objects.filter(
        period=spot.period, country=spot.place.country, area=spot.place.area
    )
    return {
        "programme": spot.programme,
        "indicator": spot.indicator,
        "facts": spot.facts,
        "period": spot.period,
        "place": spot.place,
        "actual": actual,
        "target": next((amount_of(t) for t in targets if t.breakdown == TOTAL), NOTHING),
        "steps": steps,
        "comments": actual.comments.select_related("by").order_by("pk") if actual else [],
        "history": history_of(actual) if actual else [],
    }


def _choose_place(request: Request, programme: Programme, period: Period) -> HttpResponse:
    places = places_of(programme, [period.indicator])[period.indicator.pk]
    reported: dict[tuple[int | None, int | None], str] = {
        (country, area): status
        for country, area, status in Actual.objects.visible_to(request.user)
        .filter(period=period)
        .values_list("country_id", "area_id", "status")
    }
    context = {
        "programme": programme,
        "indicator": period.indicator,
        "period": period,
        "places": [(place, reported.get(place.key, "")) for place in places],
    }
    return render(request, "results/places.html", context)
