"""Fetch what a page is about, as far as its reader may see it; anything else is not there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, Indicator, Period, Result


def programme_or_404(request: Request, code: str) -> Programme:
    """Return a programme whose results the reader may see."""
    return get_object_or_404(visible_programmes(request.user, Permission.RESULT_VIEW), code=code)


def editable_programme(request: Request, code: str) -> Programme:
    """Return a programme whose results the reader may change."""
    programme = programme_or_404(request, code)
    if not permissions.can_edit(request.user, programme):
        raise PermissionDenied
    return programme


def result_or_404(request: Request, programme: Programme, pk: int) -> Result:
    return get_object_or_404(
        Result.objects.visible_to(request.user).select_related("parent", "contributes_to"),
        programme=programme,
        pk=pk,
    )


def indicator_or_404(request: Request, programme: Programme, pk: int) -> Indicator:
    indicator = get_object_or_404(
        Indicator.objects.visible_to(request.user).select_related(
            "result", "responsible", "organisation"
        ),
        programme=programme,
        pk=pk,
    )
    indicator.programme = programme
    return indicator


def period_or_404(request: Request, code: str, pk: int) -> Period:
    """Return a period of an indicator that the reader sees, with its programme."""
    seen = Indicator.objects.visible_to(request.user).filter(programme__code=code)
    return get_object_or_404(
        Period.objects.select_related("indicator__result", "indicator__programme"),
        indicator__in=seen,
        pk=pk,
    )


def actual_or_404(request: Request, programme: Programme, pk: int) -> Actual:
    actual = get_object_or_404(
        Actual.objects.visible_to(request.user).select_related(
            "period__indicator__result",
            "country",
            "area",
            "evidence",
            "reported_by",
            "verified_by",
        ),
        period__indicator__programme=programme,
        pk=pk,
    )
    actual.period.indicator.programme = programme
    return actual


def place_or_404(
    programme: Programme, country: str | None, area: str | None
) -> tuple[Country | None, Area | None]:
    """Return the country and area that an address names, if they are the programme's."""
    found_area = None
    if area:
        found_area = get_object_or_404(
            Area.objects.select_related("country"),
            country__covered_by__programme=programme,
            pk=_number(area),
        )
        return found_area.country, found_area
    if country:
        countries = Country.objects.filter(covered_by__programme=programme)
        return get_object_or_404(countries, pk=_number(country)), None
    return None, None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def number_of(value: Any) -> int | None:
    """Return a number from an address, or None; never an error."""
    text = str(value or "")
    return _number(text) or None
