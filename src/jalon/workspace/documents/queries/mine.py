"""What a person has to do about papers, as light rows for lists: a title, an address, a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jalon.workspace.documents.links import document_url, obligation_url
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.queries import my_day
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do."""

    title: str
    url: str
    due_at: datetime | None
    programme: Programme
    detail: str = ""
    zone: str = ""  # in which `due_at` counts


def overdue(user: Any, now: datetime, limit: int = SHOWN) -> list[Row]:
    """Return the papers that `user` owes and that are late; one query."""
    return _owed(my_day.my_day(user, now).overdue[:limit])


def due_soon(user: Any, now: datetime, limit: int = SHOWN) -> list[Row]:
    """Return the papers that `user` owes within 30 days; one query."""
    return _owed(my_day.my_day(user, now).due_soon[:limit])


def waiting_for(user: Any, now: datetime, limit: int = SHOWN) -> list[Row]:
    """Return the open steps that `user` may decide, never of their own texts; one query."""
    return [_step(step) for step in my_day.my_day(user, now).waiting[:limit]]


def returned_to(user: Any, now: datetime, limit: int = SHOWN) -> list[Row]:
    """Return the texts that came back to `user`; one query."""
    found = my_day.my_day(user, now).returned.select_related("obligation")[:limit]
    return [_text(document) for document in found]


def _owed(rows: Iterable[Obligation]) -> list[Row]:
    return [
        Row(
            str(row),
            _shortest(row),
            row.due_at,
            row.programme,
            str(row.get_kind_display()),
            row.due_zone,
        )
        for row in rows
    ]


def _shortest(row: Obligation) -> str:
    """Return the page on which work goes on: the text's, once it is begun."""
    document = getattr(row, "document", None)
    if document is None:
        return obligation_url(row)
    document.programme = row.programme
    return document_url(document)


def _step(step: Step) -> Row:
    document = step.document
    return Row(
        str(document),
        document_url(document),
        step.due_at,
        document.programme,
        text_of(step.title),
        document.programme.time_zone,
    )


def _text(document: Document) -> Row:
    owed = document.obligation
    kind = str(document.get_kind_display())
    due_at, zone = (owed.due_at, owed.due_zone) if owed else (None, "")
    return Row(str(document), document_url(document), due_at, document.programme, kind, zone)
