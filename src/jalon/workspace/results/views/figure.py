"""One figure as it stands: of which period and place, with its steps, comments and history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, ActualCell, Indicator, Period, Target
from jalon.workspace.results.queries.places import Place, places_of
from jalon.workspace.results.queries.reports import amount_of, indicator_facts
from jalon.workspace.results.queries.titles import titles_of
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import Status, Step, permission_for, steps_from


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


def spot_of(request: Request, programme: Programme, period: Period, place: Place) -> Spot:
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


def show_figure(request: Request, spot: Spot) -> HttpResponse:
    titles = titles_of(spot.programme.pk)
    rows = []
    if spot.actual is not None:
        cells = ActualCell.objects.filter(actual=spot.actual).order_by("breakdown")
        rows = [(cell.breakdown, amount_of(cell)) for cell in cells]
    context = {**context_of(request, spot), "cells": rows, "titles": titles}
    return render(request, "results/figure.html", context)


def context_of(request: Request, spot: Spot) -> dict[str, Any]:
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


def choose_place(request: Request, programme: Programme, period: Period) -> HttpResponse:
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
