"""Search everything."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from jalon.workspace.home.queries.search import PAGE, search_kind
from jalon.workspace.home.queries.search import search as found
from jalon.workspace.http import Request

LONGEST = 200


@login_required
def search(request: Request) -> HttpResponse:
    """Show what was found, by kind; with `kind`, all of it, by pages."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    if kind := request.GET.get("kind", ""):
        return _kind(request, query, kind)
    groups = found(request.user, query)
    return render(request, "home/search.html", {"query": query, "groups": groups})


def _kind(request: Request, query: str, kind: str) -> HttpResponse:
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    group = search_kind(request.user, query, kind, max(number, 1))
    if group is None:
        raise Http404
    if number > 1 and not group.finds:
        return redirect(f"{request.path}?{urlencode({'q': query, 'kind': kind})}")
    page = Paginator(range(group.total), PAGE).get_page(number)
    context = {"query": query, "groups": [group], "page": page, "only": group}
    return render(request, "home/search.html", context)
