"""What an event says of a row before and after: only what has changed."""

from typing import Any

from django.db import models


def changed(row: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set `values` on the row; return what they were and are, of those that differ."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = _plain(old), _plain(value)
            setattr(row, name, value)
    return before, after


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
