"""The delay board, of one programme or of all that the reader sees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.filters import DelayFilter
from jalon.workspace.documents.queries.delays import (
    late_papers,
    late_rows,
    read_late,
    read_stuck,
    stuck_rows,
    stuck_steps,
)
from jalon.workspace.documents.queries.parties import countries_of
from jalon.workspace.documents.views import fetch
from jalon.workspace.http import Request
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes

PAGE = 50


@login_required
def delays(request: Request) -> HttpResponse:
    """Show what is late in every programme that the reader sees."""
    programmes = visible_programmes(request.user, Permission.DOCUMENT_VIEW).current()
    countries = Country.objects.filter(covered_by__programme__in=programmes).distinct()
    chosen = DelayFilter(
        request.GET,
        programmes=programmes.order_by("code").only("code", "title"),
        countries=countries.order_by("iso3"),
    )
    return _board(request, chosen, None)


@login_required
def programme_delays(request: Request, code: str) -> HttpResponse:
    """Show what is late in one programme."""
    programme = fetch.programme_of(request.user, code)
    chosen = DelayFilter(request.GET, programmes=None, countries=countries_of(programme))
    return _board(request, chosen, programme)


def _board(request: Request, chosen: DelayFilter, programme: Programme | None) -> HttpResponse:
    now = timezone.now()
    late = chosen.narrow_owed(late_papers(request.user, now, programme), now)
    stuck = chosen.narrow_steps(stuck_steps(request.user, now, programme))
    shows_steps = request.GET.get("what") == "steps"
    found: Any = stuck if shows_steps else late
    page = Paginator(found.values("pk"), PAGE).get_page(request.GET.get("page"))
    keys: Any = page.object_list
    context = {
        "programme": programme,
        "filter": chosen,
        "filtered": bool(chosen.chosen()),
        "shows_steps": shows_steps,
        "page": page,
        "late": [] if shows_steps else read_late(list(late_rows(keys)), now),
        "stuck": read_stuck(list(stuck_rows(keys)), now) if shows_steps else [],
        "late_count": late.count() if shows_steps else page.paginator.count,
        "stuck_count": page.paginator.count if shows_steps else stuck.count(),
        "query": _without(request, "what", "page"),
    }
    return render(request, "documents/delays.html", context)


def _without(request: Request, *names: str) -> str:
    kept = request.GET.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
