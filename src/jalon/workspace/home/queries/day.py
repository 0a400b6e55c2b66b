"""My day: everything that somebody has to do, one row for each thing, the most urgent first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.links import document_url, obligation_url, question_url
from jalon.workspace.documents.models import Document, Obligation, Question, Step
from jalon.workspace.documents.queries.my_day import my_day
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes

SHOWN, PROGRAMMES = 8, 12
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: where, what, for which programme, until when."""

    url: str
    title: Narrative
    programme: Programme
    what: Narrative | None = None
    due_at: datetime | None = None
    late: int = 0  # days since it was due


@dataclass(frozen=True, slots=True)
class Pile:
    """Things to do of one sort: the first of them, and how many there are."""

    key: str
    title: Words
    tone: str
    tasks: Sequence[Task]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.tasks)


@dataclass(frozen=True, slots=True)
class Day:
    """What a person's first page shows."""

    piles: Sequence[Pile]
    programmes: Sequence[Programme]

    @property
    def is_free(self) -> bool:
        return not any(pile.total for pile in self.piles)


def read_day(user: Any, now: datetime) -> Day:
    """Return what `user` has to do in all programmes, and the programmes they take part in."""
    papers = my_day(user, now)

    def owed(row: Obligation) -> Task:
        url, late = obligation_url(row), _late(row.due_at, now)
        return Task(url, row.title, row.programme, due_at=row.due_at, late=late)

    def step(row: Step) -> Task:
        text, late = row.document, _late(row.due_at, now)
        url = document_url(text)
        return Task(url, text.title, text.programme, row.title, row.due_at, late)

    return Day(
        piles=(
            _pile("overdue", _("Overdue"), "bad", papers.overdue, owed),
            _pile("waiting", _("Waiting for me"), "waiting", papers.waiting, step),
            _pile("returned", _("Returned to me"), "warning", papers.returned, _text),
            _pile("questions", _("Questions to me"), "waiting", papers.questions, _question),
            _pile("soon", _("Due in 30 days"), "neutral", papers.due_soon, owed),
        ),
        programmes=list(visible_programmes(user).current().order_by("code")[:PROGRAMMES]),
    )


def _pile(
    key: str, title: Words, tone: str, rows: QuerySet[Any], task: Callable[[Any], Task]
) -> Pile:
    """Return the first rows as tasks; the rest is counted only if there is a rest."""
    first = list(rows[: SHOWN + 1])
    total = len(first) if len(first) <= SHOWN else rows.order_by().count()
    return Pile(key, title, tone, [task(row) for row in first[:SHOWN]], total)


def _late(due_at: datetime | None, now: datetime) -> int:
    """Return on which day of being late it is; 0 is in time."""
    return 0 if due_at is None or now < due_at else (now - due_at).days + 1


def _text(row: Document) -> Task:
    return Task(document_url(row), row.title, row.programme)


def _question(row: Question) -> Task:
    return Task(question_url(row), row.document.title, row.document.programme)
