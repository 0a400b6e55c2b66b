"""Who decides, whom they may choose, and which marks and sheets count in the end."""

from datetime import date
from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.decisions import (
    Choice,
    check_appointable,
    check_choice,
    check_decider,
    check_not_appointed,
    final_stages,
)
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.scoring import Sheet, SheetState
from jalon.workspace.recruitment.rules.sheets import counted, marks_by_criterion, result

TODAY = date(2026, 3, 1)
ONE = (Criterion(key="1", weight=Fraction(100)),)


def choose(choice: Choice, state: CallState = CallState.ASSESSMENT, reason: str = "Best.") -> None:
    check_choice(choice, state=state, eligible={"A", "B"}, reason=reason, today=TODAY)


def refused(choice: Choice, **fields: object) -> str:
    with pytest.raises(RuleBroken) as error:
        choose(choice, **fields)  # type: ignore[arg-type]  # of the test
    return error.value.code


@pytest.mark.parametrize(
    ("stages", "final"),
    [
        ([], ()),
        ([Stage.APPLICATION], (Stage.APPLICATION,)),
        ([Stage.APPLICATION, Stage.INTERVIEW], (Stage.INTERVIEW,)),
        (list(Stage), (Stage.WRITTEN_TEST, Stage.INTERVIEW)),
    ],
)
def test_the_marks_of_applications_count_only_where_nothing_follows(
    stages: list[Stage], final: tuple[Stage, ...]
) -> None:
    assert final_stages(stages) == final


def test_a_decision_chooses_the_ranked_or_nobody_and_says_why() -> None:
    choose(Choice("A", ("B",), date(2026, 9, 1)))
    choose(Choice(""))
    assert refused(Choice("C")) == "decision-not-ranked"
    assert refused(Choice("A"), reason=" ") == "decision-without-reason"
    assert refused(Choice("A"), state=CallState.SCREENING) == "decision-before-assessment"
    assert refused(Choice("A", ("A",), date(2026, 9, 1))) == "decision-named-twice"


def test_a_reserve_has_a_day_after_today_and_within_two_years() -> None:
    choose(Choice("A", ("B",), date(2028, 3, 1)))
    assert refused(Choice("A", ("B",))) == "reserve-without-day"
    assert refused(Choice("A", ("B",), TODAY)) == "reserve-without-day"
    assert refused(Choice("A", ("B",), date(2028, 3, 2))) == "reserve-too-long"


def test_who_scores_does_not_decide() -> None:
    check_decider("1", {"2"})
    with pytest.raises(RuleBroken, match="decider-scores"):
        check_decider("1", {"1", "2"})


def test_a_decision_with_a_contract_stands() -> None:
    check_not_appointed(appointed=False)
    with pytest.raises(RuleBroken, match="decision-has-contract"):
        check_not_appointed(appointed=True)


def test_contracts_go_to_the_chosen_and_then_the_reserve() -> None:
    def check(code: str, standing: str = "AB", reason: str = "", *, runs: bool = False) -> None:
        check_appointable(code, named="AB", standing=standing, runs=runs, reason=reason)

    check("A")
    check("B", standing="B")
    check("B", reason="A has declined.")
    check("B", standing="B", runs=True, reason="A like post in Oran.")
    for wrong, code in {
        "appointment-not-chosen": lambda: check("C"),
        "appointment-out-of-turn": lambda: check("B", reason=" "),
        "appointment-withdrawn": lambda: check("A", standing="B"),
        "appointment-runs": lambda: check("B", standing="B", runs=True),
    }.items():
        with pytest.raises(RuleBroken, match=wrong):
            code()


@pytest.mark.parametrize(
    ("marks", "kept"),
    [((1, 5, 4), (4, 5)), ((0, 2, 5), (0, 2)), ((1, 3, 5), (1, 3, 5)), ((2, 3), (2, 3))],
)
def test_of_three_scripts_marks_the_nearest_count(marks: tuple[int, ...], kept: tuple[int]) -> None:
    sheets = [
        Sheet(str(n), {"1": Fraction(value)}, SheetState.LOCKED) for n, value in enumerate(marks)
    ]

    found = counted(Stage.WRITTEN_TEST, ONE, sheets)

    assert sorted(each.marks["1"] for each in found) == [Fraction(value) for value in kept]
    by_criterion = marks_by_criterion(Stage.WRITTEN_TEST, ONE, sheets)
    assert by_criterion["1"] * 20 == result(Stage.WRITTEN_TEST, ONE, sheets)


def test_at_an_interview_all_count() -> None:
    sheets = [Sheet(str(n), {"1": Fraction(n)}, SheetState.LOCKED) for n in (1, 2, 3)]

    assert marks_by_criterion(Stage.INTERVIEW, ONE, sheets) == {"1": Fraction(2)}
