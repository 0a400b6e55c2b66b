"""What papers keep of a person, for their own copy of it."""

from typing import Any

from django.db.models import Q, QuerySet

from jalon.workspace.documents.models import (
    Answer,
    CalendarFeed,
    Comment,
    Delay,
    DigestMail,
    Document,
    DocumentVersion,
    GuideCase,
    Obligation,
    Question,
    Recurrence,
    Reminder,
    Step,
    StoredFile,
    Upload,
)

# name -> model, the columns that say whose it is, what of the row is theirs
HELD: dict[str, tuple[type[Any], tuple[str, ...], tuple[str, ...]]] = {
    "owed": (
        Obligation,
        ("owed_by_user",),
        ("programme__code", "kind", "title", "due_at", "state"),
    ),
    "recurring": (Recurrence, ("owed_by_user",), ("programme__code", "kind", "title", "rhythm")),
    "delays": (Delay, ("by",), ("obligation", "reason", "next_action", "due_at", "at")),
    "texts": (Document, ("owner",), ("programme__code", "kind", "title", "state", "started_at")),
    "versions": (
        DocumentVersion,
        ("by",),
        ("document", "number", "file__original_name", "what_changed", "at", "submitted_at"),
    ),
    "steps": (
        Step,
        ("assignee", "decided_by", "on_behalf_of"),
        ("document", "title", "decision", "decided_at", "due_at"),
    ),
    "comments": (Comment, ("by",), ("round__document", "number", "anchor", "text", "at")),
    "comments_settled": (
        Comment,
        ("settled_by",),
        ("round__document", "number", "settled_at"),
    ),
    "questions": (Question, ("by",), ("document", "text", "at", "answered_at")),
    "questions_closed": (Question, ("answered_by",), ("document", "answered_at")),
    "answers": (Answer, ("by",), ("question", "text", "at")),
    "guide": (GuideCase, ("updated_by",), ("key", "updated_at")),
    "files": (StoredFile, ("by",), ("original_name", "size", "media_type", "at")),
    "uploads": (Upload, ("by",), ("name", "size", "received", "started_at")),
    "reminders": (Reminder, ("to",), ("obligation", "rung", "sent_at")),
    "digests": (DigestMail, ("to",), ("day", "lines", "sent_at")),
    "calendar": (CalendarFeed, ("user",), ("shows", "made_at", "read_at")),
    "responses": (
        Comment,
        ("responded_by",),
        ("round__document", "number", "response", "responded_at"),
    ),
    "reasons": (Step, ("decided_by",), ("document", "title", "reason", "decided_at")),
}


def papers_of(person: Any) -> dict[str, list[dict[str, Any]]]:
    """Return what somebody owes, has written, said and decided, and what was sent to them."""
    return {
        name: list(_theirs(model, columns, person).values(*fields))
        for name, (model, columns, fields) in HELD.items()
    }


def _theirs(model: Any, columns: tuple[str, ...], person: Any) -> QuerySet[Any]:
    mine = Q()
    for column in columns:
        mine |= Q(**{column: person})
    rows: QuerySet[Any] = model.objects.filter(mine).order_by("pk")
    return rows
