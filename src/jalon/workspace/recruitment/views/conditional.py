"""Send nothing to who has it already."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response


def unless_known(
    request: HttpRequest,
    etag: str,
    make: Callable[[], HttpResponse],
    *,
    cache_control: str = "private, no-cache",
) -> HttpResponseBase:
    """Return 304 where the reader holds what has this tag; else what `make` makes."""
    answer = get_conditional_response(request, etag=etag) or make()
    answer["ETag"] = etag
    answer["Cache-Control"] = cache_control
    return answer
