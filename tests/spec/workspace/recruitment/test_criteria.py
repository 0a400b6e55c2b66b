"""What stands before files are opened, and marks that are locked before anybody talks."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import (
    Criterion,
    check_criteria,
    check_mark,
)
from jalon.workspace.recruitment.rules.scoring import (
    Disagreement,
    Sheet,
    SheetState,
    check_lock,
    disagreements,
    final_marks,
    missing_marks,
)
from jalon.workspace.recruitment.rules.scoring import check_change as check_mark_change

ANCHORS = {Fraction(0): "nothing", Fraction(5): "all of it"}
LAW = Criterion(key="law", weight=Fraction(60), anchors=ANCHORS)
TACT = Criterion(key="tact", weight=Fraction(40), anchors=ANCHORS, step=Fraction(1, 2))
BOTH = (LAW, TACT)
NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)


def test_a_scale_is_its_marks() -> None:
    assert LAW.scale() == tuple(map(Fraction, range(6)))
    assert TACT.scale()[1] == Fraction(1, 2)
    check_criteria(BOTH)


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ((), "criteria-none"),
        ((LAW, LAW), "criterion-twice"),
        ((LAW,), "weights-not-whole"),
        ((LAW, replace(TACT, weight=Fraction(41))), "weights-not-whole"),
        ((LAW, replace(TACT, weight=Fraction(0))), "weight-not-positive"),
        ((LAW, replace(TACT, step=Fraction(0))), "scale-wrong"),
        ((LAW, replace(TACT, step=Fraction(2))), "scale-wrong"),
        ((LAW, replace(TACT, highest=Fraction(0))), "scale-wrong"),
        ((LAW, replace(TACT, minimum=Fraction(7))), "minimum-off-scale"),
        ((LAW, replace(TACT, anchors={Fraction(0): "nothing"})), "anchors-missing"),
        ((LAW, replace(TACT, anchors={**ANCHORS, Fraction(1, 3): "some"})), "anchor-off-scale"),
    ],
)
def test_criteria_that_cannot_be_scored_alike_are_refused(criteria, code) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_criteria(criteria)


@pytest.mark.parametrize("mark", [Fraction(-1), Fraction(6), Fraction(5, 2)])
def test_a_mark_off_the_scale_is_refused(mark: Fraction) -> None:
    with pytest.raises(RuleBroken, match="mark-off-scale"):
        check_mark(LAW, mark)


def sheet(scorer: str, law: int, tact: int, *, locked: bool = True) -> Sheet:
    state = SheetState.LOCKED if locked else SheetState.OPEN
    return Sheet(scorer, {"law": Fraction(law), "tact": Fraction(tact)}, state)


ONE_OPEN = (sheet("ana", 4, 2), sheet("ben", 2, 3, locked=False))
LOCKED = (sheet("ana", 4, 2), sheet("ben", 2, 3))


def test_only_a_full_sheet_on_the_scale_is_locked() -> None:
    check_lock(BOTH, {"law": Fraction(3), "tact": Fraction(5, 2)})
    assert missing_marks(BOTH, {"law": Fraction(3)}) == ("tact",)
    with pytest.raises(RuleBroken, match="marks-missing"):
        check_lock(BOTH, {"law": Fraction(3)})
    with pytest.raises(RuleBroken, match="mark-off-scale"):
        check_lock(BOTH, {"law": Fraction(5, 2), "tact": Fraction(1)})


@pytest.mark.parametrize(
    ("sheets", "scorer", "reason", "code"),
    [
        (ONE_OPEN, "ben", "", None),
        (ONE_OPEN, "ana", "why", "marks-locked"),
        (LOCKED, "ana", "why", None),
        (LOCKED, "ana", " ", "mark-changed-without-reason"),
        (LOCKED, "cleo", "why", "marks-of-another"),
    ],
)
def test_a_locked_mark_changes_only_after_all_locked_and_with_a_reason(
    sheets, scorer, reason, code
) -> None:
    if code is None:
        check_mark_change(sheets, scorer=scorer, reason=reason)
    else:
        with pytest.raises(RuleBroken, match=code):
            check_mark_change(sheets, scorer=scorer, reason=reason)


def test_disagreement_is_more_than_a_quarter_of_the_scale() -> None:
    assert disagreements(BOTH, LOCKED) == (Disagreement("law", Fraction(2), Fraction(4)),)
    assert disagreements(BOTH, LOCKED, share=Fraction(2, 5)) == ()
    assert disagreements(BOTH, ()) == ()


def test_the_mark_is_the_mean_of_all_once_locked() -> None:
    assert final_marks(BOTH, LOCKED) == {"law": Fraction(3), "tact": Fraction(5, 2)}
    with pytest.raises(RuleBroken, match="marks-not-locked"):
        final_marks(BOTH, ONE_OPEN)
