"""Refuse to write over what somebody else has changed meanwhile."""

from typing import Protocol

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.audit.queries import history_of


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


def check_version(row: Versioned, version: int) -> None:
    """Raise if the row is no longer the one that was edited; say who changed it, and when."""
    if row.version == version:
        return
    assert isinstance(row, models.Model)
    event = history_of(row, 1).first()
    name = event.personal.actor_name if event else ""
    at = timezone.localtime(event.at if event else timezone.now())
    raise RuleBroken(
        "changed-meanwhile",
        who=name or gettext("Somebody"),
        at=date_format(at, "DATETIME_FORMAT"),
    )
