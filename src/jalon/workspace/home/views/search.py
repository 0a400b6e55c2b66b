"""Search everything."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from jalon.workspace.http import Request


@login_required
def search(request: Request) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    return render(request, "home/search.html", {"query": query})
