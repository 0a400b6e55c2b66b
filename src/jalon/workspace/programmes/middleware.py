"""A programme's address leads to it however its code is written."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes

Handler = Callable[[HttpRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD"})


def any_case(get_response: Handler) -> Handler:
    """Lead from ``/programmes/mex-87/`` to ``/programmes/MEX-87/``, if the person sees it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 404 or request.method not in SAFE:
            return response
        return _elsewhere(request) or response

    return middleware


def _elsewhere(request: HttpRequest) -> HttpResponseBase | None:
    match = request.resolver_match
    if match is None or "<slug:code>" not in match.route or match.namespace == "api":
        return None
    found = _programme(request, match.kwargs["code"])
    if found is None:
        return None
    there = reverse(match.view_name, args=match.args, kwargs={**match.kwargs, "code": found.code})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{there}?{query}" if query else there)


def _programme(request: HttpRequest, code: str) -> Programme | None:
    """Return the programme whose code differs from `code` in its case alone."""
    return visible_programmes(request.user).filter(code__iexact=code).exclude(code=code).first()
