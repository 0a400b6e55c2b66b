"""Programmes, for programs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from jalon.workspace.etags import row_answer
from jalon.workspace.pages import Paged
from jalon.workspace.programmes.permissions import sees_terms, visible_programmes

router = Router(tags=["programmes"])


class ProgrammeOut(Schema):
    code: str
    kind: str
    title: dict[str, str]
    status: str = Field(description="IATI ActivityStatus")
    start_date: date
    end_date: date
    version: int


class CoversOut(Schema):
    iso3: str = Field(alias="country.iso3")
    share: Decimal | None


class TermsOut(Schema):
    currency: str
    period_months: int
    first_month: int
    due_days: int
    report_languages: list[str]


class ProgrammeDetail(ProgrammeOut):
    summary: dict[str, str]
    time_zone: str
    countries: list[CoversOut] = Field(alias="covers")
    agreement: TermsOut | None = Field(alias="terms")  # for whom the page shows it to


@router.get("/programmes", response=list[ProgrammeOut], summary="The programmes that you see")
@paginate(Paged)
def programmes(request: HttpRequest) -> Any:
    return visible_programmes(request.user).order_by("code")


@router.get("/programmes/{slug:code}", response=ProgrammeDetail, summary="A programme")
def programme(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    found: Any = get_object_or_404(
        visible_programmes(request.user)
        .select_related("agreement")
        .prefetch_related("covers__country"),
        code=code,
    )
    found.terms = found.agreement if sees_terms(request.user, found) else None
    return row_answer(found, response)
