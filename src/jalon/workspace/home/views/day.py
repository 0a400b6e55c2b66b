"""My day: what is late, what comes next, what waits for me."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalon.workspace.config.context import holds_demo
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import visible_programmes

SWITCHED = 40


def day(request: HttpRequest) -> HttpResponse:
    """Show what the reader has to do; a stranger gets the way in."""
    if not request.user.is_authenticated:
        return render(request, "home/landing.html", {"sign_ins": []})
    return render(request, "home/day.html", {})


@login_required
def programmes(request: Request) -> HttpResponse:
    """List the programmes to change to, for the menu."""
    found = visible_programmes(request.user).current().order_by("code")[:SWITCHED]
    return render(request, "home/switch.html", {"programmes": found})
