"""Texts that came back, and those about which somebody asks: one query for both."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from jalon.workspace.documents.links import document_url
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.queries.my_day import called_back
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.home.queries.stead import Stead
from jalon.workspace.home.queries.tasks import Task


def texts_back(user: Any, stead: Stead, limit: int) -> tuple[list[Task], list[Task]]:
    """Return a row for each text that came back, and one for each about which is asked."""
    found = list(called_back(user)[:limit])
    returned = [_text(row, stead) for row in found if _came_back(row)]
    return returned, [_question(row, stead) for row in found if row.asked]


def _came_back(row: Document) -> bool:
    return row.state == DocumentState.RETURNED and row.programme.archived_at is None


def _text(row: Document, stead: Stead) -> Task:
    return Task(document_url(row), row.title, row.programme.code, absent=stead.of(row.owner_id))


def _question(row: Any, stead: Stead) -> Task:
    words = ngettext("A question", "%(count)s questions", row.asked)
    return Task(
        reverse("documents:question", args=[row.programme.code, row.question]),
        row.title,
        row.programme.code,
        note=words % {"count": row.asked},
        count=row.asked,
        absent=stead.of(row.owner_id),
    )
