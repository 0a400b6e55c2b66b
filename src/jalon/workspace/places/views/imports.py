"""Bring areas from a file: the file, its columns, what would change, yes or no."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.places import services
from jalon.workspace.places.forms import BringForm, ColumnsForm
from jalon.workspace.places.models import AreaImport, Country
from jalon.workspace.places.permissions import check
from jalon.workspace.tags import explain

SHOWN = 200  # rows of each kind


@login_required
def bring_areas(request: Request, iso3: str) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    country = get_object_or_404(Country, iso3=iso3.upper())
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            brought = services.bring_file(country=country, by=request.user, **form.cleaned_data)
        except ReadableError as error:
            form.add_error("file", explain(error))
        else:
            return redirect("places:import", brought.pk)
    waiting = AreaImport.objects.filter(country=country, state=AreaImport.State.BROUGHT)
    context = {"form": form, "country": country, "waiting": waiting.order_by("-at")[:20]}
    status = 422 if form.errors else 200
    return render(request, "places/bring.html", context, status=status)


@login_required
def show_import(request: Request, pk: int) -> HttpResponse:
    """Ask for the columns (GET), show what would change (GET with columns), do it (POST)."""
    check(request.user, Permission.PLACE_EDIT)
    brought = _get(pk)
    asked = request.POST or (request.GET if "code" in request.GET else None)
    form = ColumnsForm(asked, brought=brought, initial={"level": 1})
    context: dict[str, Any] = {"form": form, "brought": brought, "country": brought.country}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "places/import.html", context, status=status)
    try:
        if request.method == "POST":
            services.apply_import(
                brought=brought,
                columns=form.columns,
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
            messages.success(request, _("Saved."))
            return redirect("places:areas", brought.country.iso3, form.columns.level)
        plan, found = services.look(brought=brought, columns=form.columns)
    except ReadableError as error:
        form.add_error(None, explain(error))
        return render(request, "places/import.html", context, status=422)
    context |= {
        "plan": plan,
        "repaired": found.repaired,
        "seen": services.sign(plan),
        "shown": SHOWN,
        "refused": [
            {"code": problem.where, "why": explain(ReadableError(problem.code, **problem.params))}
            for problem in plan.refused[:SHOWN]
        ],
    }
    return render(request, "places/import.html", context)


@login_required
@require_POST
def drop_import(request: Request, pk: int) -> HttpResponse:
    check(request.user, Permission.PLACE_EDIT)
    brought = _get(pk)
    services.drop_import(brought=brought, by=request.user)
    return redirect("places:bring", brought.country.iso3)


def _get(pk: int) -> AreaImport:
    waiting = AreaImport.objects.filter(state=AreaImport.State.BROUGHT)
    return get_object_or_404(waiting.select_related("country"), pk=pk)
