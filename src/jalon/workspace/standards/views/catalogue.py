"""The catalogue as a whole: what is in it, what was loaded, and its files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.standards.models import CatalogueLoad
from jalon.workspace.standards.models.choices import KINDS
from jalon.workspace.standards.permissions import can_load
from jalon.workspace.standards.queries import loads as queries
from jalon.workspace.standards.rules.words import Kind
from jalon.workspace.standards.views.access import for_readers
from jalon.workspace.standards.views.refusals import with_words

PAGE = 50


@for_readers
@require_safe
def overview(request: Request) -> HttpResponse:
    """Show what the catalogue holds."""
    context = {"load": queries.last_load(), "can_load": can_load(request.user)}
    return render(request, "standards/overview.html", context)


@for_readers
@require_safe
def list_loads(request: Request) -> HttpResponse:
    """Show what was loaded, and what waits."""
    may_load = can_load(request.user)
    context = {
        "page": Paginator(queries.loads(), PAGE).get_page(request.GET.get("page")),
        "can_load": may_load,
        "waiting": queries.waiting() if may_load else [],
        "kinds": KINDS,
    }
    return render(request, "standards/loads.html", context)


@for_readers
@require_safe
def show_load(request: Request, pk: int) -> HttpResponse:
    """Show the report of one load: what it did, and each row that it refused."""
    load = get_object_or_404(CatalogueLoad.objects.select_related("by"), pk=pk)
    page = Paginator(load.refused, PAGE).get_page(request.GET.get("page"))
    context = {
        "load": load,
        "can_load": can_load(request.user),
        "counts": [(label, load.counts[k]) for k, label in KINDS.items() if k in load.counts],
        "page": page,
        "refused": with_words(page),
        "history": history_of(load),
    }
    return render(request, "standards/load.html", context)


@for_readers
@require_safe
def table_file(request: Request, kind: str) -> HttpResponse:
    """Send a table as a file that can be corrected and handed in again."""
    if kind not in list(Kind):
        raise Http404
    text = queries.table_as_csv(Kind(kind))
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response
