"""Agendas as trees, and items found by their words."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from jalon.workspace.standards.models import Agenda, AgendaItem
from jalon.workspace.standards.queries.vocabulary import holds


@dataclass(slots=True)
class Branch:
    """An item with those under it."""

    item: AgendaItem
    below: list["Branch"] = field(default_factory=list)


def agendas() -> QuerySet[Agenda]:
    """Return the agendas in their order, each with the number of its items."""
    return Agenda.objects.annotate(
        size=Count("items", filter=Q(items__retired_date=None))
    ).order_by("order", "key")


def tree_of(agenda: Agenda, text: str = "", relevance: str = "") -> list[tuple[str, list[Branch]]]:
    """Return an agenda's items by kind, each under its parent; what does not fit is left out.

    An item whose parent does not fit stands by itself.
    """
    found = agenda.items.order_by("order", "pk")
    if relevance:
        found = found.filter(relevance=relevance)
    branches = {
        item.pk: Branch(item) for item in found if holds(text, item.code, item.title, item.note)
    }
    tops: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.item.parent_id or 0)
        (parent.below if parent else tops).append(branch)
    kinds = list(dict.fromkeys(branch.item.kind for branch in tops))
    tops.sort(key=lambda branch: kinds.index(branch.item.kind))
    return [(kind, list(group)) for kind, group in groupby(tops, lambda each: each.item.kind)]


def find_items(text: str = "", agenda: str = "") -> list[AgendaItem]:
    """Return the items in use that hold every word of `text`, in any language; no empty ones."""
    found = AgendaItem.objects.filter(empty=False, retired_date=None).select_related("agenda")
    if agenda:
        found = found.filter(agenda__key=agenda)
    return [
        item
        for item in found.order_by("agenda__order", "order", "pk")
        if holds(text, item.agenda.key, item.code, item.title)
    ]
