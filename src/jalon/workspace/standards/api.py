"""The standards catalogue, for programs: each fact with its source and certainty."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.pages import Paged
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import AgendaItem, Instrument, Provision, Ratification
from jalon.workspace.standards.rules.binding import Force, force

router = Router(tags=["standards"])


class Sourced(Schema):
    source: str
    certainty: str


class Retirable(Sourced):
    retired_date: dt.date | None = Field(description="out of use since then; read it no more")
    retired_why: str


class InstrumentOut(Retirable):
    key: str
    kind: str
    title: dict[str, str]
    adopted_date: dt.date | None
    in_force_date: dt.date | None
    withdrawn_date: dt.date | None
    category: str
    may_exclude: list[str]


class ProvisionOut(Retirable):
    instrument: str = Field(alias="instrument.key")
    article: str
    duty: dict[str, str]


class RatificationOut(Retirable):
    instrument: str = Field(alias="instrument.key")
    status: str = Field(description="not_found is not the same as not_ratified")
    date: str = Field(description="as much of the date as is known")
    denounced: str
    as_of: str
    force: Force = Field(description="not_yet and ending: in force or not, nobody here knows")
    declared_age: int | None
    declared_age_certainty: str
    exclusions: list[str]
    exclusions_certainty: str
    claimed_date: dt.date | None = Field(description="a date that no source confirms")
    note: str

    @staticmethod
    def resolve_denounced(row: Ratification) -> str:
        return row.written_denounced()

    @staticmethod
    def resolve_force(row: Ratification) -> Force:
        retired = row.retired_date or row.instrument.retired_date
        act = None if retired else row.act
        return force(row.instrument.terms, act, timezone.localdate())

    @staticmethod
    def resolve_date(row: Ratification) -> str:
        return row.written_date()

    @staticmethod
    def resolve_as_of(row: Ratification) -> str:
        return row.written_as_of()


class ItemOut(Retirable):
    agenda: str = Field(alias="agenda.key")
    code: str
    title: dict[str, str]


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm(Permission.CATALOGUE_VIEW):
        raise PermissionDenied


@router.get("/instruments", response=list[InstrumentOut], summary="Conventions and the like")
@paginate(Paged)
def instruments(request: HttpRequest) -> Any:
    _check(request)
    return Instrument.objects.order_by("key")


@router.get(
    "/instruments/{slug:key}/provisions", response=list[ProvisionOut], summary="Its articles"
)
@paginate(Paged)
def provisions(request: HttpRequest, key: str) -> Any:
    _check(request)
    found = get_object_or_404(Instrument, key=key)
    return Provision.objects.filter(instrument=found).select_related("instrument").order_by("pk")


@router.get(
    "/countries/{slug:iso3}/ratifications",
    response=list[RatificationOut],
    summary="What a country has ratified, has not, and what is not known",
)
@paginate(Paged)
def ratifications(request: HttpRequest, iso3: str) -> Any:
    _check(request)
    country = get_object_or_404(Country, iso3=iso3.upper()[:3])
    found = Ratification.objects.filter(country=country).select_related("instrument")
    return found.order_by("instrument__key")


@router.get("/agendas/{key}/items", response=list[ItemOut], summary="Items of an agenda")
@paginate(Paged)
def items(request: HttpRequest, key: str) -> Any:
    _check(request)
    found = AgendaItem.objects.filter(agenda__key=key).select_related("agenda")
    return found.order_by("pk")
