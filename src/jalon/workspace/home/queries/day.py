"""My day: everything that somebody has to do, one row for each thing, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.links import document_url, obligation_url, question_url
from jalon.workspace.documents.models import Document, Obligation, Question, Step
from jalon.workspace.documents.queries.my_day import my_day
from jalon.workspace.home.queries.figures import (
    OwedFigure,
    Queue,
    due_of,
    figures_owed,
    figures_to_verify,
)
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.results.models import Period

SHOWN, READ, PROGRAMMES = 8, 100, 12
FIGURES, FEW = 300, 3
OWER = "owed_by_user"
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: where, what, for which programme, until when."""

    url: str
    title: Narrative
    code: str  # of the programme
    step: Narrative | None = None
    note: str = ""
    mark: str = ""
    due_at: datetime | None = None
    zone: str = ""  # in which `due_at` counts
    late: int = 0  # on which day of being late it is
    count: int = 1  # of how many things this is one row
    absent: str = ""  # in whose stead it is to be done


@dataclass(frozen=True, slots=True)
class Pile:
    """Things to do of one sort; the page shows the first of them."""

    key: str
    title: Words
    tone: str
    tasks: Sequence[Task]

    @property
    def first(self) -> Sequence[Task]:
        return self.tasks[:SHOWN]

    @property
    def rest(self) -> Sequence[Task]:
        return self.tasks[SHOWN:]

    @property
    def total(self) -> int:
        return sum(task.count for task in self.tasks)

    @property
    def many(self) -> bool:
        """Tell whether there may be more than were read."""
        return len(self.tasks) >= READ

    @property
    def more(self) -> int:
        return len(self.rest)


@dataclass(frozen=True, slots=True)
class Day:
    """What a person's first page shows."""

    piles: Sequence[Pile]
    programmes: Sequence[Programme]

    @property
    def is_free(self) -> bool:
        return not any(pile.tasks for pile in self.piles)


def read_day(user: Any, now: datetime) -> Day:
    """Return what `user` has to do in all programmes, and the programmes they take part in."""
    papers = my_day(user, now)
    figures = figures_owed(user, timezone.localdate(now), FIGURES)
    overdue = [_owed(row, user, now) for row in papers.overdue.select_related(OWER)[:READ]]
    soon = [_owed(row, user, now) for row in papers.due_soon.select_related(OWER)[:READ]]
    waiting = [_step(row, user, now) for row in papers.waiting.select_related("assignee")[:READ]]
    returned = [_text(row) for row in papers.returned[:READ]]
    questions = [_question(row) for row in papers.questions[:READ]]
    waiting += [_queue(queue) for queue in figures_to_verify(user)]
    returned += [_figure(row, now) for row in figures if row.returned]
    owed = _gathered([row for row in figures if not row.returned], now)
    overdue = sorted([*overdue, *(task for task in owed if task.late)], key=_when)[:READ]
    soon = sorted([*soon, *(task for task in owed if not task.late)], key=_when)[:READ]
    return Day(
        piles=(
            Pile("overdue", _("Overdue"), "bad", overdue),
            Pile("waiting", _("Waiting for me"), "waiting", [*waiting, *questions]),
            Pile("returned", _("Returned to me"), "warning", returned),
            Pile("soon", _("Due in 30 days"), "neutral", soon),
        ),
        programmes=list(visible_programmes(user).current().order_by("code")[:PROGRAMMES]),
    )


def _when(task: Task) -> datetime:
    assert task.due_at is not None
    return task.due_at


def _owed(row: Obligation, user: Any, now: datetime) -> Task:
    return Task(
        obligation_url(row),
        row.title,
        row.programme.code,
        due_at=row.due_at,
        zone=row.due_zone,
        late=_late(row.due_at, now),
        absent=_absent(row.owed_by_user, user),
    )


def _step(row: Step, user: Any, now: datetime) -> Task:
    text = row.document
    return Task(
        document_url(text),
        text.title,
        text.programme.code,
        row.title,
        due_at=row.due_at,
        zone=text.programme.time_zone,
        late=_late(row.due_at, now),
        absent=_absent(row.assignee, user),
    )


def _absent(whose: User | None, user: Any) -> str:
    """Return the name of somebody else whose task it is; a deputy sees in whose stead they act."""
    return "" if whose is None or whose.pk == user.pk else str(whose)


def _text(row: Document) -> Task:
    return Task(document_url(row), row.title, row.programme.code)


def _question(row: Question) -> Task:
    code, note = row.document.programme.code, str(_("A question"))
    return Task(question_url(row), row.document.title, code, note=note)


def _queue(queue: Queue) -> Task:
    words = ngettext("%(count)s figure to verify", "%(count)s figures to verify", queue.count)
    url = reverse("results:review", args=[queue.code])
    note = words % {"count": queue.count}
    return Task(url, queue.title, queue.code, note=note, count=queue.count)


def _gathered(figures: Sequence[OwedFigure], now: datetime) -> list[Task]:
    """Return a row for each figure, or one for all of a period where they are many."""
    groups: dict[tuple[int, date, date], list[OwedFigure]] = {}
    for figure in figures:
        period = figure.period
        key = (period.indicator.programme_id, period.start_date, period.end_date)
        groups.setdefault(key, []).append(figure)
    tasks: list[Task] = []
    for group in groups.values():
        one_by_one = len(group) <= FEW
        tasks += [_figure(figure, now) for figure in group] if one_by_one else [_many(group, now)]
    return tasks


def _many(group: Sequence[OwedFigure], now: datetime) -> Task:
    period, count = group[0].period, len(group)
    programme = period.indicator.programme
    words = ngettext("%(count)s figure to report", "%(count)s figures to report", count)
    due_at = due_of(period)
    return Task(
        reverse("results:owed", args=[programme.code]),
        programme.title,
        programme.code,
        mark=words % {"count": count},
        note=_span(period),
        due_at=due_at,
        zone=programme.time_zone,
        late=_late(due_at, now),
        count=count,
    )


def _figure(figure: OwedFigure, now: datetime) -> Task:
    period, back = figure.period, figure.returned
    indicator, due_at = period.indicator, due_of(period)
    code = indicator.programme.code
    view, key = ("results:actual", back) if back else ("results:report", period.pk)
    return Task(
        reverse(view, args=[code, key]),
        indicator.title,
        code,
        mark=indicator.code,
        note=_span(period),
        due_at=due_at,
        zone=indicator.programme.time_zone,
        late=_late(due_at, now),
    )


def _span(period: Period) -> str:
    first, last = (
        date_format(day, "YEAR_MONTH_FORMAT") for day in (period.start_date, period.end_date)
    )
    return first if first == last else f"{first} – {last}"


def _late(due_at: datetime | None, now: datetime) -> int:
    """Return on which day of being late it is; 0 is in time."""
    return 0 if due_at is None or now < due_at else (now - due_at).days + 1
