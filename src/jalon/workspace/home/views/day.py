"""My day: what is late, what comes next, what waits for me."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalon.workspace.config.context import holds_demo
from jalon.workspace.home.queries.day import read_day
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import visible_programmes

SWITCHED = 40
NEW = timedelta(days=30)  # for so long somebody gets the hints for beginners


def day(request: HttpRequest) -> HttpResponse:
    """Show what the reader has to do; a stranger gets the way in."""
    if not request.user.is_authenticated:
        return render(request, "home/landing.html", {"sign_ins": _demo_sign_ins()})
    now = timezone.now()
    context = {
        "day": read_day(request.user, now),
        "today": timezone.localdate(),
        "is_new": now - request.user.joined_at < NEW,
    }
    return render(request, "home/day.html", context)


@login_required
def programmes(request: Request) -> HttpResponse:
    """List the programmes to change to, for the menu."""
    found = visible_programmes(request.user).current().order_by("code")[:SWITCHED]
    return render(request, "home/switch.html", {"programmes": found})


def _demo_sign_ins() -> list[tuple[str, str, str]]:
    """Return address, password and name of the demonstration's people, where it is loaded."""
    if settings.PRODUCTION or not holds_demo():
        return []
    from jalon.workspace.demo import sign_ins_of_demo

    return sign_ins_of_demo()
