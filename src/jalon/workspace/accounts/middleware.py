"""A signed-in person reads the site in their own language and time zone."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

Handler = Callable[[HttpRequest], HttpResponseBase]


def preferences(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        response = get_response(request)
        timezone.deactivate()
        return response

    return middleware
