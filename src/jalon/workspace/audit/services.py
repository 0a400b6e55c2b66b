"""The one way to write an event."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jalon.workspace.audit import rules
from jalon.workspace.audit.middleware import ADDRESS
from jalon.workspace.audit.models import Event, Head, PersonalValues


@transaction.atomic
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

    Fields that the target's model lists as ``PERSONAL`` go to a row that can be erased.
    """
    personal = frozenset(getattr(target, "PERSONAL", ()))
    kept_before, personal_before = rules.parted(before or {}, personal)
    kept_after, personal_after = rules.parted(after or {}, personal)
    erasable = {
        "salt": secrets.token_hex(16),
        "actor_name": str(by) if by is not None else "",
        "address": ADDRESS.get(),
        "before": personal_before,
        "after": personal_after,
    }
    head, _created = Head.objects.select_for_update().get_or_create(pk=1)
    facts: dict[str, Any] = {
        "number": head.number + 1,
        "at": timezone.now(),
        "actor_id": by.pk if by is not None else None,
        "what": what,
        "target_model": target._meta.label_lower,
        "target_id": str(target.pk),
        "programme_id": programme_id,
        "before": kept_before,
        "after": kept_after,
        "reason": reason,
        "personal_digest": rules.digest_of(erasable),
        "previous": head.digest,
    }
    event = Event.objects.create(**facts, digest=rules.digest_of(facts))
    PersonalValues.objects.create(event=event, **erasable)
    head.number, head.digest = event.number, event.digest
    head.save(update_fields=["number", "digest"])
    return event
