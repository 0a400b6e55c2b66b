"""Take a row for a change, and see that nobody has changed it since the form was opened."""

from typing import Any, TypeVar

from django.db import models

from jalon.errors import RuleBroken
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_version
from jalon.workspace.results.models import Actual, Assumption, Indicator, Result, Risk

Row = TypeVar("Row", Result, Indicator, Actual, Risk, Assumption)


def locked(model: type[Row], pk: int, version: int | None = None) -> Row:
    """Return the row, held until the transaction ends; `version` is the one that the form saw."""
    row: Row = model.objects.select_for_update().get(pk=pk)
    if version is not None:
        check_version(row, version)
    return row


def touch(row: Row, *fields: str) -> None:
    """Save the fields, and give the row its next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def check_not_archived(programme: Programme) -> None:
    """Raise if the programme has been put away."""
    if programme.archived_at is not None:
        raise RuleBroken("results-of-archived", programme=programme.code)


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
