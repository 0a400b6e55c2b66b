"""A person's deadlines for their own calendar program."""

import hashlib
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.workspace.documents.feed import calendar_file
from jalon.workspace.documents.forms.feed import FeedForm
from jalon.workspace.documents.links import absolute
from jalon.workspace.documents.models import CalendarFeed
from jalon.workspace.documents.queries.feed import deadlines_of
from jalon.workspace.documents.services import feed as services
from jalon.workspace.http import Request

LONGEST_SECRET = 100


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Send the calendar to whoever knows its secret; programs that read it cannot sign in."""
    secret = request.GET.get("key", "")
    feed = services.read_feed(secret=secret) if 0 < len(secret) <= LONGEST_SECRET else None
    if feed is None:
        raise Http404
    now = timezone.now()
    with (
        translation.override(feed.user.language),
        timezone.override(ZoneInfo(feed.user.time_zone)),
    ):
        deadlines = list(deadlines_of(feed, now))
        name = gettext("Jalon: deadlines of %(name)s") % {"name": feed.user}
    etag = f'"{hashlib.sha256(repr((name, deadlines)).encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    response = HttpResponse(
        calendar_file(deadlines, name=name, now=now), content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="jalon.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: Request) -> HttpResponse:
    """Make an address; it is shown once, since only its hash is kept."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    address = ""
    if request.method == "POST" and form.is_valid():
        _feed, secret = services.make_feed(by=request.user, shows=form.cleaned_data["shows"])
        query = urlencode({"key": secret})
        address = absolute(f"{reverse('documents:calendar')}?{query}")
    context = {
        "form": form,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
    }
    status = 422 if form.errors else 200
    return render(request, "documents/calendar.html", context, status=status)


@login_required
@require_POST
def revoke_calendar(request: Request) -> HttpResponse:
    services.revoke_feed(by=request.user)
    return redirect("documents:calendar-address")
