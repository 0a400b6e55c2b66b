"""One figure as it stands: of which period and place, with its steps, comments and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.exchange.rows import sorted_breakdowns
from jalon.workspace.results.models import (
    Actual,
    ActualCell,
    ActualComment,
    Indicator,
    Period,
    Target,
)
from jalon.workspace.results.queries.checked import report_facts
from jalon.workspace.results.queries.places import Place, places_of
from jalon.workspace.results.queries.reports import amount_of, axes_with_titles, indicator_facts
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.checks import Finding, findings_of
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import (
    NOT_ONES_OWN,
    Status,
    Step,
    permission_for,
    steps_from,
)
from jalon.workspace.results.views.findings import finding_words

OFFERED = (Step.VERIFY, Step.LOCK, Step.RETURN, Step.REOPEN, Step.WITHDRAW, Step.SUBMIT)


@dataclass(frozen=True, slots=True)
class Spot:
    """What the page is about: a period of an indicator, in a place."""

    programme: Programme
    period: Period
    place: Place
    facts: IndicatorFacts
    titles: Mapping[str, str]
    actual: Actual | None
    rows: Sequence[ActualCell]
    targets: Sequence[Target]
    discussed: bool = False

    @property
    def cells(self) -> dict[str, Amount]:
        """Return every cell, the total that was added up too."""
        return {row.breakdown: amount_of(row) for row in self.rows}

    @property
    def typed(self) -> dict[str, Amount]:
        """Return the cells that somebody typed."""
        return {row.breakdown: amount_of(row) for row in self.rows if not row.computed}

    @property
    def computed(self) -> Amount | None:
        """Return the total that was added up from the cells, if nobody typed one."""
        found = [amount_of(row) for row in self.rows if row.computed and row.value is not None]
        return found[0] if found else None

    @property
    def findings(self) -> list[Finding]:
        """Return what the rules find in the report as it stands."""
        if self.actual is None:
            return []
        facts = report_facts(self.actual, facts=self.facts, cells=self.cells, targets=self.targets)
        return findings_of(facts)

    @property
    def indicator(self) -> Indicator:
        return self.period.indicator

    @property
    def address(self) -> str:
        here = reverse("results:report", args=[self.programme.code, self.period.pk])
        return f"{here}{self.place.query}"


def spot_of(request: Request, programme: Programme, period: Period, place: Place) -> Spot:
    """Read what is known of a spot (three queries); an actual has one cell at least, its total."""
    seen = Actual.objects.visible_to(request.user).filter(
        period=period, country=place.country, area=place.area
    )
    comments = ActualComment.objects.filter(actual=OuterRef("actual"))
    cells = list(
        ActualCell.objects.filter(actual__in=seen)
        .select_related("actual__reported_by", "actual__verified_by", "actual__evidence")
        .annotate(discussed=Exists(comments))
        .order_by("breakdown")
    )
    found = cells[0].actual if cells else seen.first()
    axes, titles = axes_with_titles(period.indicator)
    if found is not None:
        found.period, found.country, found.area = period, place.country, place.area
    targets = Target.objects.filter(
        period__indicator=period.indicator,
        breakdown=TOTAL,
        country=place.country,
        area=place.area,
    ).order_by("period__end_date")
    return Spot(
        programme,
        period,
        place,
        indicator_facts(period.indicator, axes),
        titles,
        found,
        cells,
        list(targets),
        discussed=bool(cells and getattr(cells[0], "discussed", False)),
    )


def show_figure(request: Request, spot: Spot) -> HttpResponse:
    context = {
        **context_of(request, spot),
        "cells": [(breakdown, spot.cells[breakdown]) for breakdown in _in_order(spot)],
        "titles": spot.titles,
    }
    if Step.VERIFY in context["steps"]:
        context["findings"] = [
            (finding, finding_words(finding, spot.titles)) for finding in spot.findings
        ]
    return render(request, "results/figure.html", context)


def _in_order(spot: Spot) -> list[str]:
    """Return the cells as the form asks for them."""
    axes = {axis.key: axis.values for axis in spot.facts.axes}
    return sorted_breakdowns(list(spot.cells), axes)


def context_of(request: Request, spot: Spot) -> dict[str, Any]:
    actual = spot.actual
    steps: list[Step] = []
    if actual is not None:
        status = Status(actual.status)
        steps = [
            step
            for step in sorted(steps_from(status), key=OFFERED.index)
            if step is not Step.SUBMIT
            and not (step in NOT_ONES_OWN and actual.reported_by_id == request.user.pk)
            and permissions.may_with(
                request.user, permission_for(status, step), spot.indicator, spot.place.key[0]
            )
        ]
    workings = permissions.sees_workings(request.user, spot.programme)
    comments = (
        list(actual.comments.select_related("by").order_by("pk"))
        if actual and workings and spot.discussed
        else []
    )
    return {
        "programme": spot.programme,
        "indicator": spot.indicator,
        "facts": spot.facts,
        "period": spot.period,
        "place": spot.place,
        "actual": actual,
        "target": next(
            (amount_of(t) for t in spot.targets if t.period_id == spot.period.pk), NOTHING
        ),
        "steps": steps,
        "workings": workings,
        "comments": comments,
        "returned": _last_return(actual, comments),
        "history": history_of(actual) if actual and workings else [],
    }


def _last_return(actual: Actual | None, comments: Sequence[ActualComment]) -> ActualComment | None:
    """Return why the figure came back, as long as nobody has sent it on."""
    if actual is None or actual.status != Status.RETURNED:
        return None
    returns = [one for one in comments if one.kind == ActualComment.Kind.RETURNED]
    return returns[-1] if returns else None


def choose_place(
    request: Request, programme: Programme, period: Period, country: Country | None = None
) -> HttpResponse:
    """Ask for which place a figure is: of a country, if one was chosen."""
    places = [
        place
        for place in places_of(programme, [period.indicator])[period.indicator.pk]
        if country is None or place.country == country
    ]
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
        "country": country,
        "places": [(place, reported.get(place.key, "")) for place in places],
    }
    return render(request, "results/places.html", context)
