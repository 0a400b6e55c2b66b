"""Indicators: their card, their periods, their definition and targets."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.charts import Point
from jalon.workspace.results.forms.indicators import IndicatorForm, TargetsForm
from jalon.workspace.results.models import Indicator, Result, Target
from jalon.workspace.results.queries.alignment import alignments_of
from jalon.workspace.results.queries.matrix import read_rows
from jalon.workspace.results.queries.places import (
    EVERYWHERE,
    Place,
    countries_of,
    countries_seen,
    country_shown,
    places_of,
)
from jalon.workspace.results.queries.reports import amount_of, axes_with_titles, indicator_facts
from jalon.workspace.results.rules.breakdowns import TOTAL, grid
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services import indicators as services
from jalon.workspace.results.services.periods import set_all_targets
from jalon.workspace.results.templatetags.result_figures import cell_title
from jalon.workspace.results.views.answers import add_error, answer_form, refuse
from jalon.workspace.results.views.fetch import (
    editable_programme,
    indicator_or_404,
    number_of,
    place_or_404,
    programme_or_404,
)

FORM = "results/form.html"


@login_required
@require_GET
def indicator(request: Request, code: str, pk: int) -> HttpResponse:
    """Show an indicator: its definition, its periods with target and figure, its history."""
    programme = programme_or_404(request, code)
    found = indicator_or_404(request, programme, pk)
    seen = countries_seen(request.user, programme)
    country = country_shown(request.user, programme, number_of(request.GET.get("country")))
    place = Place(*place_or_404(programme, str(country or ""), None))
    axes, titles = axes_with_titles(found)
    countries = countries_of(programme, found)
    facts = replace(indicator_facts(found, axes), expected=len(countries))
    matrix = read_rows(request.user, programme, [facts], country=place.key[0])
    (row,) = matrix.rows
    cells = [cell for cell in row.cells if cell]
    context = {
        "programme": programme,
        "indicator": found,
        "row": row,
        "pairs": list(zip(matrix.columns, cells, strict=True)),
        "points": [
            Point(cell.end, cell.figures.target.value, cell.figures.actual.value) for cell in cells
        ],
        "place": place,
        "countries": [one for one in countries if not seen or one.pk in seen],
        "part": bool(seen),
        "axes": row.indicator.axes,
        "titles": titles,
        "alignments": alignments_of(found),
        "can_edit": permissions.can_edit(request.user, programme),
        "can_report": permissions.may_with(
            request.user, Permission.ACTUAL_REPORT, found, place.key[0]
        ),
        "history": history_of(found) if permissions.sees_workings(request.user, programme) else [],
    }
    return render(request, "results/indicator.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_indicator(request: Request, code: str, pk: int) -> HttpResponse:
    """Add an indicator to a result."""
    programme = editable_programme(request, code)
    result = get_object_or_404(Result, programme=programme, pk=pk)
    form = IndicatorForm(request.POST or None, programme=programme, initial={"result": result})

    def save(values: dict[str, Any]) -> str:
        made = services.create_indicator(
            result=values["result"],
            values=form.facts,
            dimensions=list(values["dimensions"]),
            countries=list(values["countries"]),
            by=request.user,
        )
        return reverse("results:targets", args=[code, made.pk])

    context = {
        "programme": programme,
        "heading": _("Add an indicator"),
        "back": reverse("results:result", args=[code, pk]),
    }
    said = _("The indicator was added. Set its targets now.")
    return answer_form(request, FORM, form, context, save=save, said=said)


@login_required
@require_http_methods(["GET", "POST"])
def edit_indicator(request: Request, code: str, pk: int) -> HttpResponse:
    """Change the definition of an indicator."""
    programme = editable_programme(request, code)
    found = indicator_or_404(request, programme, pk)
    form = IndicatorForm(request.POST or None, instance=found, programme=programme)
    there = reverse("results:indicator", args=[code, pk])

    def save(values: dict[str, Any]) -> str:
        services.edit_indicator(
            indicator=found,
            values={**form.facts, "result": values["result"]},
            dimensions=list(values["dimensions"]),
            countries=list(values["countries"]),
            version=values["version"] or 0,
            reason=values["reason"],
            by=request.user,
        )
        return there

    context = {"programme": programme, "heading": _("Change the indicator"), "back": there}
    return answer_form(request, FORM, form, context, save=save, said=_("Indicator changed."))


@login_required
@require_http_methods(["GET", "POST"])
def delete_indicator(request: Request, code: str, pk: int) -> HttpResponse:
    """Ask, then delete an indicator of which nothing was reported."""
    programme = editable_programme(request, code)
    found = indicator_or_404(request, programme, pk)
    here = reverse("results:indicator", args=[code, pk])
    if request.method == "POST":
        try:
            services.delete_indicator(
                indicator=found,
                version=number_of(request.POST.get("version")) or 0,
                by=request.user,
            )
        except ReadableError as error:
            return refuse(request, error, here)
        messages.success(request, _("The indicator was deleted."))
        return redirect("results:result", code, found.result_id)
    context = {
        "programme": programme,
        "heading": _("Delete %(code)s?") % {"code": found.code},
        "text": _("The indicator goes, with its periods and targets."),
        "action": _("Delete"),
        "version": str(found.version),
        "back": here,
    }
    return render(request, "results/confirm.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def targets(request: Request, code: str, pk: int) -> HttpResponse:
    """Set the targets of an indicator, for the programme or for one place."""
    programme = editable_programme(request, code)
    found = indicator_or_404(request, programme, pk)
    place = Place(*place_or_404(programme, request.GET.get("country"), request.GET.get("area")))
    others = _places(programme, found)
    form = _targets_form(request, found, place)
    theirs: list[tuple[str, Amount, Amount]] = []
    if request.method == "POST" and form.is_valid():
        try:
            set_all_targets(
                indicator=found,
                country=place.country,
                area=place.area,
                amounts={period: form.amounts_of(period) for period in form.periods},
                version=form.cleaned_data["version"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except ReadableError as error:
            add_error(form, error)
            if error.code == "changed-meanwhile":
                theirs = form.carry(found.version)
        else:
            messages.success(request, _("Targets saved."))
            return redirect("results:indicator", code, pk)
    context = {
        "programme": programme,
        "indicator": found,
        "form": form,
        "theirs": theirs,
        "place": place,
        "places": [EVERYWHERE, *others] if others else [],
        "divided": bool(request.GET.get("cells")),
    }
    status = 422 if form.errors else 200
    return render(request, "results/targets.html", context, status=status)


def _places(programme: Programme, indicator: Indicator) -> list[Place]:
    """Return the places for which an indicator is reported, if not for the programme as one."""
    if indicator.reported_for == Indicator.ReportedFor.PROGRAMME:
        return []
    return [place for place in places_of(programme, [indicator])[indicator.pk] if place.country]


def _targets_form(request: Request, indicator: Indicator, place: Place) -> TargetsForm:
    periods = list(indicator.periods.order_by("end_date"))
    axes, titles = axes_with_titles(indicator)
    divided = grid(axes, crossed=indicator.crossed) if request.GET.get("cells") else ()
    breakdowns = (TOTAL, *divided)
    rows = Target.objects.filter(period__in=periods, country=place.country, area=place.area)
    return TargetsForm(
        request.POST or None,
        initial={"version": indicator.version},
        measure=Measure(indicator.measure),
        periods=periods,
        breakdowns=breakdowns,
        titles={breakdown: cell_title(breakdown, titles) for breakdown in breakdowns},
        has_axes=bool(axes),
        amounts={(row.period_id, row.breakdown): amount_of(row) for row in rows},
    )
