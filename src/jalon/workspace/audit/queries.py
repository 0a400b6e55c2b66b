"""Read the trail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jalon.workspace.audit.hidden import hidden_from
from jalon.workspace.audit.models import Event, PersonalValues
from jalon.workspace.folding import folded

SHOWN = 20


def history_of(target: models.Model, limit: int = SHOWN) -> models.QuerySet[Event]:
    """Return the last events of one object, newest first, with who did them."""
    return history_of_all(target._meta.model, [target.pk], limit)  # a lazy user has its type, too


def history_of_all(
    model: type[models.Model], keys: Iterable[int], limit: int = SHOWN
) -> models.QuerySet[Event]:
    """Return the last events of several objects of one kind as one history."""
    among = [str(key) for key in keys]
    events = Event.objects.filter(target_model=model._meta.label_lower, target_id__in=among)
    return events.with_people().order_by("-number")[:limit]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events of a trail somebody wants to see."""

    who: str = ""
    what: str = ""
    target: str = ""  # "results.indicator" or "results.indicator:12"
    from_date: date | None = None
    until_date: date | None = None  # the last day


def trail(
    programme_id: int | None, filters: Filters, hidden: Q | None = None
) -> models.QuerySet[Event]:
    """Return the events of a programme, or of the whole office, newest first, but the hidden."""
    events = Event.objects.with_people().order_by("-number")
    if hidden is not None:
        events = events.exclude(hidden)
    if programme_id is not None:
        events = events.filter(programme_id=programme_id)
    if filters.who:
        events = events.by_somebody_named(_names_with(filters.who))
    if filters.what:
        events = events.filter(what=filters.what)
    if filters.target:
        model, _colon, pk = filters.target.partition(":")
        events = events.filter(target_model=model, **({"target_id": pk} if pk else {}))
    if filters.from_date:
        events = events.filter(at__gte=_first_instant(filters.from_date))
    if filters.until_date:
        events = events.filter(at__lt=_first_instant(filters.until_date + timedelta(days=1)))
    return events


def _names_with(text: str) -> list[str]:
    """Return the names in the trail that hold a text; databases fold letters each in their way."""
    names = PersonalValues.objects.values_list("actor_name", flat=True).order_by().distinct()
    wanted = folded(text.strip())
    return [name for name in names if wanted in folded(name)]


def event_for(user: Any, number: int) -> Event | None:
    """Return an event if `user` may see the trail that it belongs to."""
    hidden = hidden_from(user)
    events = Event.objects.all() if hidden is None else Event.objects.exclude(hidden)
    event = events.with_people().filter(number=number).first()
    if event is None:
        return None
    where = event.programme_id
    seen = user.has_perm("audit.view") or (where is not None and user.has_perm("audit.view", where))
    return event if seen else None


def personal_of(person: models.Model) -> Iterator[dict[str, Any]]:
    """Yield what the trail keeps about a person and their doings, for their own copy."""
    label = person._meta.label_lower
    mine = Q(event__actor_id=person.pk) | Q(
        event__target_model=label, event__target_id=str(person.pk)
    )
    rows = PersonalValues.objects.filter(mine, erased_at=None).select_related("event")
    for row in rows.order_by("event__number").iterator(chunk_size=2000):
        own = row.event.actor_id == person.pk
        about = row.event.target_id == str(person.pk) and row.event.target_model == label
        yield {
            "number": row.event.number,
            "at": row.event.at.isoformat(),
            "what": row.event.what,
            "object": f"{row.event.target_model} {row.event.target_id}",
            "address": row.address if own else "",
            "before": {**row.event.before, **(row.before if about else {})},
            "after": {**row.event.after, **(row.after if about else {})},
        }


def _first_instant(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def target_of(event: Event) -> models.Model | None:
    """Return the object that an event is about, if it is still there; candidates are not named."""
    try:
        model: type[models.Model] = apps.get_model(event.target_model)
        found: models.Model | None = model._base_manager.filter(pk=event.target_id).first()
    except (LookupError, ValueError):
        return None
    return None if getattr(found, "kind", "") == "candidate" else found
