"""Papers as lines of a mail: what they are called and where they are, nothing of what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.text import Truncator

from jalon.workspace.documents.links import absolute, document_url, obligation_url, question_url
from jalon.workspace.documents.models import Document, Obligation, Question, Step
from jalon.workspace.documents.rules.deadlines import last_day

LONGEST_TITLE = 160
SHOWN = 30  # lines of a section; the rest is counted


@dataclass(frozen=True, slots=True)
class Line:
    """A paper in a mail: what it is called, of which programme, until when, and where it is."""

    title: str
    programme: str
    url: str
    day: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading, and how many there are in all."""

    title: str
    lines: Sequence[Line]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def owed_line(row: Obligation, day: date | None = None, *, late: bool = False) -> Line:
    url = absolute(obligation_url(row))
    return Line(_short(row), row.programme.code, url, day or row.due_date, late)


def step_line(step: Step, now: datetime) -> Line:
    document = step.document
    day = last_day(step.due_at, str(timezone.get_current_timezone())) if step.due_at else None
    late = step.due_at is not None and step.due_at <= now
    title = f"{_short(document)} – {_short(step)}"
    return Line(title, document.programme.code, absolute(document_url(document)), day, late)


def document_line(document: Document) -> Line:
    return Line(_short(document), document.programme.code, absolute(document_url(document)))


def question_line(question: Question) -> Line:
    document = question.document
    return Line(_short(document), document.programme.code, absolute(question_url(question)))


def _short(row: object) -> str:
    """Return what a row is called on one line: people write line breaks into titles."""
    return Truncator(" ".join(str(row).split())).chars(LONGEST_TITLE)
