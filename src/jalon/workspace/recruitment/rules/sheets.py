"""Whose marks an application needs at a stage, and who may still begin to mark it."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.ranking import shares, total
from jalon.workspace.recruitment.rules.scoring import (
    LEAST_SCORERS,
    Marks,
    Sheet,
    SheetState,
    final_marks,
    is_locked,
)
from jalon.workspace.recruitment.rules.written_test import nearest, needs_third

# Totals out of 100 that lie further apart than this call for a third mark (own practice).
APART = Fraction(20)


def total_of(criteria: Sequence[Criterion], marks: Marks) -> Fraction:
    """Return what one scorer's marks come to, out of 100."""
    return total(shares(criteria, marks), {each.key: each.weight for each in criteria})


def _totals(criteria: Sequence[Criterion], sheets: Sequence[Sheet]) -> list[Fraction]:
    return [total_of(criteria, sheet.marks) for sheet in sheets]


def calls_for_third(criteria: Sequence[Criterion], sheets: Sequence[Sheet]) -> bool:
    """Tell whether two locked marks of a script lie so far apart that a third person marks."""
    if not is_locked(sheets):
        return False
    return needs_third(_totals(criteria, sheets), apart=APART)


def wanted(
    stage: Stage,
    criteria: Sequence[Criterion],
    sheets: Sequence[Sheet],
    *,
    panel: Collection[str] = (),
) -> int:
    """Return how many must mark: two, a third for a script, and at an interview all who heard."""
    if stage is Stage.INTERVIEW:
        return max(LEAST_SCORERS, len(panel))
    first = sheets[:LEAST_SCORERS]
    if stage is Stage.WRITTEN_TEST and calls_for_third(criteria, first):
        return LEAST_SCORERS + 1
    return LEAST_SCORERS


def is_closed(sheets: Sequence[Sheet], least: int) -> bool:
    """Tell whether all who mark have locked: the discussion may begin."""
    return is_locked(sheets, least=least)


def check_begin(sheets: Sequence[Sheet], *, scorer: str, least: int) -> None:
    """Refuse to begin where as many as are needed have begun."""
    if all(sheet.scorer != scorer for sheet in sheets) and len(sheets) >= least:
        raise RuleBroken("marked-by-others")


def check_open(sheets: Sequence[Sheet], *, scorer: str) -> None:
    """Refuse to write into a sheet that is locked."""
    if any(each.scorer == scorer and each.state is SheetState.LOCKED for each in sheets):
        raise RuleBroken("marks-locked")


def counted(
    stage: Stage, criteria: Sequence[Criterion], sheets: Sequence[Sheet]
) -> tuple[Sheet, ...]:
    """Return the sheets that count: all; of three of a script, those that lie nearest."""
    if stage is not Stage.WRITTEN_TEST:
        return tuple(sheets)
    return nearest(sheets, lambda sheet: total_of(criteria, sheet.marks))


def result(
    stage: Stage,
    criteria: Sequence[Criterion],
    sheets: Sequence[Sheet],
    *,
    least: int | None = None,
) -> Fraction:
    """Return what the locked marks come to: the mean of those that count.

    `least`: how many were wanted when they were locked; a change afterwards calls for nobody more.
    """
    if len(sheets) < (wanted(stage, criteria, sheets) if least is None else least):
        raise RuleBroken("script-marks-missing")
    totals = _totals(criteria, counted(stage, criteria, sheets))
    return sum(totals, Fraction()) / len(totals)


def marks_by_criterion(
    stage: Stage, criteria: Sequence[Criterion], sheets: Sequence[Sheet]
) -> dict[str, Fraction]:
    """Return the mark on each criterion; weighted, they give the total of the stage."""
    return final_marks(criteria, counted(stage, criteria, sheets))
