"""Who may open candidates' pages, and how often strangers may knock."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from jalon.workspace.accounts.walls import is_candidate

View = Callable[..., HttpResponseBase]
# Guessing is stopped for who guesses (an address from a place); nobody shuts another out of their
# account on the last day by guessing wrong for them, but with the force of many places.
RATES = {
    "sign_in": "30/m/ip",
    "sign_in_from": "5/5m/key",
    "sign_in_to": "100/h/key",
    "link": "20/h/ip",
    "link_to": "4/h/key",
    "token": "60/h/ip",
    "files": "60/h/user",
    "begin": "30/h/user",
    "save": "300/h/user",
}


def for_candidates(view: View) -> View:
    """Let candidates in; send strangers to their sign-in; for the team it is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            door = resolve_url(settings.CANDIDATE_LOGIN_URL)
            return redirect_to_login(request.get_full_path(), door)
        if not is_candidate(request.user):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def within_rate(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count a knock; tell whether there were not too many."""
    used = ratelimit.consume(
        request, app="jalon.vacancies", action=action, config=RATES, key=key, limit_get=True
    )
    return used is not None


def too_often(request: HttpRequest) -> HttpResponse:
    """Refuse one knock too many."""
    answer: HttpResponse = ratelimit.respond_429(request)
    return answer


def onward_to(wanted: str) -> str:
    """Return where somebody wanted to go, if it is a page of the public face."""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    kept = wanted.startswith(("/vacancies/", "/people/kept/"))
    return wanted if ours and kept else resolve_url("vacancies:home")
