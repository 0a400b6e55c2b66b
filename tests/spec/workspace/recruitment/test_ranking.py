"""Places by weighted marks, and how far they hang on the weights."""

from dataclasses import replace
from fractions import Fraction
from time import perf_counter

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.ranking import places, ranking, shares, total
from jalon.workspace.recruitment.rules.sensitivity import (
    acceptability,
    leave_one_out,
    one_at_a_time,
    one_stage_at_a_time,
    tried,
    weightings,
)
from jalon.workspace.recruitment.rules.stage_weights import check_stage_weights, weighed

LAW = Criterion(key="law", weight=Fraction(60), minimum=Fraction(2))
TACT = Criterion(key="tact", weight=Fraction(40))
BOTH = (LAW, TACT)
LAST = [Stage.WRITTEN_TEST, Stage.INTERVIEW]


def marks(text: str) -> dict[str, dict[str, Fraction]]:
    """Read ``code law tact``."""
    rows = [line.split() for line in text.strip().splitlines()]
    return {row[0]: {"law": Fraction(row[1]), "tact": Fraction(row[2])} for row in rows}


#   code  law  tact   (total, place)
CANDIDATES = """
    A     5    1      68   2
    B     4    5      88   1
    C     3    4      68   2
    D     1    5      52   -
    E     2    2      40   4
"""


def test_equals_share_a_place_and_the_next_is_left_free() -> None:
    rows = [line.split() for line in CANDIDATES.strip().splitlines()]
    found = {row.code: row for row in ranking(BOTH, marks(CANDIDATES))}
    for code, _, _, points, place in rows:
        assert found[code].total == Fraction(points)
        assert str(found[code].place or "-") == place
    assert found["D"].below == ("law",)
    assert [row.code for row in ranking(BOTH, marks(CANDIDATES))] == ["B", "A", "C", "E", "D"]


def test_a_scale_that_does_not_start_at_nought_counts_from_its_lowest() -> None:
    one = Criterion(key="law", weight=Fraction(100), lowest=Fraction(1), highest=Fraction(5))
    assert shares((one,), {"law": Fraction(1)}) == {"law": 0}
    assert shares((one,), {"law": Fraction(3)}) == {"law": Fraction(1, 2)}


def test_marks_and_weights_that_are_missing_are_named() -> None:
    with pytest.raises(RuleBroken, match="marks-missing"):
        shares(BOTH, {"law": Fraction(1)})
    with pytest.raises(RuleBroken, match="weights-without-sum"):
        total({"law": Fraction(1)}, {"law": Fraction(0)})
    assert places({}) == {}
    assert ranking(BOTH, {}) == ()


# A leads by law, B by tact: 72 to 68, and equal where both weigh the same.
CLOSE = marks("A 4 3\nB 3 4")


def test_a_small_change_of_weight_changes_nothing_where_the_lead_is_clear() -> None:
    found = one_at_a_time(BOTH, CLOSE)
    assert len(found) == 4
    assert {shift.first for shift in found} == {("A",)}
    assert all(not shift.moved for shift in found)


def test_a_greater_change_turns_it_over() -> None:
    found = {(s.criterion, s.by): s for s in one_at_a_time(BOTH, CLOSE, Fraction(1, 2))}
    assert found["law", Fraction(-1, 2)].first == ("B",)
    assert found["law", Fraction(-1, 2)].moved == {"A": -1, "B": 1}
    assert found["tact", Fraction(1, 2)].first == ("A", "B")  # 60 to 60: they share it
    assert found["law", Fraction(1, 2)].first == ("A",)
    with pytest.raises(RuleBroken, match="sensitivity-share-wrong"):
        one_at_a_time(BOTH, CLOSE, Fraction(1))


def test_a_stage_weighs_as_much_as_it_is_given() -> None:
    stages = (replace(LAW, stage=Stage.WRITTEN_TEST), replace(TACT, stage=Stage.INTERVIEW))
    rows = marks("A 5 3\nB 3 5")
    even = tuple(replace(each, weight=Fraction(100)) for each in stages)
    said = weighed(even, {"written-test": 25, "interview": 75})

    assert [row.total for row in ranking(even, rows)] == [80, 80]
    # By hand: A 100 x .25 + 60 x .75 = 70, B 60 x .25 + 100 x .75 = 90.
    assert {row.code: row.total for row in ranking(said, rows)} == {"A": 70, "B": 90}
    assert weighed(even, {}) == even


