"""Where a programme works, with whom, and whom to ask."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes import services
from jalon.workspace.programmes.forms.partners import (
    CoversForm,
    FocalPointForm,
    ParticipationForm,
)
from jalon.workspace.programmes.models import FocalPoint, Participation, Programme
from jalon.workspace.programmes.views.found import as_it_stands, programme_for, version_of
from jalon.workspace.tags import explain

EDIT = Permission.PROGRAMME_EDIT
MOST_AREAS = 500


@login_required
def set_countries(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    form = CoversForm(request.POST or None, programme=programme)
    refused = ""
    if form.is_valid():
        try:
            services.set_countries(
                code=code, shares=form.shares, version=version_of(request), by=request.user
            )
        except ReadableError as error:
            if error.code == "changed-meanwhile":  # tick what is there now, and look again
                form = CoversForm(programme=programme)
                refused = explain(error)
            else:
                form.add_error(None, explain(error))
        else:
            return redirect("programmes:programme", code)
    version = programme.version if not form.is_bound or refused else version_of(request)
    context = {"form": form, "programme": programme, "version": version, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "programmes/countries.html", context, status=status)


@login_required
def set_areas(request: Request, code: str, iso3: str, level: int) -> HttpResponse:
    """Tick the areas of one country and level; those of the others stay as they are."""
    programme = programme_for(request, code, EDIT)
    country = get_object_or_404(Country, iso3=iso3, covered_by__programme=programme)
    parent = request.GET.get("parent", "")
    offered = Area.objects.filter(country=country, level=level).order_by("code")
    if parent:
        offered = offered.filter(parent__code=parent)
    offered = offered[:MOST_AREAS]
    chosen = set(programme.areas.values_list("pk", flat=True))
    problem = ""
    if request.method == "POST":
        ticked = {int(pk) for pk in request.POST.getlist("area") if pk.isdecimal()}
        shown = {area.pk for area in offered}
        kept = (chosen - shown) | (ticked & shown)
        try:
            services.set_areas(
                code=code,
                areas=list(Area.objects.filter(pk__in=kept)),
                version=version_of(request),
                by=request.user,
            )
        except ReadableError as error:
            problem = explain(error)
        else:
            return redirect("programmes:programme", code)
    context = {
        "programme": programme,
        "country": country,
        "level": level,
        "offered": offered,
        "parents": Area.objects.filter(country=country, level=level - 1).order_by("code"),
        "parent": parent,
        "chosen": chosen,
        "problem": problem,
        "version": programme.version,
    }
    return render(request, "programmes/areas.html", context, status=422 if problem else 200)


@login_required
def add_partner(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    form = ParticipationForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_participation(programme=programme, by=request.user, **form.cleaned_data)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("programmes:programme", code)
    return _page(request, programme, form, "programmes/partner.html")


@login_required
@require_POST
def remove_partner(request: Request, code: str, pk: int) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    found = get_object_or_404(Participation, pk=pk, programme=programme)
    try:
        services.remove_participation(participation=found, by=request.user)
    except ReadableError as error:
        context = {"programme": programme, "problem": explain(error)}
        return render(request, "programmes/refused.html", context, status=422)
    return redirect("programmes:programme", code)


@login_required
def edit_focal_point(request: Request, code: str, pk: int | None = None) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    point = get_object_or_404(FocalPoint, pk=pk, programme=programme) if pk else None
    initial = None if point is None else {name: getattr(point, name) for name in _CONTACT}
    form = FocalPointForm(request.POST or None, programme=programme, initial=initial)
    context: dict[str, Any] = {"point": point, "version": _last_event(point)}
    if form.is_valid():
        try:
            services.save_focal_point(
                programme=programme,
                point=point,
                seen=version_of(request),
                by=request.user,
                **form.cleaned_data,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
            if error.code == "changed-meanwhile":
                context["now"] = as_it_stands(form)
        else:
            return redirect("programmes:programme", code)
    if form.errors and "now" not in context:
        context["version"] = version_of(request)
    return _page(request, programme, form, "programmes/focal_point.html", **context)


def _last_event(point: FocalPoint | None) -> int:
    event = history_of(point, 1).first() if point else None
    return event.number if event else 0


@login_required
@require_POST
def remove_focal_point(request: Request, code: str, pk: int) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    point = get_object_or_404(FocalPoint, pk=pk, programme=programme)
    try:
        services.remove_focal_point(point=point, by=request.user)
    except ReadableError as error:
        context = {"programme": programme, "problem": explain(error)}
        return render(request, "programmes/refused.html", context, status=422)
    return redirect("programmes:programme", code)


_CONTACT = ("name", "post", "organisation", "country", "email", "phone")


def _page(
    request: Request, programme: Programme, form: Any, template: str, **context: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, template, {"form": form, "programme": programme, **context}, status=status
    )
