"""What no request of a person's browser holds is refused early; what rules refuse, is said."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jalon.errors import Problems, ReadableError
from jalon.workspace.directions import straight

Handler = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul(get_response: Handler) -> Handler:
    """Refuse a NUL in an address: PostgreSQL has no such character."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        query = str(request.META.get("QUERY_STRING", ""))
        if "\x00" in request.path_info or "%00" in query or "\x00" in query:
            return HttpResponse("400: this address cannot be.", status=400)
        return get_response(request)

    return middleware


def refuse_nul_in_forms(get_response: Handler) -> Handler:
    """Refuse a NUL in a form, as in an address; no field of a page can hold one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if any("\x00" in text for texts in request.POST.lists() for text in (texts[0], *texts[1])):
            raise BadRequest("NUL in a form")
        return get_response(request)

    return middleware


def straighten_forms(get_response: Handler) -> Handler:
    """Take from addresses and forms the characters that turn what stands after them round."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (asked := _straightened(request.GET)) is not None:
            request.GET = asked
        if (sent := _straightened(request.POST)) is not None:
            request.POST = sent
        return get_response(request)

    return middleware


def _straightened(values: QueryDict) -> Any:
    """Return `values` made straight; None if they are."""
    lists = list(values.lists())
    kept = [(straight(name), [straight(text) for text in texts]) for name, texts in lists]
    if kept == lists:
        return None
    made = QueryDict(mutable=True, encoding=values.encoding)
    for name, texts in kept:
        made.setlist(name, texts)
    return made


class SayRefusals:
    """Answer with its words a rule that was broken where no page expected it; not with a 500."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReadableError):
            return None
        problems = error.problems if isinstance(error, Problems) else [error]
        came_from = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
        context = {"problems": problems, "back": came_from if ours else ""}
        return render(request, "422.html", context, status=422)
