"""Remember from where a request comes, for the events that it causes."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

ADDRESS: ContextVar[str] = ContextVar("address", default="")
Handler = Callable[[HttpRequest], HttpResponseBase]


def origin(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = ADDRESS.set(str(request.META.get("REMOTE_ADDR", ""))[:60])
        try:
            return get_response(request)
        finally:
            ADDRESS.reset(token)

    return middleware
