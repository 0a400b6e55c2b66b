"""What an event says of a row before and after: only what has changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.programmes.services.locking import touch


def facts_of(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return plain values of the fields; of another row, its key."""
    return {name: row.serializable_value(name) for name in fields}


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides of what differs."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def write(
    row: Obligation | Document, values: Mapping[str, Any], *, what: str, by: User, reason: str = ""
) -> dict[str, Any]:
    """Give a held row new values and its next version, with its event; return what has changed."""
    before = facts_of(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    touch(row, *values)
    then, now = changes(before, facts_of(row, values))
    _record(row, then, now, what=what, by=by, reason=reason)
    return now


def record_state(
    row: Obligation | Document, before: str, *, what: str, by: User, reason: str
) -> None:
    """Record that a row has come from the state `before` to the one it has."""
    _record(row, {"state": before}, {"state": row.state}, what=what, by=by, reason=reason)


def _record(
    row: Obligation | Document,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    what: str,
    by: User,
    reason: str,
) -> None:
    record(
        by=by,
        what=what,
        target=row,
        programme_id=row.programme_id,
        before=before,
        after=after,
        reason=reason,
    )
