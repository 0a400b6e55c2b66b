"""My day: everything that somebody has to do, one row for each thing, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalon.workspace.documents.links import document_url, obligation_url
from jalon.workspace.documents.models import Obligation, Step
from jalon.workspace.documents.queries.my_day import MyDay, my_day
from jalon.workspace.home.queries.figures import (
    OwedFigure,
    Queue,
    due_of,
    figures_owed,
    figures_to_verify,
)
from jalon.workspace.home.queries.hiring import fraud, hiring
from jalon.workspace.home.queries.stead import Stead, stead_of
from jalon.workspace.home.queries.tasks import Task, days_late
from jalon.workspace.home.queries.texts import texts_back
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.recruitment.queries.fraud import count_of, reports_for
from jalon.workspace.recruitment.queries.my_calls import calls_of
from jalon.workspace.results.models import Period

SHOWN, READ, PROGRAMMES = 8, 100, 12
FIGURES, FEW = 300, 3
Words = str | Promise


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
    programmes, reports, has_calls = _programmes(user)
    papers = my_day(user, now)
    figures = figures_owed(user, timezone.localdate(now), FIGURES)
    stead = stead_of(user)
    due = [_owed(row, stead, now) for row in _first_of_each(papers, now)]
    waiting = [_step(row, stead, now) for row in papers.waiting[:READ]]
    returned, questions = texts_back(user, stead, READ)
    waiting += [_queue(queue) for queue in figures_to_verify(user)[:READ]]
    returned += [_figure(row, stead, now) for row in figures if row.returned]
    calls, dated = hiring(user, now, has_calls)
    waiting += [*calls, *fraud(reports)]
    due = sorted([*due, *dated], key=_when)
    owed = _gathered([row for row in figures if not row.returned], stead, now)
    overdue, soon = (
        _mixed(*([task for task in tasks if bool(task.late) is late] for tasks in (due, owed)))
        for late in (True, False)
    )
    return Day(
        piles=(
            Pile("overdue", _("Overdue"), "bad", overdue),
            Pile("waiting", _("Waiting for me"), "waiting", [*waiting, *questions]),
            Pile("returned", _("Returned to me"), "warning", returned),
            Pile("soon", _("Due in 30 days"), "neutral", soon),
        ),
        programmes=programmes,
    )


def _programmes(user: Any) -> tuple[list[Programme], int, bool]:
    """Return the programmes of `user`, how many reports of fraud wait, and whether calls may.

    All in one query; who has no programme may still sit on a panel, and is asked for.
    """
    rows: QuerySet[Any] = visible_programmes(user).current().order_by("code")
    reports = reports_for(user)
    rows = rows.annotate(hires=Exists(calls_of(user)), reports=count_of(reports))
    found = list(rows[:PROGRAMMES])
    if found:
        return found, found[0].reports or 0, found[0].hires
    return [], reports.filter(closed_at=None).count(), True


def _first_of_each(papers: MyDay, now: datetime) -> QuerySet[Obligation]:
    """Return the first papers that are late and the first that are due soon, in one query."""
    place = Window(
        RowNumber(),
        partition_by=Case(When(due_at__lte=now, then=Value(1)), default=Value(0)),
        order_by=["due_at", "pk"],
    )
    owed = papers.overdue | papers.due_soon
    return owed.annotate(place=place).filter(place__lte=READ)


def _mixed(papers: Sequence[Task], figures: Sequence[Task]) -> list[Task]:
    """Return both by their dates, but some of each among the first, which the page shows."""
    half = SHOWN // 2
    shown = papers[: max(half, SHOWN - len(figures))]
    first = [*shown, *figures[: SHOWN - len(shown)]]
    rest = [*papers[len(shown) :], *figures[SHOWN - len(shown) :]]
    return [*sorted(first, key=_when), *sorted(rest, key=_when)][:READ]


def _when(task: Task) -> datetime:
    assert task.due_at is not None
    return task.due_at


def _owed(row: Obligation, stead: Stead, now: datetime) -> Task:
    return Task(
        obligation_url(row),
        row.title,
        row.programme.code,
        due_at=row.due_at,
        zone=row.due_zone,
        late=days_late(row.due_at, now),
        absent=stead.of(row.owed_by_user_id, row.owed_by_organisation_id),
    )


def _step(row: Step, stead: Stead, now: datetime) -> Task:
    text = row.document
    return Task(
        document_url(text),
        text.title,
        text.programme.code,
        row.title,
        due_at=row.due_at,
        zone=text.programme.time_zone,
        late=days_late(row.due_at, now),
        absent=stead.of_step(row),
    )


def _queue(queue: Queue) -> Task:
    words = ngettext("%(count)s figure to verify", "%(count)s figures to verify", queue.count)
    url = reverse("results:review", args=[queue.code])
    note = words % {"count": queue.count}
    return Task(url, queue.title, queue.code, note=note, count=queue.count)


def _gathered(figures: Sequence[OwedFigure], stead: Stead, now: datetime) -> list[Task]:
    """Return a row for each figure, or one for all of a period where they are many."""
    groups: dict[tuple[int, date, date, str], list[OwedFigure]] = {}
    for figure in figures:
        period, absent = figure.period, _ower(figure, stead)
        key = (period.indicator.programme_id, period.start_date, period.end_date, absent)
        groups.setdefault(key, []).append(figure)
    tasks: list[Task] = []
    for group in groups.values():
        if len(group) <= FEW:
            tasks += [_figure(figure, stead, now) for figure in group]
        else:
            tasks.append(_many(group, stead, now))
    return tasks


def _many(group: Sequence[OwedFigure], stead: Stead, now: datetime) -> Task:
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
        late=days_late(due_at, now),
        count=count,
        absent=_ower(group[0], stead),
    )


def _ower(figure: OwedFigure, stead: Stead) -> str:
    """Return the name of who is away and owes a figure, or has it back."""
    indicator = figure.period.indicator
    if figure.returned is not None:
        return stead.of(figure.returned_to)
    return stead.of(indicator.responsible_id, indicator.organisation_id)


def _figure(figure: OwedFigure, stead: Stead, now: datetime) -> Task:
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
        late=days_late(due_at, now),
        absent=_ower(figure, stead),
    )


def _span(period: Period) -> str:
    first, last = (
        date_format(day, "YEAR_MONTH_FORMAT") for day in (period.start_date, period.end_date)
    )
    return first if first == last else f"{first} – {last}"
