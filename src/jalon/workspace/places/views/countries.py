"""Countries: the list, one country, its weekend."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.panels import panels_of
from jalon.workspace.places import queries, services
from jalon.workspace.places.forms import FindForm, WeekendForm
from jalon.workspace.places.models import Country
from jalon.workspace.places.permissions import can_edit, check
from jalon.workspace.tags import explain

ON_A_PAGE = 50


@login_required
@require_safe
def list_countries(request: Request) -> HttpResponse:
    check(request.user, Permission.CATALOGUE_VIEW)
    form = FindForm(request.GET or None, regions=queries.regions())
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.find_countries(said.get("q", ""), said.get("region", ""))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "places/countries.html", {"form": form, "page": page})


@login_required
@require_safe
def show_country(request: Request, iso3: str) -> HttpResponse:
    check(request.user, Permission.CATALOGUE_VIEW)
    country = get_object_or_404(Country, iso3=iso3.upper())
    levels = queries.levels_of(country)
    shaped = next((level.number for level in levels if level.shapes), None)
    context = {
        "country": country,
        "weekend": [WEEKDAYS[day - 1] for day in country.weekend],
        "memberships": queries.memberships_of(country),
        "levels": levels,
        "drawing": queries.map_of(country, shaped) if shaped else None,
        "panels": panels_of("country", country, request.user),
        "history": history_of(country),
        "can_edit": can_edit(request.user),
    }
    return render(request, "places/country.html", context)


@login_required
def set_weekend(request: Request, iso3: str) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    country = get_object_or_404(Country, iso3=iso3.upper())
    initial = {"days": country.weekend, "source": country.weekend_source}
    form = WeekendForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.set_weekend(iso3=country.iso3, by=request.user, **form.cleaned_data)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("places:country", country.iso3)
    context = {"form": form, "country": country}
    status = 422 if form.errors else 200
    return render(request, "places/weekend.html", context, status=status)
