"""A text that arrived too late, shown in the words of the form that it was written in."""

from copy import copy
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.workspace.accounts import drafts
from jalon.workspace.accounts.labels import FieldWords
from jalon.workspace.accounts.walls import may_open
from jalon.workspace.http import Request


@never_cache
@require_safe
@login_required
def kept_text(request: Request) -> HttpResponse:
    draft = drafts.kept(request)
    if draft is None:
        return redirect("/")
    context = {"draft": draft, "shown": _shown(request, draft)}
    return render(request, "accounts/kept_text.html", context)


@require_POST
@login_required
def throw_away_kept_text(request: Request) -> HttpResponse:
    drafts.throw_away(request)
    return redirect("/")


def _shown(request: Request, draft: drafts.Draft) -> list[tuple[str, str]]:
    """Return label and text of what the person wrote, without what only machines read."""
    words = FieldWords(_page(request, draft.page) or _page(request, draft.path))
    titles = words.titles
    return [
        (titles.get(name, ""), words.words(name, text))
        for name, text in draft.shown
        if name not in words.unseen
    ]


def _page(request: Request, path: str) -> str:
    """Return the page on which the form stands, as the person would open it now."""
    address = urlsplit(path)
    try:
        match = resolve(address.path)
        if not may_open(request.user, match):
            return ""
        asked = copy(request)
        asked.method, asked.path, asked.path_info = "GET", address.path, address.path
        asked.GET, asked.resolver_match = QueryDict(address.query), match
        answer = match.func(asked, *match.args, **match.kwargs)
    except (Http404, PermissionDenied, Resolver404):
        return ""
    is_page = answer.status_code == 200 and not answer.streaming
    return answer.content.decode(answer.charset) if is_page else ""
