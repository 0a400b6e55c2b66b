"""Countries and areas, for programs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.pages import Paged
from jalon.workspace.places.models import Area, Country

router = Router(tags=["places"])


class CountryOut(Schema):
    iso3: str
    iso2: str
    name: dict[str, str]
    region: str
    weekend: list[int] = Field(description="ISO weekdays; 1 is Monday")


class AreaOut(Schema):
    code: str
    level: int
    name: dict[str, str]
    parent: str | None = Field(None, alias="parent.code")


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm(Permission.CATALOGUE_VIEW):
        raise PermissionDenied


@router.get("/countries", response=list[CountryOut], summary="Countries")
@paginate(Paged)
def countries(request: HttpRequest) -> Any:
    _check(request)
    return Country.objects.order_by("iso3")


@router.get("/countries/{slug:iso3}/areas", response=list[AreaOut], summary="Areas of a country")
@paginate(Paged)
def areas(request: HttpRequest, iso3: str) -> Any:
    _check(request)
    country = get_object_or_404(Country, iso3=iso3.upper()[:3])
    return Area.objects.filter(country=country).select_related("parent").order_by("level", "code")
