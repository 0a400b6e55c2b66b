"""Policy agendas and their items."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.standards.forms import ItemFilter
from jalon.workspace.standards.models import Agenda, AgendaItem
from jalon.workspace.standards.permissions import can_load
from jalon.workspace.standards.queries import agendas as queries
from jalon.workspace.standards.queries.vocabulary import vocabulary
from jalon.workspace.standards.views.access import for_readers


@for_readers
@require_safe
def list_agendas(request: Request) -> HttpResponse:
    """Show the agendas."""
    return render(request, "standards/agendas.html", {"agendas": queries.agendas()})


@for_readers
@require_safe
def show_agenda(request: Request, key: str) -> HttpResponse:
    """Show an agenda as a tree."""
    agenda = get_object_or_404(Agenda, key=key)
    words = vocabulary()
    form = ItemFilter(request.GET, words=words)
    chosen = form.chosen()
    context = {
        "agenda": agenda,
        "words": words,
        "form": form,
        "tree": queries.tree_of(agenda, chosen["q"], chosen["relevance"]),
        "history": history_of(agenda),
    }
    return render(request, "standards/agenda.html", context)


@for_readers
@require_safe
def show_item(request: Request, key: str, code: str) -> HttpResponse:
    """Show one item, what stands under it, and what serves it."""
    items = AgendaItem.objects.select_related("agenda", "parent")
    item = get_object_or_404(items, agenda__key=key, code=code)
    context = {
        "item": item,
        "can_load": can_load(request.user),
        "words": vocabulary(),
        "children": item.children.order_by("order", "pk"),
        "interventions": item.interventions.order_by("key"),
        "history": history_of(item),
    }
    return render(request, "standards/item.html", context)
