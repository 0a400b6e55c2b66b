"""In which areas of a country a programme works, be they eight or 2,500."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.places.models import Area, Country
from jalon.workspace.places.queries import areas_of, larger_areas, levels_of
from jalon.workspace.programmes import services
from jalon.workspace.programmes.views.found import programme_for, version_of
from jalon.workspace.tags import explain

ON_A_PAGE = 100


@login_required
def set_areas(request: Request, code: str, iso3: str, level: int) -> HttpResponse:
    """Tick the areas that are shown, or all that are found; the others stay as they are."""
    programme = programme_for(request, code, Permission.PROGRAMME_EDIT)
    country = get_object_or_404(Country, iso3=iso3, covered_by__programme=programme)
    works = list(programme.areas.values_list("pk", "country", "level"))
    chosen = {pk for pk, _country, _level in works}
    found = _found(request, country, level, chosen)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    problem = ""
    if request.method == "POST":
        wanted = _wanted(request, chosen, {area.pk for area in found})
        try:
            services.set_areas(
                code=code,
                areas=list(Area.objects.filter(pk__in=wanted)),
                version=version_of(request),
                by=request.user,
            )
        except ReadableError as error:
            problem = explain(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    context = {
        "programme": programme,
        "country": country,
        "level": level,
        "levels": levels_of(country),
        "page": page,
        "shown": _written(page),
        "q": request.GET.get("q", ""),
        "parents": larger_areas(country, level),
        "parent": request.GET.get("parent", ""),
        "only": request.GET.get("only", ""),
        "chosen": chosen,
        "working": sum(row[1:] == (country.pk, level) for row in works),
        "problem": problem,
        "version": programme.version,
    }
    return render(request, "programmes/areas.html", context, status=422 if problem else 200)


def _found(request: Request, country: Country, level: int, chosen: set[int]) -> list[Area]:
    text, parent = request.GET.get("q", ""), request.GET.get("parent", "")
    found = areas_of(country, level, text, parent)
    only = request.GET.get("only") == "chosen"
    return [area for area in found if not only or area.pk in chosen]


def _wanted(request: Request, chosen: set[int], found: set[int]) -> set[int]:
    """Return the areas that the programme is to have; a page speaks only of what it showed."""
    match request.POST.get("all"):
        case "add":
            return chosen | found
        case "remove":
            return chosen - found
    ticked = {int(pk) for pk in request.POST.getlist("area") if pk.isdecimal()}
    shown = {int(pk) for pk in request.POST.get("shown", "").split(",") if pk.isdecimal()}
    return (chosen - shown) | (ticked & shown)


def _written(page: Page[Area]) -> str:
    return ",".join(str(area.pk) for area in page)
