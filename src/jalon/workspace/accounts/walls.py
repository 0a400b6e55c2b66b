"""Keep candidates for a post out of every page that is not theirs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch

from jalon.workspace.accounts.models import Kind

Handler = Callable[[HttpRequest], HttpResponseBase]
# Language and appearance of the pages, and the text of a form that came too late.
SHARED = frozenset(
    {
        "accounts:choose-language",
        "accounts:kept-text",
        "accounts:throw-away-kept-text",
        "home:set-theme",
    }
)


def is_candidate(user: Any) -> bool:
    """Tell whether a candidate is signed in."""
    return bool(user.is_authenticated and user.kind == Kind.CANDIDATE)


def may_open(user: Any, match: ResolverMatch) -> bool:
    """Tell whether this address is for `user` to ask; what it shows is for the view to say."""
    theirs = match.app_name == settings.CANDIDATE_PAGES or match.view_name in SHARED
    return theirs or not is_candidate(user)


class KeepCandidatesApart:
    """For candidates the team's pages are not there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or may_open(request.user, match):
            return None
        if request.path == "/":
            return redirect(settings.CANDIDATE_HOME_URL)
        raise Http404
