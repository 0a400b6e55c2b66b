"""Pages that say no: what happened, what to do, and nothing of what is inside."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from jalon.workspace.accounts.drafts import keep_if_sent_by_us

logger = logging.getLogger("jalon.refusals")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
LAST_RESORT = "Something went wrong on our side. Reference: {}"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refuse what no browser sends by itself; the host itself may be what is wrong."""
    if isinstance(exception, TOO_LARGE):
        return HttpResponse(_bare("413.html"), status=413)
    return HttpResponse(_bare("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what a page of ours sent too late, to send it again; say no to anything else."""
    if keep_if_sent_by_us(request):
        return redirect("accounts:kept-text")
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Give the reference under which the log says what went wrong."""
    reference = getattr(request, "reference", "")
    logger.error(
        "server error",
        extra={"reference": reference, "path": request.path},
        exc_info=sys.exc_info(),
    )
    try:
        page = _bare("500.html", reference=reference)
    except Exception:  # noqa: BLE001  # the templates themselves may be what is broken
        return HttpResponse(LAST_RESORT.format(reference), "text/plain", status=500)
    return HttpResponse(page, status=500)


def _bare(template: str, **facts: str) -> str:
    """Draw a page that asks neither the database nor the request."""
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        **facts,
    }
    return render_to_string(template, context)
