"""``/healthz``: whether the site can do its work, for whoever watches the server."""

import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger("jalon.health")

ROOM = 200 * 1024 * 1024  # bytes that must be free for uploads and the database's log


def answer_watchers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer before names and https are asked: a probe may come from the same machine."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return health(request)
        return get_response(request)

    return middleware


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say yes or no for each part, and nothing else: strangers may ask."""
    parts = {"database": _database(), "disk": _disk()}
    fine = all(parts.values())
    return JsonResponse({"ok": fine, **parts}, status=200 if fine else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except Exception:  # whatever it is, the answer is no; the log says why
        logger.exception("the database does not answer")
        return False


def _disk() -> bool:
    folder = settings.HOME if settings.HOME.exists() else settings.HOME.parent
    return shutil.disk_usage(folder).free > ROOM
