"""Pages of the trail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalon.workspace.audit import exports, queries, services
from jalon.workspace.audit.forms import EraseForm, FilterForm
from jalon.workspace.audit.hidden import hidden_from
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.subjects import programmes_by_id

PAGE_SIZE = 50


@require_safe
@login_required
def trail(request: HttpRequest, programme_id: int | None = None) -> HttpResponse:
    programme = _check_may_view(request.user, programme_id)
    form = FilterForm(request.GET)
    hidden = hidden_from(request.user)
    events = queries.trail(programme_id, form.filters(), hidden)
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = {} if programme else programmes_by_id(e.programme_id for e in shown if e.programme_id)
    context = {"form": form, "page": page, "programme": programme, "names": names}
    context["some_hidden"] = hidden is not None
    return render(request, "audit/trail.html", context)


@require_safe
@login_required
def export(request: HttpRequest, programme_id: int | None = None) -> HttpResponseBase:
    programme = _check_may_view(request.user, programme_id)
    services.note_export(by=request.user, programme=programme)
    events = queries.trail(
        programme_id, FilterForm(request.GET).filters(), hidden_from(request.user)
    )
    name = f"trail-{programme_id}.csv" if programme_id else "trail.csv"
    return StreamingHttpResponse(
        exports.rows(events.iterator(chunk_size=2000)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@login_required
def event(request: HttpRequest, number: int) -> HttpResponse:
    return _event_page(request, _event(request, number), EraseForm())


@require_POST
@login_required
def erase(request: HttpRequest, number: int) -> HttpResponse:
    found = _event(request, number)
    if not request.user.has_perm("audit.erase"):
        raise PermissionDenied
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _event_page(request, found, form, status=422)
    services.erase_event(event=found, by=request.user, reason=form.cleaned_data["reason"])
    messages.info(request, _("The personal values of this event are erased."))
    return redirect("audit:event", number)


def _event(request: HttpRequest, number: int) -> Event:
    found = queries.event_for(request.user, number)
    if found is None:
        raise Http404
    return found


def _event_page(
    request: HttpRequest, event: Event, form: EraseForm, *, status: int = 200
) -> HttpResponse:
    ids = [event.programme_id] if event.programme_id else []
    context = {
        "event": event,
        "form": form,
        "programme": programmes_by_id(ids).get(event.programme_id or 0),
        "target": queries.target_of(event),
        "may_erase": event.personal.erased_at is None and request.user.has_perm("audit.erase"),
    }
    return render(request, "audit/event.html", context, status=status)


def _check_may_view(user: Any, programme_id: int | None) -> Any:
    """Return the programme, or None for the whole office."""
    if programme_id is None:
        if not user.has_perm("audit.view"):
            raise PermissionDenied
        return None
    programme = programmes_by_id([programme_id]).get(programme_id)
    if programme is None or not user.has_perm("programme.view", programme_id):
        raise Http404
    if not user.has_perm("audit.view", programme_id):
        raise PermissionDenied
    return programme
