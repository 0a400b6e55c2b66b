"""What calls wait for from somebody: asked of all calls at once, whatever their number."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment.models import (
    Appeal,
    Call,
    Conflict,
    Criterion,
    PanelMember,
    PlannedStage,
)
from jalon.workspace.recruitment.models.visibility import seen_calls
from jalon.workspace.recruitment.queries.lists import OVER
from jalon.workspace.recruitment.queries.my_marks import APART, Sheets, sheets_of
from jalon.workspace.recruitment.queries.standing import IN_OFFICE, state_of
from jalon.workspace.recruitment.queries.timeline import STAGES
from jalon.workspace.recruitment.rules.access import AT_WORK
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.decisions import final_stages
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import SCORING

P, S = Permission, CallState
DECLARES = frozenset({S.SCREENING, S.ASSESSMENT})


class Todo(StrEnum):
    """What somebody is to do, or to know, about a call."""

    DECLARE = "declare"
    MARK = "mark"
    PUBLISH = "publish"
    OPEN = "open"
    SCREEN = "screen"
    DECIDE = "decide"
    APPEAL = "appeal"
    LATE = "late"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class CallTodo:
    """One thing about one call; `stage` is what is to be marked, or reached; `day` its plan."""

    what: Todo
    call: Call
    stage: Stage | CallState | None = None
    count: int = 1
    day: date | None = None


def call_todos(user: Any, now: datetime, soon: datetime) -> list[CallTodo]:
    """Return what calls wait for from `user`, in two queries at most."""
    calls = list(_calls(user))
    for call in calls:
        call.state = state_of(call, now)
        where = {"programme": call.programme_id, "country": call.country_id}
        call.publishes = has_permission(user, P.CALL_PUBLISH, **where)
        call.decides = has_permission(user, P.CALL_DECIDE, **where)
    marked = [call for call in calls if _looks_at_marks(call)]
    sheets = sheets_of(marked, user, now) if marked else {}
    return [
        todo
        for call in calls
        for todo in (*_of_panel(call, sheets), *_of_office(call, user, sheets, soon))
    ]


def calls_of(user: Any) -> QuerySet[Call]:
    """Return the calls that may wait for `user`: most people's days hold none, or a few."""
    seats = PanelMember.objects.seated().filter(call=OuterRef("pk"), user=user)
    answers = Q(responsible=user) & ~Q(state__in=OVER)
    awaited = Q(state__in=IN_OFFICE) | Q(_is_appealed())
    publishes = seen_calls(user, P.CALL_PUBLISH) & awaited
    decides = seen_calls(user, P.CALL_DECIDE) & Q(state=S.ASSESSMENT)
    sits = Q(Exists(seats)) & Q(state__in=AT_WORK)
    running = Call.objects.filter(programme__archived_at=None)
    return running.filter(answers | sits | publishes | decides)


def _calls(user: Any) -> QuerySet[Any]:
    """Return the calls that may wait for `user`, each with their seat, its stages and its plan."""
    seats = PanelMember.objects.seated().filter(call=OuterRef("pk"))
    mine = seats.filter(user=user)
    apart = Conflict.objects.standing().filter(tie__in=APART)
    ahead = (
        PlannedStage.objects.annotate(here=_place("call__state"), there=_place("stage"))
        .filter(call=OuterRef("pk"), there__gt=F("here"))
        .filter(reached_at=None, planned_date__isnull=False)
        .order_by("planned_date", "pk")
    )
    rows = calls_of(user).annotate(
        role=Subquery(mine.values("role")[:1]),
        declared_at=Subquery(mine.values("declared_at")[:1]),
        apart=Exists(apart.filter(member__in=mine)),
        scorers=_counted(
            seats.filter(
                ~Exists(apart.filter(member=OuterRef("pk"))),
                role__in=SCORING,
                declared_at__isnull=False,
            )
        ),
        next_stage=Subquery(ahead.values("stage")[:1]),
        next_date=Subquery(ahead.values("planned_date")[:1]),
        is_appealed=_is_appealed(),
        **{_name(stage): _has(stage) for stage in Stage},
    )
    return rows.select_related("programme", "notice").order_by("closes_at", "pk")


def _is_appealed() -> Exists:
    """Ask whether an appeal against the call's decision waits for its answer."""
    return Exists(Appeal.objects.filter(decision__call=OuterRef("pk"), answered_date=None))


def _place(field: str) -> Case:
    """Return which of the stages a column names, in their order."""
    return Case(
        *(When(**{field: stage}, then=Value(place)) for place, stage in enumerate(STAGES, 1)),
        default=Value(0),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    count = rows.order_by().values("call").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _has(stage: Stage) -> Exists:
    return Exists(Criterion.objects.filter(call=OuterRef("pk"), stage=stage))


def _name(stage: Stage) -> str:
    return f"has_{stage.name.lower()}"


def stages_of(call: Any) -> Sequence[Stage]:
    return [stage for stage in Stage if getattr(call, _name(stage))]


def _scores(call: Any) -> bool:
    return call.role in SCORING and call.declared_at is not None and not call.apart


def _looks_at_marks(call: Any) -> bool:
    return call.state == S.ASSESSMENT and (_scores(call) or call.decides)


def _of_panel(call: Any, sheets: dict[int, Sheets]) -> Iterable[CallTodo]:
    if call.role is None:
        return
    if call.declared_at is None and call.state in DECLARES:
        yield CallTodo(Todo.DECLARE, call)
    if call.pk in sheets and _scores(call):
        waiting: Counter[Stage] = sheets[call.pk].to_mark(stages_of(call))
        for stage, count in waiting.items():
            yield CallTodo(Todo.MARK, call, stage, count)


def _of_office(
    call: Any, user: Any, sheets: dict[int, Sheets], soon: datetime
) -> Iterable[CallTodo]:
    if call.publishes and call.state == S.CLEARED:
        yield CallTodo(Todo.PUBLISH, call)
    if call.publishes and call.is_appealed:
        yield CallTodo(Todo.APPEAL, call)
    if call.decides and call.role not in SCORING and call.pk in sheets:
        last = final_stages(stages_of(call))
        if sheets[call.pk].is_complete(last, call.scorers):
            yield CallTodo(Todo.DECIDE, call)
    if call.responsible_id != user.pk:
        return
    if step := {S.CLOSED: Todo.OPEN, S.SCREENING: Todo.SCREEN}.get(call.state):
        yield CallTodo(step, call)
    if call.state == S.PUBLISHED and call.closes_at and call.closes_at <= soon:
        yield CallTodo(Todo.CLOSES, call)
    if call.next_date and not _is_reached(call):
        yield CallTodo(Todo.LATE, call, CallState(call.next_stage), day=call.next_date)


def _is_reached(call: Any) -> bool:
    """Tell whether the clock has done what was planned: nobody writes down that a call closed."""
    return bool(call.next_stage == S.CLOSED and call.state == S.CLOSED)
