"""Read the trail."""

from django.db import models

from jalon.workspace.audit.models import Event

SHOWN = 20


def history_of(target: models.Model, limit: int = SHOWN) -> models.QuerySet[Event]:
    """Return the last events of one object, newest first, with who did them."""
    return (
        Event.objects.filter(target_model=target._meta.label_lower, target_id=str(target.pk))
        .select_related("personal")
        .order_by("-number")[:limit]
    )
