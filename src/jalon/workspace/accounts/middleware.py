"""What is done for the person behind every request."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from jalon.workspace.accounts import drafts

Handler = Callable[[HttpRequest], HttpResponseBase]


def preferences(get_response: Handler) -> Handler:
    """Show the site in a signed-in person's own language and time zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(_zone(user.time_zone))
        response = get_response(request)
        timezone.deactivate()
        if user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True)
        return response

    return middleware


def _zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the zone; UTC for one that this machine does not know."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def keep_drafts(get_response: Handler) -> Handler:
    """Keep the text of a form that arrives when nobody is signed in any more."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated:
            if SESSION_KEY in request.session:  # a program's token leaves no cookie
                drafts.remember_person(request, response)
                drafts.forget_if_sent(request, response)
        elif request.path in {reverse("account_logout"), reverse(settings.CANDIDATE_LOGOUT_URL)}:
            response.delete_cookie(drafts.COOKIE, samesite="Lax")
            response.headers["Clear-Site-Data"] = '"cache"'  # nor does Back show what was seen
        elif _sends_to_sign_in(response):
            return _sign_in_first(request, response)
        return response

    return middleware


def _sends_to_sign_in(response: HttpResponseBase) -> bool:
    doors = {resolve_url(settings.LOGIN_URL), resolve_url(settings.CANDIDATE_LOGIN_URL)}
    return response.status_code == 302 and _door(response) in doors


def _door(response: HttpResponseBase) -> str:
    return response.headers.get("Location", "").partition("?")[0]


def _sign_in_first(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.method == "POST" and (draft := drafts.draft_of(request)):
        drafts.keep(request, draft)
        response = redirect_to_login(reverse("accounts:kept-text"), _door(response))
    if "HX-Request" in request.headers:  # the whole page goes to sign in, not a part of it
        return HttpResponse(headers={"HX-Redirect": _page_of(request, response)})
    return response


def _page_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the door with the way back: to the page that asked, not to the part it asked for."""
    if request.method == "POST":
        return response.headers["Location"]
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not page.path:
        return _door(response)
    back = urlunsplit(("", "", page.path, page.query, ""))
    return redirect_to_login(back, _door(response)).headers["Location"]
