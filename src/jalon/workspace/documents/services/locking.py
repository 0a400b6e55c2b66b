"""Take a row for a change, and see that nobody has changed it since the form was opened."""

from typing import TypeVar

from django.db import models
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import (
    ChainTemplate,
    Document,
    GuideCase,
    Obligation,
    Question,
)
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.rules import check_not_archived

Row = TypeVar("Row", Obligation, Document, ChainTemplate, GuideCase, Question)


def locked(rows: models.Manager[Row], pk: int, version: int | None = None) -> Row:
    """Return the row, held until the transaction ends; `version` is the one that the form saw."""
    row = rows.select_for_update().get(pk=pk)
    if version is not None and version != row.version:
        who, at = last_change(row)
        raise RuleBroken("changed-meanwhile", who=who, at=at)
    if programme := _programme_of(row):
        check_running(programme)
    return row


def check_running(programme: Programme) -> None:
    """Refuse to change the papers of a programme that lies in the archive."""
    check_not_archived(archived=programme.archived_at is not None)


def _programme_of(row: models.Model) -> Programme | None:
    if isinstance(row, Obligation | Document | ChainTemplate):
        return row.programme
    return row.document.programme if isinstance(row, Question) else None


def touch(row: Row, *fields: str) -> None:
    """Save the fields, and give the row its next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def last_change(row: models.Model) -> tuple[str, str]:
    """Return who changed the row last, and when."""
    event = next(iter(history_of(row, limit=1)), None)
    if event is None:
        return "", ""
    return event.personal.actor_name, f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}"
