"""Reading a rule's parameters and columns: what is refused, and in which words."""

import numpy as np
import pytest

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.outcomes.parameters import Boundary, IclsParameters, Missing, SdgParameters
from jalon.errors import BadInput


def refused(code: str) -> "pytest.RaisesExc[BadInput]":
    return pytest.raises(BadInput, match=code)


def test_a_study_s_table_becomes_parameters() -> None:
    table = {"boundary": "gpb", "missing": "unknown", "ages": [7, 17], "chore_hours_5_14": 28}
    read = SdgParameters.read(table)
    assert read.boundary is Boundary.GPB
    assert read.missing is Missing.UNKNOWN
    assert read.ages == (7, 17)
    assert read.chore_hours_5_14 == 28


def test_an_empty_list_says_that_there_is_no_light_work() -> None:
    assert IclsParameters.read({"light_work_ages": []}).light_work_ages is None
    assert IclsParameters.read({"light_work_ages": ()}).light_work_ages is None


def test_a_whole_number_may_come_with_a_decimal_point() -> None:
    age = IclsParameters.read({"minimum_age": 14.0}).minimum_age
    assert (age, type(age)) == (14, int)
    with refused("rule-parameter-wrong-kind"):
        IclsParameters.read({"minimum_age": 14.5})


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"bondary": "gpb"}, "rule-parameter-unknown"),
        ({"boundary": "both"}, "rule-parameter-wrong-kind"),
        ({"ages": [5]}, "rule-parameter-wrong-kind"),
        ({"ages": "5-17"}, "rule-parameter-wrong-kind"),
        ({"ages": [17, 5]}, "rule-parameter-out-of-range"),
        ({"ages": []}, "rule-parameter-out-of-range"),
        ({"chore_hours_5_14": "21"}, "rule-parameter-wrong-kind"),
        ({"chore_hours_5_14": True}, "rule-parameter-wrong-kind"),
        ({"chore_hours_5_14": 169}, "rule-parameter-out-of-range"),
        ({"chore_hours_5_14": -1}, "rule-parameter-out-of-range"),
        ({"chore_hours_15_17": "none"}, "rule-parameter-wrong-kind"),
        ({"chores_more_than": 1}, "rule-parameter-wrong-kind"),
    ],
)
def test_a_wrong_parameter_is_refused(table: dict[str, object], code: str) -> None:
    with refused(code):
        SdgParameters.read(table)


def test_codes_of_missing_left_among_the_hours_are_refused() -> None:
    with refused("hours-out-of-range") as caught:
        RULES["sdg-8.7.1"].apply({"age": [9, 9, 9], "economic_hours": [1, 999, 998]})
    facts = caught.value.params
    assert (facts["column"], facts["rows"], facts["value"]) == ("economic_hours", 2, 999.0)


def test_a_flag_of_1_and_2_is_refused() -> None:
    with refused("flag-not-binary"):
        RULES["employment"].apply({"age": [9, 9], "worked": [1, 2]})


def test_a_cti_outside_its_list_is_refused() -> None:
    with refused("code-outside-list"):
        RULES["enti-mexico-cti"].apply({"age": [9], "cti": [5]})


@pytest.mark.parametrize(
    ("rule", "answers", "code"),
    [
        ("sdg-8.7.1", {"age": 9}, "outcome-column-missing"),
        ("sdg-8.7.1", {"age": 9, "economic_hours": 1, "chores": 1}, "outcome-column-unknown"),
    ],
)
def test_columns_are_checked(rule: str, answers: dict[str, float], code: str) -> None:
    with refused(code):
        RULES[rule].apply(answers)


@pytest.mark.parametrize(
    ("rule", "answers", "code"),
    [
        ("sdg-8.7.1", {"age": 9, "economic_hours": 1}, "chore-hours-needed"),
        ("enti-mexico", {"age": 9, "employed": 1, "economic_hours": 1}, "chore-hours-needed"),
        ("icls", {"age": 9, "employment_hours": 1}, "chore-hazard-needed"),
    ],
)
def test_chores_cannot_be_asked_for_without_data(
    rule: str, answers: dict[str, float], code: str
) -> None:
    with refused(code):
        RULES[rule].apply(answers, RULES[rule].parameters.read({"boundary": "gpb"}))


def test_none_reads_as_unanswered() -> None:
    answers = {"age": np.array([9, 9, None], dtype=object), "worked": [True, None, False]}
    assert RULES["employment"].apply(answers).tolist() == [1, -1, -1]
