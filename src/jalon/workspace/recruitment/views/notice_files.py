"""Notices as files: PDF, text, and the feed of open calls."""

import hashlib

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from jalon import __version__
from jalon.workspace.documents.links import absolute
from jalon.workspace.narratives import languages
from jalon.workspace.recruitment.papers.notice_pdf import notice_pdf
from jalon.workspace.recruitment.queries.countdown import countdown_of
from jalon.workspace.recruitment.queries.feeds import KINDS, feed_of
from jalon.workspace.recruitment.queries.notice import Notice, notice_of
from jalon.workspace.recruitment.queries.plain_notice import plain_notice
from jalon.workspace.recruitment.queries.public import open_calls, text_for
from jalon.workspace.recruitment.views.conditional import unless_known
from jalon.workspace.recruitment.views.notices import notice_by

SHARED = "public, max-age=300"
A_DAY = 86_400
NEWEST = 50
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


@require_safe
def pdf(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Send the notice as PDF; each is set once a day, however often it is asked for."""
    notice = notice_by(slug, language, exactly=True)
    tag = _tag("pdf", notice.version)

    def make() -> HttpResponse:
        content = caches["papers"].get_or_set(f"notice-pdf:{tag}", lambda: _set(notice), A_DAY)
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{slug}-{language}.pdf"'
        return answer

    return unless_known(request, tag, make, cache_control=SHARED)


@require_safe
def text(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Send the notice as plain text."""
    notice = notice_by(slug, language, exactly=True)

    def make() -> HttpResponse:
        words = plain_notice(notice, address_of(notice))
        return HttpResponse(words, content_type="text/plain; charset=utf-8")

    return unless_known(request, _tag("text", notice.version), make, cache_control=SHARED)


@require_safe
def feed(request: HttpRequest, language: str, kind: str) -> HttpResponseBase:
    """Send the open calls as a feed, the newest first."""
    if language not in languages() or kind not in KINDS:
        raise Http404
    calls = open_calls(timezone.now()).select_related("country")
    rows = calls.prefetch_related("texts", "amendments").order_by("-published_at", "-pk")[:NEWEST]
    seen = [(call, text_for(call.texts.all(), language)) for call in rows if call.texts.all()]
    notices = [notice_of(call, words) for call, words in seen]

    def make() -> HttpResponse:
        with override(language):
            content = feed_of(
                [(notice, address_of(notice)) for notice in notices],
                kind=kind,
                language=language,
                page=absolute(reverse("vacancies:open")),
                own=absolute(request.path),
            )
        return HttpResponse(content, content_type=f"{TYPES[kind]}; charset=utf-8")

    tag = _tag(kind, language, *(notice.version for notice in notices))
    return unless_known(request, tag, make, cache_control=SHARED)


def address_of(notice: Notice) -> str:
    """Return the address of a notice in its language."""
    return absolute(reverse("vacancies:notice-in", args=[notice.call.slug, notice.language]))


def _set(notice: Notice) -> bytes:
    with override(notice.language):
        countdown = countdown_of(notice.call, timezone.now())
    check = absolute(reverse("vacancies:check"))
    return notice_pdf(notice, countdown, address=address_of(notice), check=check)


def _tag(*seen: str) -> str:
    return f'"{hashlib.sha256(repr((__version__, *seen)).encode()).hexdigest()[:32]}"'
