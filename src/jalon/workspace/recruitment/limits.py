"""How often something may be done from one place: for forms that strangers may send."""

import hashlib
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalon.workspace.audit.middleware import address_of

View = Callable[..., HttpResponse]
HOUR, DAY = 3_600, 86_400


def within(action: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more, and tell whether it is still within what is allowed."""
    key = f"limit:{action}:{hashlib.sha256(who.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return most >= 1
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ended between the two
        cache.set(key, 1, seconds)
        return most >= 1


def limited(action: str, *, most: int, seconds: int) -> Callable[[View], View]:
    """Let a form be sent so often from one place; reading it is never counted."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not within(
                action, place_of(request), most=most, seconds=seconds
            ):
                return render(request, "vacancies/too_many.html", status=429)
            return view(request, *args, **kwargs)

        return asked

    return decorate


def place_of(request: HttpRequest) -> str:
    """Return from where somebody asks; one line gives a whole network of IPv6 addresses."""
    said = address_of(request)
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return said
