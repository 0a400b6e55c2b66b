"""The only ways to write events, and to erase what they say of a person."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from jalon.workspace.audit import rules
from jalon.workspace.audit.middleware import ADDRESS
from jalon.workspace.audit.models import Event, Head, PersonalValues
from jalon.workspace.audit.standing_in import absent_for


@dataclass(frozen=True, slots=True)
class Line:
    """One event to be written by `record_all`."""

    what: str
    target: models.Model
    programme_id: int | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def record(
    *,
    by: Any,
    what: str,
    target: models.Model,
    programme_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Add an event to the chain; `by` is a user, or None for the site itself.

    Fields that the target's model lists as ``PERSONAL`` go to a row that can be erased; so does the
    reason if the model says ``REASONS_ARE_PERSONAL``: why somebody was late is not kept for ever.
    """
    line = Line(what, target, programme_id, before or {}, after or {}, reason)
    return record_all(by=by, lines=[line])[0]


@transaction.atomic
def record_all(*, by: Any, lines: Iterable[Line]) -> list[Event]:
    """Add many events at once, in four queries; the chain is locked until the transaction ends.

    A service that changes many rows locks them all first and records last, so that two services
    never wait for each other.
    """
    head, _created = Head.objects.select_for_update().get_or_create(pk=1)
    events, personal = [], []
    now = timezone.now()
    for line in lines:
        event, values = _written(line, by=by, number=head.number + 1, previous=head.digest, at=now)
        head.number, head.digest = event.number, event.digest
        events.append(event)
        personal.append(values)
    Event.objects.bulk_create(events)
    for event, values in zip(events, personal, strict=True):
        values.event = event
    PersonalValues.objects.bulk_create(personal)
    head.save(update_fields=["number", "digest"])
    return events


def _written(
    line: Line, *, by: Any, number: int, previous: str, at: Any
) -> tuple[Event, PersonalValues]:
    personal = frozenset(getattr(line.target, "PERSONAL", ()))
    kept_before, personal_before = rules.parted(line.before, personal)
    kept_after, personal_after = rules.parted(line.after, personal)
    reason = rules.plain(line.reason)
    if reason and getattr(line.target, "REASONS_ARE_PERSONAL", False):
        personal_after, reason = {**personal_after, "reason": reason}, ""
    erasable = {
        "salt": secrets.token_hex(16),
        "actor_name": rules.plain(str(by)) if by is not None else "",
        "address": ADDRESS.get(),
        "before": personal_before,
        "after": personal_after,
    }
    facts: dict[str, Any] = {
        "number": number,
        "at": at,
        "actor_id": by.pk if by is not None else None,
        "on_behalf_of_id": _absent(by, line),
        "what": line.what,
        "target_model": line.target._meta.label_lower,
        "target_id": str(line.target.pk or ""),
        "programme_id": line.programme_id,
        "before": kept_before,
        "after": kept_after,
        "reason": reason,
        "personal_digest": rules.digest_of(erasable),
        "previous": previous,
    }
    return Event(**facts, digest=rules.digest_of(facts)), PersonalValues(**erasable)


def _absent(by: Any, line: Line) -> int | None:
    """Return in whose stead somebody acts; what they do with what is their own is theirs."""
    if by is None or by == line.target or getattr(line.target, "user_id", None) == by.pk:
        return None
    return absent_for(by, line.programme_id)


@transaction.atomic
def note_export(*, by: Any, programme: models.Model | None) -> None:
    """Write down that somebody takes a copy of the trail, or of a programme's part of it."""
    where = programme.pk if programme else None
    record(by=by, what="audit.exported", target=programme or by, programme_id=where)


@transaction.atomic
def erase_person(*, person: models.Model, by: Any, reason: str) -> int:
    """Erase the personal values of all events that `person` caused or that are about them.

    The events stay, the chain holds; that values were erased, by whom and why, is an event too.
    Returns how many events forgot something. A candidate may have themself forgotten; `by` is None
    when the site itself forgets what it has kept for long enough.
    """
    if by is not None and (by != person or by.kind != "candidate"):
        _check_may_erase(by)
    target = (person._meta.label_lower, str(person.pk))
    event = record(
        by=by,
        what="audit.person-erased",
        target=person,
        after={"actor_id": person.pk},
        reason=reason,
    )
    return _erase(
        Q(actor_id=person.pk) | Q(target_model=target[0], target_id=target[1]),
        below=event.number,
    )


@transaction.atomic
def erase_about(
    *, target: models.Model, by: Any, reason: str, programme_id: int | None = None
) -> int:
    """Erase the personal values of all events about a person who has no account.

    `by` is None when the site itself forgets what it has kept for long enough.
    """
    if by is not None:
        _check_may_erase(by)
    event = record(
        by=by,
        what="audit.contact-erased",
        target=target,
        programme_id=programme_id,
        reason=reason,
    )
    return _erase(
        Q(target_model=target._meta.label_lower, target_id=str(target.pk)),
        below=event.number,
    )


@transaction.atomic
def erase_event(*, event: Event, by: Any, reason: str) -> int:
    """Erase the personal values of one event."""
    _check_may_erase(by)
    erasure = record(
        by=by,
        what="audit.event-erased",
        target=event,
        after={"number": event.number},
        reason=reason,
    )
    return _erase(Q(pk=event.pk), below=erasure.number)


def _check_may_erase(by: Any) -> None:
    if not by.has_perm("audit.erase"):
        raise PermissionDenied


def _erase(about: Q, *, below: int) -> int:
    """Erase what these events hold; they are named first: PostgreSQL plans one query badly."""
    events = Event.objects.filter(about, number__lt=below).values_list("pk", flat=True)
    rows = PersonalValues.objects.filter(event__in=list(events), erased_at=None)
    return rows.update(
        salt="", actor_name="", address="", before={}, after={}, erased_at=timezone.now()
    )
