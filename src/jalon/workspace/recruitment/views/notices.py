"""Notices for everybody: the list of calls, and one call in its languages."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jalon import __version__
from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.forms.public import VacancyFilter
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.countdown import Countdown, countdown_of, reader_zone
from jalon.workspace.recruitment.queries.job_posting import as_script, employer_of, job_posting
from jalon.workspace.recruitment.queries.notice import Notice, notice_of
from jalon.workspace.recruitment.queries.public import (
    closed_calls,
    languages_of,
    looked_for,
    offered,
    open_calls,
    public_calls,
    text_for,
    with_languages,
)
from jalon.workspace.recruitment.rules.countdown import READERS_ZONES
from jalon.workspace.recruitment.views.conditional import unless_known

PAGE = 20


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """List the calls that one may still answer, the first to close first."""
    now = timezone.now()
    return _list(request, open_calls(now), now, "open")


@require_safe
def closed_list(request: HttpRequest) -> HttpResponse:
    """List the calls whose deadline is over."""
    now = timezone.now()
    return _list(request, closed_calls(now), now, "closed")


@require_safe
def notice(request: HttpRequest, slug: str, language: str = "") -> HttpResponseBase:
    """Show a notice in a language that it is published in; by default the reader's."""
    shown = notice_by(slug, language or (get_language() or ""), exactly=bool(language))
    countdown = countdown_of(shown.call, timezone.now(), zone_of(request))
    return unless_known(
        request,
        _page_etag(request, shown, countdown),
        lambda: render(request, "vacancies/notice.html", _context(shown, countdown, request)),
    )


def notice_by(slug: str, language: str, *, exactly: bool) -> Notice:
    """Return a public notice; what is not public, or not in that language, is not there."""
    calls = public_calls().select_related("programme", "country")
    call = get_object_or_404(calls.prefetch_related("texts", "amendments"), slug=slug)
    texts = list(call.texts.all())
    if not texts or (exactly and language not in languages_of(texts)):
        raise Http404
    return notice_of(call, text_for(texts, language))


def zone_of(request: HttpRequest) -> str:
    """Return the reader's zone where they have said it: here, or in their account."""
    own = request.user.time_zone if request.user.is_authenticated else None
    return reader_zone(own, request.GET.get("zone", ""))


def _list(request: HttpRequest, calls: QuerySet[Call], now: datetime, which: str) -> HttpResponse:
    form = VacancyFilter(request.GET, offered=offered(calls))
    asked = form.asked()
    found = with_languages(looked_for(calls, asked))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    zone = zone_of(request)
    context = {
        "filter": form,
        "filtered": any((asked.words, asked.place, asked.grade, asked.language, asked.theme)),
        "page": page,
        "rows": [(call, countdown_of(call, now, zone)) for call in page.object_list],
        "which": which,
        "language_now": (get_language() or "en").split("-")[0],
    }
    return render(request, "vacancies/list.html", context)


def _context(shown: Notice, countdown: Countdown, request: HttpRequest) -> dict[str, Any]:
    address = absolute(reverse("vacancies:notice-in", args=[shown.call.slug, shown.language]))
    return {
        "notice": shown,
        "call": shown.call,
        "countdown": countdown,
        "posting": as_script(job_posting(shown, address, employer_of(shown))),
        "address": address,
        "zones": READERS_ZONES,
        "zone": request.GET.get("zone", ""),
    }


def _page_etag(request: HttpRequest, shown: Notice, countdown: Countdown) -> str:
    """Return what differs whenever the page would."""
    seen = (
        __version__,
        shown.version,
        countdown.words,
        countdown.clocks,
        get_language(),
        request.user.pk,
        request.get_full_path(),
        request.COOKIES.get("theme"),
    )
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'
