"""What no request of a person's browser holds is refused before anything reads it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase

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
