"""Begin a programme: blank, from a template, from another programme."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.http import Request
from jalon.workspace.programmes import services
from jalon.workspace.programmes.forms.programmes import StartForm
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import (
    check_can_create,
    sees_whole,
    visible_programmes,
)
from jalon.workspace.programmes.templates_data import templates
from jalon.workspace.tags import explain


@login_required
@require_safe
def choose_start(request: Request) -> HttpResponse:
    check_can_create(request.user)
    others = [p for p in visible_programmes(request.user) if sees_whole(request.user, p)]
    context = {"templates": templates().values(), "others": sorted(others, key=lambda p: p.code)}
    return render(request, "programmes/choose_start.html", context)


@login_required
def start_programme(request: Request) -> HttpResponse:
    check_can_create(request.user)
    key = request.GET.get("template", "")
    template = templates().get(key)
    if key and template is None:
        raise Http404
    source = _source(request)
    form = StartForm(
        request.POST or None, with_countries=source is None, initial=_initial(source, request.user)
    )
    if form.is_valid():
        facts = {**form.cleaned_data, "director": None}
        try:
            if email := form.cleaned_data["director"]:
                facts["director"] = _person(email)
            programme = _start(template.key if template else "", source, request.user, facts)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("The programme has begun."))
            return redirect("programmes:programme", programme.code)
    context = {"form": form, "template": template, "source": source}
    status = 422 if form.errors else 200
    return render(request, "programmes/start.html", context, status=status)


def _start(template: str, source: Programme | None, by: User, facts: dict[str, Any]) -> Programme:
    if template:
        return services.start_from_template(template=template, by=by, **facts)
    if source:
        return services.start_from_programme(source=source, by=by, **facts)
    return services.create_programme(by=by, **facts)


def _source(request: Request) -> Programme | None:
    code = request.GET.get("copy", "")
    if not code:
        return None
    source = visible_programmes(request.user).filter(code=code).first()
    if source is None or not sees_whole(request.user, source):
        raise Http404
    return source


def _initial(source: Programme | None, by: User) -> dict[str, Any]:
    if source is None:
        return {"time_zone": by.time_zone}
    return {"title": source.title, "summary": source.summary, "time_zone": source.time_zone}


def _person(email: str) -> User:
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise RuleBroken("director-unknown", email=email)
    return found
