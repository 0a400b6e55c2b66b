"""Areas: the list of a level, one area, and the form that corrects it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.panels import panels_of
from jalon.workspace.places import queries, services
from jalon.workspace.places.forms import AreaForm
from jalon.workspace.places.models import DEEPEST, Area, Country
from jalon.workspace.places.permissions import can_edit, check
from jalon.workspace.tags import explain

ON_A_PAGE = 100


@login_required
@require_safe
def list_areas(request: Request, iso3: str, level: int) -> HttpResponse:
    check(request.user, Permission.CATALOGUE_VIEW)
    country = get_object_or_404(Country, iso3=iso3.upper())
    if not 1 <= level <= DEEPEST:
        raise Http404
    text, parent = request.GET.get("q", ""), request.GET.get("parent", "")
    areas = queries.areas_of(country, level, text, parent)
    context = {
        "country": country,
        "level": level,
        "levels": queries.levels_of(country),
        "q": text,
        "parent": parent,
        "parents": queries.larger_areas(country, level),
        "page": Paginator(areas, ON_A_PAGE).get_page(request.GET.get("page")),
        "drawing": queries.map_of(country, level, parent),
        "can_edit": can_edit(request.user),
    }
    return render(request, "places/areas.html", context)


@login_required
@require_safe
def show_area(request: Request, pk: int) -> HttpResponse:
    check(request.user, Permission.CATALOGUE_VIEW)
    area = get_object_or_404(Area.objects.select_related("country", "parent"), pk=pk)
    children = Area.objects.filter(parent=area).order_by("code")
    context = {
        "area": area,
        "country": area.country,
        "page": Paginator(children, ON_A_PAGE).get_page(request.GET.get("page")),
        "drawing": queries.map_of_area(area),
        "panels": panels_of("area", area, request.user),
        "history": history_of(area),
        "can_edit": can_edit(request.user),
    }
    return render(request, "places/area.html", context)


@login_required
def add_area(request: Request, iso3: str) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    country = get_object_or_404(Country, iso3=iso3.upper())
    return _form(request, country, None, {"level": request.GET.get("level", "1")})


@login_required
def edit_area(request: Request, pk: int) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    area = get_object_or_404(Area.objects.select_related("country", "parent"), pk=pk)
    initial = {
        "level": area.level,
        "code": area.code,
        "name": area.name,
        "parent": area.parent.code if area.parent else "",
    }
    return _form(request, area.country, area, initial)


@login_required
@require_http_methods(["GET", "POST"])
def remove_area(request: Request, pk: int) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    area = get_object_or_404(Area.objects.select_related("country"), pk=pk)
    context: dict[str, Any] = {"area": area, "country": area.country}
    if request.method == "POST":
        try:
            services.remove_area(area=area, by=request.user)
        except ReadableError as error:
            context["problem"] = explain(error)
            return render(request, "places/remove_area.html", context, status=422)
        return redirect("places:areas", area.country.iso3, area.level)
    return render(request, "places/remove_area.html", context)


def _form(
    request: Request, country: Country, area: Area | None, initial: dict[str, Any]
) -> HttpResponse:
    form = AreaForm(request.POST or None, country=country, area=area, initial=initial)
    seen = request.POST.get("seen", "") if form.is_bound else _mark(area)
    if form.is_valid():
        try:
            saved = services.save_area(
                country=country,
                area=area,
                by=request.user,
                seen=seen,
                **form.cleaned_data,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
            area = Area.objects.select_related("parent").get(pk=area.pk) if area else None
            seen = _mark(area)  # what is shown beside the refusal
        else:
            messages.success(request, _("Saved."))
            return redirect("places:area", saved.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "country": country,
        "area": area,
        "seen": seen,
    }
    return render(request, "places/area_form.html", context, status=status)


def _mark(area: Area | None) -> str:
    return services.mark_of(area) if area else ""
