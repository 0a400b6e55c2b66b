"""Remember from where a request comes, for the events that it causes."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ADDRESS: ContextVar[str] = ContextVar("address", default="")
Handler = Callable[[HttpRequest], HttpResponseBase]


def origin(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = ADDRESS.set(address_of(request)[:60])
        try:
            return get_response(request)
        finally:
            ADDRESS.reset(token)

    return middleware


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; a proxy of ours says it, others are not believed."""
    said = request.headers.get("X-Forwarded-For", "").split(",")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies and len(said) >= proxies and said[-proxies].strip():
        return said[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