def test_a_stage_is_shifted_as_a_whole() -> None:
    law = tuple(
        Criterion(key=key, weight=Fraction(50), stage=Stage.WRITTEN_TEST) for key in ("a", "b")
    )
    tact = Criterion(key="c", weight=Fraction(100), stage=Stage.INTERVIEW)
    rows = {
        "X": {"a": Fraction(5), "b": Fraction(5), "c": Fraction(3)},
        "Y": {"a": Fraction(3), "b": Fraction(3), "c": Fraction(5)},
    }
    found = {(s.criterion, s.by): s.first for s in one_stage_at_a_time((*law, tact), rows)}
    tenth = Fraction(1, 10)

    assert found == {
        ("written-test", -tenth): ("Y",),
        ("written-test", tenth): ("X",),
        ("interview", -tenth): ("X",),
        ("interview", tenth): ("Y",),
    }
    assert one_stage_at_a_time(law, rows) == ()


@pytest.mark.parametrize(
    ("weights", "stages", "code"),
    [
        ({"interview": 100}, [Stage.INTERVIEW], "stage-weights-of-others"),
        ({"interview": 50, "application": 50}, LAST, "stage-weights-of-others"),
        ({"interview": 60, "written-test": 50}, LAST, "stage-weights-not-whole"),
        ({"interview": 100, "written-test": 0}, LAST, "stage-weight-not-positive"),
    ],
)
def test_weights_of_stages_are_refused(
    weights: dict[str, int], stages: list[Stage], code: str
) -> None:
    check_stage_weights({}, stages)
    check_stage_weights({"interview": 60, "written-test": 40}, LAST)
    with pytest.raises(RuleBroken) as error:
        check_stage_weights(weights, stages)
    assert error.value.code == code


def test_what_each_criterion_decides_alone() -> None:
    found = {shift.criterion: shift for shift in leave_one_out(BOTH, CLOSE)}
    assert found["law"].first == ("B",)
    assert found["tact"].first == ("A",)
    assert leave_one_out((LAW,), {"A": {"law": Fraction(1)}}) == ()


def test_over_all_weightings_of_two_criteria_each_leads_in_half() -> None:
    """21 weightings: A leads in 10, B in 10, and they are equal in the middle one."""
    found = {each.code: each for each in acceptability(BOTH, CLOSE, among=1)}
    assert found["A"].first == found["B"].first == Fraction(11, 21)
    assert found["A"].among == Fraction(11, 21)


def test_who_is_better_throughout_is_first_whatever_the_weights() -> None:
    found = acceptability(BOTH, marks("A 5 5\nB 4 4\nC 2 1"), among=2)
    assert [(each.code, each.first, each.among) for each in found] == [
        ("A", 1, 1),
        ("B", 0, 1),
        ("C", 0, 0),
    ]
    assert acceptability(BOTH, {}) == ()


def test_whom_a_minimum_keeps_out_no_weight_lets_in() -> None:
    table = marks("A 3 1\nD 1 5")
    assert [each.code for each in acceptability(BOTH, table)] == ["A"]
    assert {shift.first for shift in leave_one_out(BOTH, table)} == {("A",)}


def test_weightings_are_the_same_each_time_and_add_up() -> None:
    assert [tried(3), tried(8)] == [231, 5000]
    assert len(list(weightings(3))) == 231
    many = list(weightings(8))
    assert many == list(weightings(8))
    assert len(many) == 5000
    assert {sum(each) for each in many} == {1000}
    assert all(part >= 0 for each in many for part in each)
    assert list(weightings(1)) == [(20,)]


def test_who_is_beaten_throughout_costs_no_time_and_is_in_no_first_place() -> None:
    """A thousand who are behind three others on everything are not weighed anew each time."""
    behind = (Fraction(n % 3 + 2) for n in range(1000))
    table = {f"{n:04}": {"law": mark, "tact": mark} for n, mark in enumerate(behind)}
    best = {code: {"law": Fraction(5), "tact": Fraction(5)} for code in "XYZ"}
    started = perf_counter()
    found = acceptability(BOTH, table | best)
    assert perf_counter() - started < 1
    assert [(each.code, each.first, each.among) for each in found[:4]] == [
        ("X", 1, 1),
        ("Y", 1, 1),
        ("Z", 1, 1),
        ("0000", 0, 0),
    ]
    assert len(found) == 1003
