"""The marks of a stage as the rules read them: a sheet for each scorer of each application."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import prefetch_related_objects

from jalon.workspace.recruitment.models import (
    Call,
    Conflict,
    Criterion,
    Interview,
    Mark,
    PanelMember,
)
from jalon.workspace.recruitment.queries.requirements import criteria_of
from jalon.workspace.recruitment.rules import sheets as rules
from jalon.workspace.recruitment.rules.criteria import Criterion as Scored
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import EFFECT, SCORING, Tie, TieEffect
from jalon.workspace.recruitment.rules.scoring import Sheet, SheetState


@dataclass(frozen=True)
class Panel:
    """Who sits on a panel, who has declared, and from whom each is kept away."""

    members: tuple[PanelMember, ...]

    @cached_property
    def ties(self) -> Mapping[int, Mapping[int, Tie]]:
        """Return what keeps members from candidates: user -> application -> tie."""
        user_of = {m.pk: m.user_id for m in self.members}
        found: dict[int, dict[int, Tie]] = {user_id: {} for user_id in user_of.values()}
        for row in Conflict.objects.filter(member__in=user_of, ended_at=None):
            found[user_of[row.member_id]][row.application_id] = Tie(row.tie)
        return found

    @cached_property
    def here(self) -> tuple[PanelMember, ...]:
        """Return who sits on the panel now: who was released or has left the office does not."""
        return tuple(m for m in self.members if m.is_seated)

    @cached_property
    def apart(self) -> frozenset[int]:
        """Return the users who have declared what keeps them from all candidates."""
        return frozenset(
            user_id
            for user_id, ties in self.ties.items()
            if any(EFFECT[tie] is TieEffect.PANEL for tie in ties.values())
        )

    def excluded(self, user_id: int) -> bool:
        """Tell whether a member has declared what keeps them from all candidates."""
        return user_id in self.apart

    def tied(self, user_id: int, application_id: int) -> bool:
        """Tell whether a member is kept from one candidate; others have declared nothing."""
        if user_id not in self.ever:
            return False
        tie = self.ties.get(user_id, {}).get(application_id, Tie.NONE)
        return EFFECT[tie] is TieEffect.THIS_CANDIDATE

    def ties_of(self, user_id: int) -> frozenset[int]:
        """Return the candidates from whom a member is kept."""
        return frozenset(key for key in self.ties.get(user_id, {}) if self.tied(user_id, key))

    def may_mark(self, user_id: int, application_id: int) -> bool:
        return not self.excluded(user_id) and not self.tied(user_id, application_id)

    def scorers(self, application_id: int) -> tuple[int, ...]:
        """Return the members who may mark an application: here, declared, not tied to it."""
        return tuple(
            m.user_id
            for m in self.here
            if m.declared_at is not None
            and m.role in SCORING
            and self.may_mark(m.user_id, application_id)
        )

    @cached_property
    def ever(self) -> frozenset[int]:
        """Return whoever sits on the panel or did."""
        return frozenset(m.user_id for m in self.members)

    @cached_property
    def gone(self) -> frozenset[int]:
        return frozenset(m.user_id for m in self.members if not m.is_seated)


def panel_of(call: Call) -> Panel:
    """Return the panel of a call; its ties are asked for when they matter."""
    rows = PanelMember.objects.with_seats().filter(call=call)
    return Panel(tuple(rows.select_related("user").order_by("pk")))


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of one application that count, as sheets too, and how many must mark it."""

    rows: Mapping[int, Sequence[Mark]]  # scorer -> marks
    sheets: tuple[Sheet, ...]
    wanted: int


