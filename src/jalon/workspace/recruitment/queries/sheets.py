"""What a scorer sees: what there is to mark, and the marks of all once they are locked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import Application, Mark, Sitting
from jalon.workspace.recruitment.models.words import READINGS, STAGES
from jalon.workspace.recruitment.queries.marks import StageMarks, marks_of
from jalon.workspace.recruitment.queries.ready import LIST_OF
from jalon.workspace.recruitment.queries.seen import Reader, handed_in, seen_many
from jalon.workspace.recruitment.queries.windows import all_written, is_over
from jalon.workspace.recruitment.rules.access import Seen
from jalon.workspace.recruitment.rules.agreement import Metric, alpha, kappa, reading
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.scoring import disagreements
from jalon.workspace.recruitment.rules.sheets import calls_for_third


@dataclass(frozen=True, slots=True)
class Task:
    """One application, script or interview, as its scorer finds it in a list."""

    key: str  # the code under which it is marked
    application: Application
    state: str  # none, open, locked
    begun_by: int
    wanted: int
    closed: bool
    result: float | None
    disagree: int
    needs_third: bool
    may_begin: bool


@dataclass(frozen=True, slots=True)
class StagePage:
    """What a scorer has to mark at one stage."""

    stage: Stage
    words: Any
    tasks: Sequence[Task]


def candidates(reader: Reader, stage: Stage) -> Any:
    """Return the applications that a stage marks, as far as they are listed."""
    rows = handed_in(reader.call).filter(listings__which=LIST_OF[stage].value, listings__is_on=True)
    return rows.select_related("sitting__test", "interview").order_by("code")


def key_of(stage: Stage, application: Application) -> str:
    """Return the code under which somebody is marked: a script has its own."""
    sitting = getattr(application, "sitting", None)
    return sitting.code if stage is Stage.WRITTEN_TEST and sitting else application.code


def is_ready(stage: Stage, application: Application, now: datetime) -> bool:
    """Tell whether there is something to be marked."""
    if stage is Stage.WRITTEN_TEST:
        sitting = getattr(application, "sitting", None)
        return sitting is not None and is_over(sitting, now)
    if stage is Stage.INTERVIEW:
        interview = getattr(application, "interview", None)
        return interview is not None and interview.starts_at <= now
    return True


def _sittings(rows: Collection[Application]) -> list[Sitting]:
    found = (getattr(row, "sitting", None) for row in rows)
    return [sitting for sitting in found if sitting is not None]


def stage_page(
    reader: Reader,
    stage: Stage,
    now: datetime,
    *,
    marks: StageMarks | None = None,
    listed: Collection[Application] | None = None,
) -> StagePage:
    """Return what there is to mark at a stage, by code."""
    marks = marks or marks_of(reader.call, stage, panel=reader.panel)
    every = list(candidates(reader, stage)) if listed is None else listed
    rows = [row for row in every if is_ready(stage, row, now)]
    if stage is Stage.WRITTEN_TEST and not all_written(_sittings(every), now):
        rows = []
    seen = seen_many(
        reader, [row.pk for row in rows], marks if stage is Stage.APPLICATION else None
    )
    tasks = [_task(reader, marks, row) for row in rows if seen[row.pk].why is None]
    order = {"open": 0, "none": 1, "locked": 2}
    shown = sorted(tasks, key=lambda task: (order[task.state], not task.may_begin, task.key))
    return StagePage(stage, STAGES[stage], shown if marks.criteria else [])


def _task(reader: Reader, marks: StageMarks, row: Application) -> Task:
    sheets = marks.sheets(row.pk)
    own = next((s for s in sheets if s.scorer == str(reader.user.pk)), None)
    closed, wanted = marks.closed(row.pk), marks.wanted(row.pk)
    result = marks.result(row.pk)
    absent = reader.user.pk in marks.absent.get(row.pk, frozenset())
    return Task(
        key=key_of(marks.stage, row),
        application=row,
        state=own.state.value if own else "none",
        begun_by=len(sheets),
        wanted=wanted,
        closed=closed,
        result=None if result is None else float(result),
        disagree=len(disagreements(marks.criteria, sheets)) if closed else 0,
        needs_third=marks.stage is Stage.WRITTEN_TEST
        and not closed
        and calls_for_third(marks.criteria, sheets[:2]),
        may_begin=own is None and len(sheets) < wanted and reader.may_mark and not absent,
    )


@dataclass(frozen=True, slots=True)
class Given:
    """One criterion with the marks of all, once they are closed."""

    criterion: Any
    marks: Sequence[Mark | None]
    apart: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The marks of one application side by side."""

    scorers: Sequence[Any]
    rows: Sequence[Given]
    result: float | None


def together(marks: StageMarks, application_id: int) -> Together | None:
    """Return everybody's marks of one application; None until all have locked."""
    if not marks.closed(application_id) or not marks.criteria:
        return None
    sheets = marks.sheets(application_id)
    people = User.objects.in_bulk([int(sheet.scorer) for sheet in sheets])
    far = {each.criterion for each in disagreements(marks.criteria, sheets)}
    of = [marks.of(application_id, int(sheet.scorer)) for sheet in sheets]
    rows = [
        Given(row, [each.get(row.pk) for each in of], str(row.order) in far) for row in marks.rows
    ]
    result = marks.result(application_id)
    return Together(
        [people[int(sheet.scorer)] for sheet in sheets],
        rows,
        None if result is None else float(result),
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far scorers agree on one criterion; `kappa` where the same two marked everybody."""

    criterion: Any
    pairs: int
    alpha: float | None
    kappa: float | None
    reading: Any
    why_not: RuleBroken | None = None


def agreement_of(marks: StageMarks, applications: Collection[int]) -> list[Agreement]:
    """Return the agreement on each criterion, over the applications whose marks are closed."""
    closed = [pk for pk in applications if marks.closed(pk)]
    return [_agreement(marks, row, closed) for row in marks.rows]


def _agreement(marks: StageMarks, row: Any, closed: Sequence[int]) -> Agreement:
    """Count what was locked, not what was changed after the talk."""
    units = [marks.locked_on(pk, row.pk) for pk in closed]
    units = [unit for unit in units if len(unit) > 1]
    try:
        found = alpha([list(unit.values()) for unit in units], Metric.ORDINAL)
    except RuleBroken as error:
        return Agreement(row, len(units), None, None, "", error)
    return Agreement(
        row, len(units), float(found), _kappa(marks, row, units), READINGS[reading(found)]
    )


def _kappa(marks: StageMarks, row: Any, units: Sequence[dict[int, Fraction]]) -> float | None:
    people = sorted({scorer for unit in units for scorer in unit})
    if len(people) != 2:
        return None
    scale = next(c for c in marks.criteria if c.key == str(row.order)).scale()
    try:
        return float(kappa([(unit[people[0]], unit[people[1]]) for unit in units], scale))
    except RuleBroken:
        return None


def may_see_results(reader: Reader, seen: Seen) -> bool:
    """Tell whether closed marks are shown: to the panel, who screens, and who decides."""
    return seen.why is None and not seen.scoring
