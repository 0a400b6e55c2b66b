"""Who may see and change marks when: two score apart, lock, and only then talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import Criterion, check_mark

LEAST_SCORERS = 2
# Two marks further apart than this share of the scale are talked about (own practice).
DISAGREEMENT_SHARE = Fraction(1, 4)

Marks = Mapping[str, Fraction]  # criterion -> mark, of one scorer for one application


class SheetState(StrEnum):
    """How far one scorer's marks of a stage have come."""

    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scorer's marks for one application."""

    scorer: str
    marks: Marks
    state: SheetState = SheetState.OPEN


def missing_marks(criteria: Sequence[Criterion], marks: Marks) -> tuple[str, ...]:
    """Return the criteria without a mark."""
    return tuple(each.key for each in criteria if each.key not in marks)


def check_lock(criteria: Sequence[Criterion], marks: Marks) -> None:
    """Refuse to lock a sheet that is not full or holds marks off the scale."""
    if lacking := missing_marks(criteria, marks):
        raise RuleBroken("marks-missing", keys=lacking)
    for each in criteria:
        check_mark(each, marks[each.key])


def is_locked(sheets: Sequence[Sheet], *, least: int = LEAST_SCORERS) -> bool:
    """Tell whether enough scorers have scored, and all have locked: the discussion may begin."""
    return len(sheets) >= least and all(s.state is SheetState.LOCKED for s in sheets)


def check_change(sheets: Sequence[Sheet], *, scorer: str, reason: str) -> None:
    """Refuse to change a locked mark before everybody has locked, or without saying why."""
    own = [each for each in sheets if each.scorer == scorer]
    if not own:
        raise RuleBroken("marks-of-another")
    if own[0].state is SheetState.OPEN:
        return
    if not is_locked(sheets):
        raise RuleBroken("marks-locked")
    if not reason.strip():
        raise RuleBroken("mark-changed-without-reason")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Marks of one criterion that lie too far apart."""

    criterion: str
    lowest: Fraction
    highest: Fraction


def disagreements(
    criteria: Sequence[Criterion],
    sheets: Sequence[Sheet],
    *,
    share: Fraction = DISAGREEMENT_SHARE,
) -> tuple[Disagreement, ...]:
    """Return the criteria on which marks differ by more than `share` of the scale."""
    found = []
    for each in criteria:
        marks = [s.marks[each.key] for s in sheets if each.key in s.marks]
        if marks and max(marks) - min(marks) > share * (each.highest - each.lowest):
            found.append(Disagreement(each.key, min(marks), max(marks)))
    return tuple(found)


def final_marks(criteria: Sequence[Criterion], sheets: Sequence[Sheet]) -> dict[str, Fraction]:
    """Return the mean of the scorers' marks on each criterion, once all are locked."""
    if not is_locked(sheets):
        raise RuleBroken("marks-not-locked")
    for sheet in sheets:
        check_lock(criteria, sheet.marks)
    return {
        each.key: sum((s.marks[each.key] for s in sheets), Fraction()) / len(sheets)
        for each in criteria
    }
