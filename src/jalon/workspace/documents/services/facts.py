"""What an event says of a row before and after: only what has changed."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def facts_of(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return plain values of the fields; of another row, its key."""
    return {name: row.serializable_value(name) for name in fields}


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides of what differs."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}
