"""Where a programme works, with whom, and whom to ask."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
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
            messages.success(request, _("Saved."))
            return redirect("programmes:programme", code)
    version = programme.version if not form.is_bound or refused else version_of(request)
    context = {"form": form, "programme": programme, "version": version, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "programmes/countries.html", context, status=status)


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
            messages.success(request, _("Saved."))
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
    messages.success(request, _("Removed."))
    return redirect("programmes:programme", code)


@login_required
def edit_focal_point(request: Request, code: str, pk: int | None = None) -> HttpResponse:
    programme = programme_for(request, code, EDIT)
    point = get_object_or_404(FocalPoint, pk=pk, programme=programme) if pk else None
    initial = None if point is None else {name: getattr(point, name) for name in _CONTACT}
    form = FocalPointForm(request.POST or None, programme=programme, initial=initial)
    context: dict[str, Any] = {
        "point": point,
        "version": _last_event(point),
        "history": history_of(point) if point else [],
    }
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
            messages.success(request, _("Saved."))
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
    messages.success(request, _("Removed."))
    return redirect("programmes:programme", code)


_CONTACT = ("name", "post", "organisation", "country", "email", "phone")


def _page(
    request: Request, programme: Programme, form: Any, template: str, **context: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, template, {"form": form, "programme": programme, **context}, status=status
    )
