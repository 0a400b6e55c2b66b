"""Take a row for a change, and refuse to write over what somebody else has changed meanwhile."""

from typing import Any, NoReturn, Protocol, TypeVar, cast

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.rules import check_not_archived


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int

    def save(self, *, update_fields: Any) -> None: ...


Row = TypeVar("Row", bound=models.Model)


def locked(
    rows: models.Manager[Row] | models.QuerySet[Row], pk: int, version: int | None = None
) -> Row:
    """Return the row, held until the transaction ends; `version` is the one that the form saw.

    A row that names its ``programme`` is not changed while that lies in the archive.
    """
    row = rows.select_for_update(of=("self",)).get(pk=pk)
    if version is not None:
        check_version(cast("Versioned", row), version)
    programme = row if isinstance(row, Programme) else getattr(row, "programme", None)
    if programme is not None:
        check_running(programme)
    return row


def hold(programme: Programme | int) -> Programme:
    """Let nobody else change what is numbered or ordered in a programme until this is done."""
    key = programme.pk if isinstance(programme, Programme) else programme
    return locked(Programme.objects, key)


def check_version(row: Versioned, version: int) -> None:
    """Raise if the row is no longer the one that was edited; say who changed it, and when."""
    if row.version == version:
        return
    assert isinstance(row, models.Model)
    _refuse(history_of(row, 1).first())


def check_last_event(row: models.Model, seen: int) -> None:
    """Do the same for a row that counts nothing: by the last event about it, 0 for none."""
    event = history_of(row, 1).first()
    if event and event.number != seen:
        _refuse(event)


def _refuse(event: Event | None) -> NoReturn:
    name = event.personal.actor_name if event else ""
    at = timezone.localtime(event.at if event else timezone.now())
    raise RuleBroken(
        "changed-meanwhile",
        who=name or gettext("Somebody"),
        at=date_format(at, "DATETIME_FORMAT"),
    )


def check_running(programme: Programme) -> None:
    """Refuse to change what belongs to a programme that lies in the archive."""
    check_not_archived(archived=programme.archived_at is not None)


def touch(row: Versioned, *fields: str) -> None:
    """Save the fields, and give the row its next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])
