"""Which marks of many calls are still to be given: one query, read by the rules of a sheet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    Interview,
    Listing,
    PanelMember,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.ready import LIST_OF
from jalon.workspace.recruitment.queries.windows import all_written, is_over
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.kinds import CentreResult, ListKind, Stage
from jalon.workspace.recruitment.rules.panel import EFFECT, TieEffect
from jalon.workspace.recruitment.rules.scoring import LEAST_SCORERS

TIED = tuple(tie.value for tie, effect in EFFECT.items() if effect is TieEffect.THIS_CANDIDATE)
APART = tuple(tie.value for tie, effect in EFFECT.items() if effect is TieEffect.PANEL)
FAILED = (CentreResult.NOT_PASSED.value, CentreResult.ABSENT.value)
SITTING = ("began_at", "ended_at", "extra_percent", "break_minutes")
TEST = ("opens_at", "closes_at", "minutes")


@dataclass(slots=True)
class Marked:
    """One application: where it is listed, what there is to mark, who has marked what."""

    lists: frozenset[ListKind]
    ready: frozenset[Stage]
    mine_tied: bool
    heard_by_me: bool
    fewer: int  # members of the panel who do not mark it
    is_out: bool  # the assessment centre was not passed
    is_writing: bool  # or may begin
    open: dict[Stage, set[int]] = field(default_factory=lambda: defaultdict(set))
    locked: dict[Stage, set[int]] = field(default_factory=lambda: defaultdict(set))

    def waits_for(self, me: int, stage: Stage) -> bool:
        """Tell whether `me` has begun to mark it, or may begin."""
        if LIST_OF[stage] not in self.lists or stage not in self.ready or self.mine_tied:
            return False
        if stage is Stage.INTERVIEW and not self.heard_by_me:
            return False
        if me in self.open[stage]:
            return True
        begun = self.open[stage] | self.locked[stage]
        return me not in begun and (stage is Stage.INTERVIEW or len(begun) < LEAST_SCORERS)

    def is_closed(self, stage: Stage, scorers: int) -> bool:
        """Tell whether all who mark it have locked, of so many on the panel."""
        wanted = max(LEAST_SCORERS, scorers - self.fewer) if stage is Stage.INTERVIEW else 2
        return not self.open[stage] - self.locked[stage] and len(self.locked[stage]) >= wanted


@dataclass(slots=True)
class Sheets:
    """The applications of one call, as `me` marks them or decides about them."""

    me: int
    rows: dict[int, Marked] = field(default_factory=dict)

    def to_mark(self, stages: Iterable[Stage]) -> Counter[Stage]:
        """Return how many wait for `me` at each stage."""
        return Counter(
            stage for stage in stages for row in self.rows.values() if row.waits_for(self.me, stage)
        )

    def is_complete(self, stages: Sequence[Stage], scorers: int) -> bool:
        """Tell whether there is somebody to be ranked, and everybody's last marks are locked."""
        which = ListKind.LONG if tuple(stages) == (Stage.APPLICATION,) else ListKind.SHORT
        ranked = [row for row in self.rows.values() if which in row.lists]
        waiting = [row for row in ranked if not (row.is_out and Stage.INTERVIEW in stages)]
        return bool(ranked and stages) and all(
            row.is_closed(stage, scorers) for row in waiting for stage in stages
        )


def sheets_of(calls: Iterable[Call], user: Any, now: datetime) -> dict[int, Sheets]:
    """Return the applications of these calls that are on a list, in one query."""
    calls = list(calls)
    found = {call.pk: Sheets(user.pk) for call in calls}
    for row in _rows(calls, user):
        sheets = found[row["call_id"]]
        marked = sheets.rows.get(row["pk"])
        if marked is None:
            marked = sheets.rows[row["pk"]] = _marked(row, now)
        if row["counts"] and (row["marks__locked_at"] or row["scorer_here"]):
            side = marked.open if row["marks__locked_at"] is None else marked.locked
            side[Stage(row["marks__criterion__stage"])].add(row["marks__scorer"])
    for sheets in found.values():
        if any(each.is_writing for each in sheets.rows.values()):
            for each in sheets.rows.values():
                each.ready -= {Stage.WRITTEN_TEST}
    return found


def _rows(calls: Iterable[Call], user: Any) -> Any:
    """Return one row for each mark of an application, or one without marks."""
    here = OuterRef("pk")
    mine = Conflict.objects.standing().filter(application=here, tie__in=TIED)
    absent = Interview.absent.through.objects.filter(interview__application=here)
    rows = Application.objects.filter(call__in=calls, state=ApplicationState.SUBMITTED).annotate(
        long=_listed(ListKind.LONG),
        short=_listed(ListKind.SHORT),
        mine_tied=Exists(mine.filter(member__user=user)),
        mine_absent=Exists(absent.filter(panelmember__user=user)),
        tied=_counted(mine, "application"),
        absent=_counted(absent, "interview"),
        scorer_here=Exists(
            PanelMember.objects.seated().filter(
                call=OuterRef("call"), user=OuterRef("marks__scorer")
            )
        ),
        counts=Q(marks__scorer__isnull=False) & ~Q(Exists(_keeps_away())),
    )
    return (
        rows.filter(Q(long=True) | Q(short=True))
        .order_by("pk")
        .values(
            "pk", "call_id", "counts", "scorer_here",
            "long", "short", "mine_tied", "mine_absent", "tied", "absent",
            "interview__starts_at", "centre__outcome",
            "marks__scorer", "marks__criterion__stage", "marks__locked_at",
            *(f"sitting__{name}" for name in SITTING),
            *(f"sitting__test__{name}" for name in TEST),
        )
        .distinct()
    )  # fmt: skip


def _keeps_away() -> Any:
    """Return the ties for which the marks of a scorer are not looked at."""
    of_scorer = Conflict.objects.standing().filter(
        member__call=OuterRef("call"), member__user=OuterRef("marks__scorer")
    )
    return of_scorer.filter(Q(tie__in=APART) | Q(tie__in=TIED, application=OuterRef("pk")))


def _listed(which: ListKind) -> Exists:
    return Exists(Listing.objects.filter(application=OuterRef("pk"), which=which, is_on=True))


def _counted(rows: Any, by: str) -> Coalesce:
    count = rows.order_by().values(by).annotate(n=Count("pk")).values("n")[:1]
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _marked(row: Mapping[str, Any], now: datetime) -> Marked:
    lists = {kind for kind in ListKind if row[kind.value]}
    starts = row["interview__starts_at"]
    ready, sitting = {Stage.APPLICATION}, _sitting(row)
    if starts is not None and starts <= now:
        ready.add(Stage.INTERVIEW)
    if sitting is not None and is_over(sitting, now):
        ready.add(Stage.WRITTEN_TEST)
    return Marked(
        frozenset(lists),
        frozenset(ready),
        mine_tied=row["mine_tied"],
        heard_by_me=not row["mine_absent"],
        fewer=row["tied"] + row["absent"],
        is_out=row["centre__outcome"] in FAILED,
        is_writing=sitting is not None and not all_written([sitting], now),
    )


def _sitting(row: Mapping[str, Any]) -> Sitting | None:
    if row["sitting__test__minutes"] is None:
        return None
    test = WrittenTest(**{name: row[f"sitting__test__{name}"] for name in TEST})
    return Sitting(test=test, **{name: row[f"sitting__{name}"] for name in SITTING})