@dataclass(frozen=True)
class StageMarks:
    """The marks of one stage; `absent`: application -> members who did not hear the candidate.

    Each mark is looked at once, however many applications there are.
    """

    stage: Stage
    rows: tuple[Criterion, ...]
    criteria: tuple[Scored, ...]
    panel: Panel
    marks: tuple[Mark, ...]
    absent: Mapping[int, frozenset[int]] = field(default_factory=dict)
    _given: dict[int, Marked] = field(default_factory=dict, init=False, repr=False)

    def sheets(self, application_id: int) -> tuple[Sheet, ...]:
        """Return the sheets of an application, the first begun first."""
        return self._marked(application_id).sheets

    def wanted(self, application_id: int) -> int:
        """Return how many must mark an application."""
        return self._marked(application_id).wanted

    def closed(self, application_id: int) -> bool:
        """Tell whether all who mark this application have locked."""
        if not self.criteria:
            return True
        marked = self._marked(application_id)
        return rules.is_closed(marked.sheets, marked.wanted)

    def of(self, application_id: int, user_id: int) -> Mapping[int, Mark]:
        """Return the marks of one scorer, by criterion."""
        rows = self.by_application.get(application_id, {}).get(user_id, ())
        return {mark.criterion_id: mark for mark in rows}

    def locked_on(self, application_id: int, criterion_id: int) -> dict[int, Fraction]:
        """Return what each scorer locked on one criterion, before anything was changed."""
        return {
            scorer: Fraction(mark.locked_value)
            for scorer, rows in self._marked(application_id).rows.items()
            for mark in rows
            if mark.criterion_id == criterion_id and mark.locked_value is not None
        }

    def result(self, application_id: int) -> Fraction | None:
        """Return what the marks come to, out of 100, once they are closed."""
        if not self.criteria or not self.closed(application_id):
            return None
        marked = self._marked(application_id)
        return rules.result(self.stage, self.criteria, marked.sheets, least=marked.wanted)

    def key(self, criterion_id: int) -> str:
        return self._keys[criterion_id]

    @cached_property
    def by_application(self) -> Mapping[int, Mapping[int, Sequence[Mark]]]:
        """Return the marks by application and scorer, the first begun first."""
        found: dict[int, dict[int, list[Mark]]] = defaultdict(lambda: defaultdict(list))
        for mark in self.marks:
            found[mark.application_id][mark.scorer_id].append(mark)
        return found

    @cached_property
    def _keys(self) -> Mapping[int, str]:
        return {row.pk: str(row.order) for row in self.rows}

    def _marked(self, application_id: int) -> Marked:
        if application_id not in self._given:
            self._given[application_id] = self._read(application_id)
        return self._given[application_id]

    def _read(self, application_id: int) -> Marked:
        """Read the sheets; how many are wanted rests on what was locked: a change asks for none."""
        counted = self._counted(application_id)
        sheets, locked = (
            tuple(
                Sheet(str(scorer), _values(self._keys, rows, locked=as_locked), _state(rows))
                for scorer, rows in counted.items()
            )
            for as_locked in (False, True)
        )
        heard = set(self.panel.scorers(application_id)) - self.absent.get(
            application_id, frozenset()
        )
        names = [str(each) for each in heard]
        return Marked(counted, sheets, rules.wanted(self.stage, self.criteria, locked, panel=names))

    def _counted(self, application_id: int) -> Mapping[int, Sequence[Mark]]:
        """Return the marks by scorer, without who may not mark and what who left never locked."""
        found = {}
        for scorer, rows in self.by_application.get(application_id, {}).items():
            gone = scorer in self.panel.gone
            kept = [mark for mark in rows if mark.locked_at is not None or not gone]
            if kept and self.panel.may_mark(scorer, application_id):
                found[scorer] = kept
        return found


def _values(
    keys: Mapping[int, str], rows: Iterable[Mark], *, locked: bool = False
) -> dict[str, Fraction]:
    found = {}
    for mark in rows:
        value = mark.locked_value if locked and mark.locked_at is not None else mark.value
        if value is not None:
            found[keys[mark.criterion_id]] = Fraction(value)
    return found


def _state(rows: Iterable[Mark]) -> SheetState:
    locked = all(mark.locked_at is not None for mark in rows)
    return SheetState.LOCKED if locked else SheetState.OPEN


def marks_of(
    call: Call,
    stage: Stage,
    applications: Collection[int] | None = None,
    *,
    panel: Panel | None = None,
) -> StageMarks:
    """Return the marks of a stage, of some applications or of all."""
    prefetch_related_objects([call], "criteria")  # once, however many stages are asked for
    every = sorted(call.criteria.all(), key=lambda row: row.order)
    rows = tuple(row for row in every if row.stage == stage)
    found = Mark.objects.filter(criterion__in=[row.pk for row in rows]).order_by("pk")
    if applications is not None:
        found = found.filter(application__in=applications)
    return StageMarks(
        stage,
        rows,
        criteria_of(rows, stage),
        panel or panel_of(call),
        tuple(found) if rows else (),
        absent_from(call, applications) if stage is Stage.INTERVIEW else {},
    )


def absent_from(call: Call, applications: Collection[int] | None) -> dict[int, frozenset[int]]:
    """Return, by application, the members who did not hear the candidate."""
    rows = Interview.absent.through.objects.filter(interview__application__call=call)
    if applications is not None:
        rows = rows.filter(interview__application__in=applications)
    found: dict[int, set[int]] = defaultdict(set)
    for application, user in rows.values_list("interview__application", "panelmember__user"):
        found[application].add(user)
    return {application: frozenset(users) for application, users in found.items()}
