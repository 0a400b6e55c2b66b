"""Every component of the site on one page, for those who write pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from jalon.workspace.http import Request


@login_required
def gallery(request: Request) -> HttpResponse:
    return render(request, "home/gallery.html", {})
