"""Results, indicators and figures, for programs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.etags import show_version, version_asked
from jalon.workspace.pages import Paged
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.results.models import Actual, Indicator, Period, Result
from jalon.workspace.results.queries.filters import Filters
from jalon.workspace.results.queries.matrix import read_matrix
from jalon.workspace.results.queries.places import country_shown
from jalon.workspace.results.rules.cells import LONGEST_TEXT
from jalon.workspace.results.rules.figures import Figures
from jalon.workspace.results.rules.matrix import MatrixCell, MatrixRow
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.rules.workflow import Step
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.workflow import take_step

router = Router(tags=["results"])
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]  # PostgreSQL keeps no NUL


class ResultOut(Schema):
    id: int
    parent: int | None = Field(alias="parent_id")
    level: str
    code: str
    title: dict[str, str]
    version: int


class IndicatorOut(Schema):
    id: int
    result: int = Field(alias="result_id")
    code: str
    title: dict[str, str]
    unit: dict[str, str]
    measure: str
    direction: str
    over_periods: str
    over_places: str
    baseline_value: Decimal | None
    baseline_year: int | None
    version: int


class Cell(Schema):
    """A figure: its breakdown (empty for the total), value, or numerator and denominator."""

    breakdown: Text = Field("", max_length=200, description="sex:female|age:5-11; empty: total")
    value: Decimal | None = Field(None, max_digits=18, decimal_places=4)
    numerator: Decimal | None = Field(None, max_digits=18, decimal_places=4)
    denominator: Decimal | None = Field(None, max_digits=18, decimal_places=4)
    text: Text = Field("", max_length=LONGEST_TEXT)


class ActualIn(Schema):
    cells: list[Cell] = Field(max_length=500)
    narrative: Text = Field("", max_length=20_000)
    no_data_reason: Text = Field("", max_length=5_000)
    source: Text = Field("", max_length=500)
    correction: Text = Field("", max_length=2_000, description="Why it is lower than before")
    evidence_date: date | None = None


class ActualOut(Schema):
    id: int
    period: int = Field(alias="period_id")
    country: str | None = Field(None, alias="country.iso3")
    area: int | None = Field(None, alias="area_id")
    area_code: str | None = Field(None, alias="area.code")
    status: str
    narrative: str
    no_data_reason: str
    source: str
    correction: str
    evidence_date: date | None
    cells: list[Cell]
    version: int


class StepIn(Schema):
    step: Step
    reason: Text = Field("", max_length=5_000)


class FiguresOut(Schema):
    target: Decimal | None
    actual: Decimal | None
    achieved: Decimal | None
    rating: str
    unverified: int = Field(description="How many figures of the actual are not verified yet")


class CellOut(FiguresOut):
    period: int
    end: date
    status: str | None


class RowOut(Schema):
    indicator: int
    code: str
    cells: list[CellOut | None]
    life: FiguresOut


class MatrixOut(Schema):
    country: str | None  # whose figures these are; null for the whole programme
    periods: list[tuple[date, date]]
    rows: list[RowOut]
    page: int
    pages: int


def _programme(request: HttpRequest, code: str) -> Programme:
    return get_object_or_404(visible_programmes(request.user, Permission.RESULT_VIEW), code=code)


@router.get("/programmes/{slug:code}/results", response=list[ResultOut], summary="The results tree")
@paginate(Paged)
def results(request: HttpRequest, code: str) -> Any:
    visible = Result.objects.visible_to(request.user)
    return visible.filter(programme=_programme(request, code)).in_order()


@router.get("/programmes/{slug:code}/indicators", response=list[IndicatorOut], summary="Indicators")
@paginate(Paged)
def indicators(request: HttpRequest, code: str) -> Any:
    visible = Indicator.objects.visible_to(request.user)
    return visible.filter(programme=_programme(request, code)).in_order()


@router.get(
    "/programmes/{slug:code}/matrix",
    response=MatrixOut,
    summary="Indicators by periods: target, actual, rating, computed as on the page",
)
def matrix(
    request: HttpRequest,
    code: str,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    country: Annotated[str | None, Query(max_length=3)] = None,
    verified: Annotated[bool, Query(description="Count verified figures alone")] = False,
) -> Any:
    place = get_object_or_404(Country, iso3=country.upper()) if country else None
    programme = _programme(request, code)
    narrowed = country_shown(request.user, programme, place.pk if place else None)
    shown = read_matrix(
        request.user, programme, Filters(country=narrowed, verified=verified), page=page
    )
    return {
        "country": Country.objects.get(pk=narrowed).iso3 if narrowed is not None else None,
        "periods": [(column.start, column.end) for column in shown.matrix.columns],
        "rows": [_row(row) for row in shown.matrix.rows],
        "page": shown.number,
        "pages": shown.pages,
    }


@router.get("/periods/{int:key}/actuals", response=list[ActualOut], summary="What was reported")
@paginate(Paged)
def actuals(request: HttpRequest, key: int) -> Any:
    visible = Actual.objects.visible_to(request.user).filter(period=_period(request, key))
    return visible.select_related("country", "area").prefetch_related("cells").order_by("pk")


@router.get("/actuals/{int:key}", response=ActualOut, summary="One report")
def actual(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    return _answer(_actual(request, key), response)


@router.put("/periods/{int:key}/actual", response=ActualOut, summary="Report, as a draft")
def report(
    request: HttpRequest,
    response: HttpResponse,
    key: int,
    given: ActualIn,
    country: Annotated[str | None, Query(max_length=3)] = None,
    area: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Any:
    period = _period(request, key)
    place = get_object_or_404(Country, iso3=country.upper()) if country else None
    within = get_object_or_404(Area, pk=area, country=place) if area else None
    there = (
        Actual.objects.visible_to(request.user)
        .select_related("evidence")
        .filter(period=period, country=place, area=within)
        .first()
    )
    written = report_actual(
        period=period,
        cells={cell.breakdown: _amount(cell) for cell in given.cells},
        by=request.user,  # type: ignore[arg-type]
        version=version_asked(request),
        country=place,
        area=within,
        words=Words(
            narrative=given.narrative,
            no_data_reason=given.no_data_reason,
            source=given.source,
            correction=given.correction,
            evidence=there.evidence if there else None,
            evidence_date=given.evidence_date,
        ),
    )
    return _answer(_actual(request, written.pk), response)


@router.post("/actuals/{int:key}/steps", response=ActualOut, summary="Submit, verify, return …")
def step(request: HttpRequest, response: HttpResponse, key: int, given: StepIn) -> Any:
    taken = take_step(
        actual=_actual(request, key),
        step=given.step,
        by=request.user,  # type: ignore[arg-type]
        version=version_asked(request),
        reason=given.reason,
    )
    return _answer(_actual(request, taken.pk), response)


def _period(request: HttpRequest, key: int) -> Period:
    visible = Indicator.objects.visible_to(request.user)
    return get_object_or_404(Period, pk=key, indicator__in=visible)


def _actual(request: HttpRequest, key: int) -> Actual:
    visible = Actual.objects.visible_to(request.user).select_related("country", "area")
    return get_object_or_404(visible.prefetch_related("cells"), pk=key)


def _answer(row: Actual, response: HttpResponse) -> Actual:
    show_version(response, row.version)
    return row


def _amount(cell: Cell) -> Amount:
    return Amount(cell.value, cell.numerator, cell.denominator, cell.text)


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "target": figures.target.value,
        "actual": figures.actual.value,
        "achieved": figures.achieved,
        "rating": figures.rating.value,
        "unverified": figures.unverified,
    }


def _cell(cell: MatrixCell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    status = cell.status.value if cell.status else None
    return {**_figures(cell.figures), "period": cell.period_id, "end": cell.end, "status": status}


def _row(row: MatrixRow) -> dict[str, Any]:
    return {
        "indicator": row.indicator.pk,
        "code": row.indicator.code,
        "cells": [_cell(cell) for cell in row.cells],
        "life": _figures(row.life),
    }
