"""The mails about papers: reminders, digests, and what happens, told at once."""

from jalon.workspace.documents.notifications.at_once import Happening, tell
from jalon.workspace.documents.notifications.lines import (
    SHOWN,
    Line,
    Section,
    document_line,
    owed_line,
    question_line,
    step_line,
)
from jalon.workspace.documents.notifications.mails import (
    digest_mail,
    event_mail,
    reading_as,
    reminder_mail,
)

__all__ = [
    "SHOWN",
    "Happening",
    "Line",
    "Section",
    "digest_mail",
    "document_line",
    "event_mail",
    "owed_line",
    "question_line",
    "reading_as",
    "reminder_mail",
    "step_line",
    "tell",
]
