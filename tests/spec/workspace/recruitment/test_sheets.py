"""How many mark what, when a third does, and what their marks come to."""

from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.eligibility import Outcome
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.lists import check_listing, check_screened
from jalon.workspace.recruitment.rules.scoring import Sheet, SheetState
from jalon.workspace.recruitment.rules.sheets import (
    calls_for_third,
    check_begin,
    check_open,
    is_closed,
    result,
    total_of,
    wanted,
)

CRITERIA = (Criterion(key="1", weight=Fraction(60)), Criterion(key="2", weight=Fraction(40)))
T = Stage.WRITTEN_TEST


def sheet(who: str, first: int, second: int, *, locked: bool = True) -> Sheet:
    state = SheetState.LOCKED if locked else SheetState.OPEN
    return Sheet(who, {"1": Fraction(first), "2": Fraction(second)}, state)


def test_a_total_is_weighted_and_out_of_a_hundred() -> None:
    assert total_of(CRITERIA, {"1": Fraction(5), "2": Fraction(0)}) == 60
    assert total_of(CRITERIA, {"1": Fraction(3), "2": Fraction(4)}) == 36 + 32


def test_two_that_agree_close_a_script() -> None:
    sheets = [sheet("a", 4, 4), sheet("b", 4, 3)]
    assert not calls_for_third(CRITERIA, sheets)
    assert wanted(T, CRITERIA, sheets) == 2
    assert is_closed(sheets, 2)
    assert result(T, CRITERIA, sheets) == 76


def test_twenty_points_apart_is_not_too_far_and_more_is() -> None:
    assert not calls_for_third(CRITERIA, [sheet("a", 5, 2), sheet("b", 4, 1)])  # 76, 56
    assert calls_for_third(CRITERIA, [sheet("a", 5, 2), sheet("b", 3, 2)])  # 76, 52


def test_two_far_apart_call_for_a_third_once_both_are_locked() -> None:
    far = [sheet("a", 5, 5), sheet("b", 2, 2)]
    assert wanted(T, CRITERIA, far) == 3
    assert not is_closed(far, 3)
    assert wanted(T, CRITERIA, [far[0], sheet("b", 2, 2, locked=False)]) == 2
    with pytest.raises(RuleBroken, match="script-marks-missing"):
        result(T, CRITERIA, far)


def test_a_third_joins_the_nearer_of_the_two() -> None:
    sheets = [sheet("a", 5, 5), sheet("b", 2, 2), sheet("c", 4, 4)]
    assert wanted(T, CRITERIA, sheets) == 3
    assert result(T, CRITERIA, sheets) == 90


def test_an_application_never_calls_for_a_third() -> None:
    sheets = [sheet("a", 5, 5), sheet("b", 0, 0)]
    assert wanted(Stage.APPLICATION, CRITERIA, sheets) == 2
    assert result(Stage.APPLICATION, CRITERIA, sheets) == 50


def test_all_who_heard_mark_an_interview() -> None:
    assert wanted(Stage.INTERVIEW, CRITERIA, [], panel=["a", "b", "c", "d"]) == 4
    assert wanted(Stage.INTERVIEW, CRITERIA, [], panel=["a"]) == 2


def test_nobody_begins_where_enough_have_begun_but_one_goes_on() -> None:
    sheets = [sheet("a", 4, 4, locked=False), sheet("b", 4, 3)]
    check_begin(sheets, scorer="a", least=2)
    check_begin(sheets[:1], scorer="c", least=2)
    with pytest.raises(RuleBroken, match="marked-by-others"):
        check_begin(sheets, scorer="c", least=2)


def test_a_locked_sheet_is_not_written_into() -> None:
    sheets = [sheet("a", 4, 4, locked=False), sheet("b", 4, 3)]
    check_open(sheets, scorer="a")
    with pytest.raises(RuleBroken, match="marks-locked"):
        check_open(sheets, scorer="b")


LISTED = {"reason": "Good", "outcome": Outcome.ELIGIBLE, "on_long_list": True, "marked": True}


@pytest.mark.parametrize(
    ("which", "is_on", "change", "code"),
    [
        (ListKind.LONG, True, {"reason": " "}, "listing-without-reason"),
        (ListKind.LONG, True, {"outcome": Outcome.OPEN}, "listing-not-screened"),
        (ListKind.LONG, True, {"outcome": Outcome.NOT_ELIGIBLE}, "listing-not-eligible"),
        (ListKind.LONG, False, {}, "listing-eligible"),
        (ListKind.SHORT, True, {"on_long_list": False}, "listing-not-on-long-list"),
        (ListKind.SHORT, True, {"marked": False}, "listing-not-marked"),
        (ListKind.SHORT, False, {"marked": False}, "listing-not-marked"),
    ],
)
def test_a_place_on_a_list_is_refused(
    which: ListKind, is_on: bool, change: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_listing(which, is_on=is_on, **(LISTED | change))  # type: ignore[arg-type]  # of several kinds


def test_places_on_lists_that_rest_on_something() -> None:
    check_listing(ListKind.LONG, is_on=True, **LISTED)  # type: ignore[arg-type]  # of several kinds
    check_listing(ListKind.SHORT, is_on=True, **LISTED)  # type: ignore[arg-type]  # of several kinds
    check_listing(ListKind.SHORT, is_on=False, **LISTED)  # type: ignore[arg-type]  # of several kinds
    left = LISTED | {"outcome": Outcome.NOT_ELIGIBLE}
    check_listing(ListKind.LONG, is_on=False, **left)  # type: ignore[arg-type]  # of several kinds


@pytest.mark.parametrize(("open_", "unlisted"), [(1, 0), (0, 3)])
def test_screening_is_over_when_all_are_screened_and_listed(open_: int, unlisted: int) -> None:
    check_screened(0, 0)
    with pytest.raises(RuleBroken, match="screening-open"):
        check_screened(open_, unlisted)
