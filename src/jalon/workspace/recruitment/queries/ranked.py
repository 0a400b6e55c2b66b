"""Where candidates stand by their final marks, and whether other weights would change it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Criterion,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.marks import Panel, StageMarks, marks_of, panel_of
from jalon.workspace.recruitment.queries.requirements import criteria_of
from jalon.workspace.recruitment.rules import criteria as scored
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.decisions import final_stages
from jalon.workspace.recruitment.rules.kinds import CentreResult, ListKind, Stage
from jalon.workspace.recruitment.rules.ranking import Place, ranking
from jalon.workspace.recruitment.rules.sensitivity import (
    Acceptability,
    Shift,
    acceptability,
    leave_one_out,
    one_at_a_time,
    one_stage_at_a_time,
)
from jalon.workspace.recruitment.rules.sheets import marks_by_criterion
from jalon.workspace.recruitment.rules.stage_weights import StageWeights, weighed

FAILED = {CentreResult.NOT_PASSED, CentreResult.ABSENT}
UNLOCKED = _("not all marks are there and locked")
SEALED = _("the names of the scripts are not revealed")
CENTRE = _("the assessment centre was not passed")


@dataclass(frozen=True, slots=True)
class Unranked:
    """A candidate without a place, and why."""

    code: str
    why: str | Promise


@dataclass(frozen=True, slots=True)
class RankedLine:
    """One line of the ranking: a place, its total and the mark on each criterion."""

    place: Place
    marks: Mapping[str, Fraction]
    is_tied: bool

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def total(self) -> Fraction:
        return self.place.total


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking with its criteria; `rows` hold a Criterion (model) by the key of its rule."""

    stages: tuple[Stage, ...]
    criteria: tuple[scored.Criterion, ...]
    rows: Mapping[str, Criterion]
    standings: Sequence[RankedLine]
    unranked: Sequence[Unranked]
    expected: int
    weights: StageWeights = field(default_factory=dict)
    sensitivity: "Sensitivity | None" = None

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody who is to have marks has them, locked."""
        return not any(each.why in {UNLOCKED, SEALED} for each in self.unranked)

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.standings if each.place.place is not None]

    def below(self, standing: RankedLine) -> list[str]:
        return [str(self.rows[key]) for key in standing.place.below]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Three views of what other weights would change."""

    shifts: Sequence[Shift]
    without: Sequence[Shift]
    shares: Sequence[Acceptability]
    first: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_firm(self) -> bool:
        """Tell whether those in the first place stay there under every shift."""
        return all(set(shift.first) == self.first for shift in (*self.shifts, *self.without))

    @property
    def telling(self) -> list[Shift]:
        """Return the shifts that put somebody else first."""
        return [s for s in (*self.shifts, *self.without) if set(s.first) != self.first]


def ranked(
    call: Call,
    stages: Iterable[Stage] | None = None,
    *,
    sensitive: bool = True,
    panel: Panel | None = None,
) -> Ranked:
    """Return the ranking of a call, the last one unless `stages` says otherwise."""
    prefetch_related_objects([call], "criteria")
    rows = sorted(call.criteria.all(), key=lambda row: (row.stage, row.order))
    wanted = tuple(stages or final_stages(Stage(row.stage) for row in rows))
    weights = dict(call.stage_weights) if len(wanted) > 1 else {}
    criteria, named = _criteria(rows, wanted)
    criteria = weighed(criteria, weights)
    people = _people(call, wanted)
    panel = panel or panel_of(call)
    ids = [pk for pk, _code, _centre in people]
    given = [marks_of(call, each, ids, panel=panel) for each in wanted]
    marks: dict[str, dict[str, Fraction]] = {}
    unranked = []
    sealed = Stage.WRITTEN_TEST in wanted and is_sealed(call)
    for pk, code, centre in people:
        found = _final(given, named, pk)
        if sealed:
            unranked.append(Unranked(code, SEALED))
        elif centre in FAILED and Stage.INTERVIEW in wanted:
            unranked.append(Unranked(code, CENTRE))
        elif found is None:
            unranked.append(Unranked(code, UNLOCKED))
        else:
            marks[code] = found
    places = ranking(criteria, marks) if criteria else ()
    return Ranked(
        stages=wanted,
        criteria=criteria,
        rows=named,
        standings=_standings(places, marks),
        unranked=unranked,
        expected=len(people),
        weights=weights,
        sensitivity=_sensitivity(criteria, marks, places) if sensitive else None,
    )


def is_sealed(call: Call) -> bool:
    """Tell whether scripts are still marked under codes of their own: no mark has a name yet."""
    return WrittenTest.objects.filter(call=call, unsealed_at=None).exists()


def _criteria(
    rows: Sequence[Criterion], stages: Sequence[Stage]
) -> tuple[tuple[scored.Criterion, ...], dict[str, Criterion]]:
    """Return the criteria of some stages, each under a key that no other stage has."""
    found, named = [], {}
    for stage in stages:
        of_stage = {str(row.order): row for row in rows if row.stage == stage}
        for each in criteria_of(of_stage.values(), stage):
            key = f"{stage}.{each.key}"
            found.append(replace(each, key=key))
            named[key] = of_stage[each.key]
    return tuple(found), named


def _people(call: Call, stages: Sequence[Stage]) -> list[tuple[int, str, str | None]]:
    which = ListKind.LONG if tuple(stages) == (Stage.APPLICATION,) else ListKind.SHORT
    rows = Application.objects.filter(
        call=call, state=ApplicationState.SUBMITTED, listings__which=which, listings__is_on=True
    )
    return list(rows.order_by("code").values_list("pk", "code", "centre__outcome"))


def _final(
    given: Sequence[StageMarks], named: Mapping[str, Criterion], pk: int
) -> dict[str, Fraction] | None:
    """Return the marks of an application on all criteria; None while any is open."""
    marks: dict[str, Fraction] = {}
    for each in given:
        if not each.criteria or not each.closed(pk):
            return None
        found = marks_by_criterion(each.stage, each.criteria, each.sheets(pk))
        marks |= {f"{each.stage}.{key}": mark for key, mark in found.items()}
    return marks if marks.keys() == named.keys() else None


def _standings(
    places: Sequence[Place], marks: Mapping[str, Mapping[str, Fraction]]
) -> list[RankedLine]:
    had = Counter(each.place for each in places if each.place is not None)
    tied = {place for place, count in had.items() if count > 1}
    return [RankedLine(each, marks[each.code], each.place in tied) for each in places]


def _sensitivity(
    criteria: Sequence[scored.Criterion],
    marks: Mapping[str, Mapping[str, Fraction]],
    places: Sequence[Place],
) -> Sensitivity | None:
    if not any(each.place is not None for each in places):
        return None
    return Sensitivity(
        (*one_at_a_time(criteria, marks), *one_stage_at_a_time(criteria, marks)),
        leave_one_out(criteria, marks),
        acceptability(criteria, marks),
        frozenset(each.code for each in places if each.place == 1),
    )
