"""Every rule as a table: the children, their week, and what the rule says of them."""

import numpy as np
import pytest

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.outcomes.parameters import (
    Boundary,
    IclsParameters,
    MexicoCodeParameters,
    MexicoParameters,
    Mics6Parameters,
    Missing,
    RuleParameters,
    SdgParameters,
)

SNA = SdgParameters()
GPB = SdgParameters(boundary=Boundary.GPB)
UNKNOWN = SdgParameters(boundary=Boundary.GPB, missing=Missing.UNKNOWN)
CHORES_FROM_21 = SdgParameters(boundary=Boundary.GPB, chores_more_than=False)

# "-" is unanswered.
#   age  economic_hours  chore_hours   sna  gpb  gpb, gaps unknown
SDG = """
     4      10               30         -1   -1   -1      # outside the ages
     5       0                0          0    0    0
     5       1                0          1    1    1
     5       0.5              0          0    0    0
    11       1                0          1    1    1
    11       0               21          0    0    0      # the text: more than 21
    11       0               22          0    1    1
    11.9     1                0          1    1    1      # completed years
    12      13                0          0    0    0
    12      14                0          1    1    1
    14      14                0          1    1    1
    14      13.9             21.5        0    1    1
    15      42               60          0    0    0      # no chores after 14
    15      43                0          1    1    1
    17      43                0          1    1    1
    18      43               60         -1   -1   -1
    -       20               30         -1   -1   -1      # age unknown
    10       -                0          0    0   -1
    10       -               30          0    1    1      # chores decide, whatever the gap
    10       2                -          1    1    1
    13       2                -          0    0   -1
    16      10                -          0    0    0      # chores cannot matter at 16
"""

#   age  economic  chores  water  wood  hazard    mics6  with hazard
MICS6 = """
    10      0       20       0      0      0        0      0
    10      0       21       0      0      0        1      1   # the code: 21 or more
    10      0       15       4      2      0        1      1   # water and wood are chores
    10      0       97       4      2      0        0      0   # 97 is not an answer
    10     98        0       0      0      0        0      0
    10     96        0       0      0      0        1      1
    14     13        0       0      0      1        0      1
    14     14        0       0      0      0        1      1
    16     42       90       0      0      0        0      0
    16     42        0       0      0      1        0      1
    16     43        0       0      0      0        1      1
     4     43        0       0      0      1       -1     -1
"""

#   age  hours  industry  conditions  night  worst  chores   sna  gpb  age14
ICLS = """
    10     0       0          0         0      0      0       0    0    0
    10     1       0          0         0      0      0       1    1    1   # no light work at 10
    12    13       0          0         0      0      0       0    0    0   # light work
    12    14       0          0         0      0      0       1    1    1
    13     5       1          0         0      0      0       1    1    1   # light, but hazardous
    14    20       0          0         0      0      0       1    1    0   # minimum age 14
    15    42       0          0         0      0      0       0    0    0
    15    43       0          0         0      0      0       1    1    1   # long hours
    16     5       0          0         1      0      0       1    1    1
    16     0       1          1         1      0      0       0    0    0   # dangers without work
    17     5       0          1         0      0      0       1    1    1
    17     0       0          0         0      1      0       1    1    1   # a worst form
    17     0       0          0         0      0      1       0    1    0
    18    60       1          1         1      1      1      -1   -1   -1
"""

#   age  employed  hours  sector  night  exposed  any_chores  chores  danger   ti  onp
MEXICO = """
    10      1        2      0       0      0          0         0       0      1    1
    10      0        0      0       0      0          1        29       0      1    0
    10      0        0      0       0      0          1        28       0      0    0
    10      0        0      0       0      0          1         5       1      1    0
    10      0        0      0       0      0          0         0       1      0    0
    15      1       36      0       0      0          0         0       0      0    0
    15      1       37      0       0      0          0         0       0      1    1
    16      1       10      1       0      0          0         0       0      1    1
    16      1       10      0       1      0          1        30       0      1    1
    16      1       10      0       0      1          0         0       0      1    1
    16      0       50      1       1      1          0         0       0      0    0
"""


def rows(table: str) -> list[list[float]]:
    lines = [line.split("#")[0].split() for line in table.strip().splitlines()]
    return [[float("nan") if cell == "-" else float(cell) for cell in line] for line in lines]


def check(
    table: str, columns: list[str], outcomes: list[tuple[str, RuleParameters]], **extra: list[float]
) -> None:
    """Check each outcome column of the table, row by row and all rows at once."""
    values = np.array(rows(table))
    answers = {name: values[:, i] for i, name in enumerate(columns)}
    for i, (rule, parameters) in enumerate(outcomes):
        expected = values[:, len(columns) + i].astype(int)
        read = RULES[rule].required + RULES[rule].optional
        given = {name: answers[name] for name in columns if name in read}
        together = RULES[rule].apply(given, parameters)
        assert together.dtype == np.int8
        assert together.tolist() == expected.tolist(), (rule, parameters)
        for row, wanted in enumerate(expected):
            single = {name: float(column[row]) for name, column in given.items()}
            assert int(RULES[rule].apply(single, parameters)) == wanted


def test_sdg() -> None:
    columns = ["age", "economic_hours", "chore_hours"]
    check(SDG, columns, [("sdg-8.7.1", SNA), ("sdg-8.7.1", GPB), ("sdg-8.7.1", UNKNOWN)])


def test_sdg_chores_from_21_hours() -> None:
    answers = {"age": [11, 11], "economic_hours": [0, 0], "chore_hours": [21, 20.9]}
    assert RULES["sdg-8.7.1"].apply(answers, CHORES_FROM_21).tolist() == [1, 0]


def test_sdg_hours_of_a_child_who_did_not_work_do_not_count() -> None:
    answers = {"age": [9, 9], "economic_hours": [3, 3], "economic_any": [0, 1]}
    assert RULES["sdg-8.7.1"].apply(answers).tolist() == [0, 1]


def test_mics6() -> None:
    columns = ["age", "economic_hours", "chore_hours", "water_hours", "wood_hours", "hazardous"]
    parameters = Mics6Parameters()
    check(MICS6, columns, [("mics6", parameters), ("mics6-with-hazard", parameters)])


def test_mics_of_earlier_rounds_by_its_hours() -> None:
    earlier = Mics6Parameters(chore_hours_5_14=28, chore_hours_15_17=43)
    answers = {"age": [10, 10, 16, 16], "economic_hours": [0] * 4, "chore_hours": [27, 28, 42, 43]}
    assert RULES["mics6"].apply(answers, earlier).tolist() == [0, 1, 0, 1]


def test_icls() -> None:
    columns = [
        "age", "employment_hours", "hazardous_industry", "hazardous_conditions", "night_work",
        "worst_form", "hazardous_chores",
    ]  # fmt: skip
    outcomes: list[tuple[str, RuleParameters]] = [
        ("icls", IclsParameters()),
        ("icls", IclsParameters(boundary=Boundary.GPB)),
        ("icls", IclsParameters(minimum_age=14)),
    ]
    check(ICLS, columns, outcomes)


def test_icls_adds_up_the_forms_of_work() -> None:
    answers = {"age": 13, "employment_hours": 8, "own_use_goods_hours": 4, "trainee_hours": 2}
    assert int(RULES["icls"].apply(answers)) == 1
    assert int(RULES["icls"].apply(answers | {"trainee_hours": 1})) == 0


def test_icls_of_a_country_without_light_work() -> None:
    none = IclsParameters(light_work_ages=None)
    assert int(RULES["icls"].apply({"age": 13, "employment_hours": 1}, none)) == 1


def test_mexico() -> None:
    columns = [
        "age", "employed", "economic_hours", "hazardous_industry", "night_work", "exposed",
        "chores_any", "chore_hours", "hazardous_chores",
    ]  # fmt: skip
    not_permitted = MexicoParameters(boundary=Boundary.SNA)
    check(MEXICO, columns, [("enti-mexico", MexicoParameters()), ("enti-mexico", not_permitted)])


def test_mexico_by_inegi_s_code() -> None:
    answers = {"age": [10] * 5, "cti": [1, 2, 3, 4, np.nan]}
    only_occupation = MexicoCodeParameters(boundary=Boundary.SNA)
    assert RULES["enti-mexico-cti"].apply(answers).tolist() == [1, 1, 1, 0, -1]
    assert RULES["enti-mexico-cti"].apply(answers, only_occupation).tolist() == [1, 0, 1, 0, -1]


def test_mexico_identity_of_2019() -> None:
    """INEGI: 6.2 % only occupation, 4.4 % only chores, 0.9 % both; in all 11.5 %, ONP 7.1 %."""
    cti = np.repeat([1, 2, 3, 4], [62, 44, 9, 885])
    answers = {"age": np.full(1000, 12), "cti": cti}
    assert (RULES["enti-mexico-cti"].apply(answers) == 1).sum() == 115
    only = MexicoCodeParameters(boundary=Boundary.SNA)
    assert (RULES["enti-mexico-cti"].apply(answers, only) == 1).sum() == 71


def test_employment() -> None:
    answers = {"age": [6, 7, 17, 17, 10, 10], "worked": [1, 1, 0, 1, np.nan, -1]}
    parameters = RULES["employment"].parameters(ages=(7, 17))
    assert RULES["employment"].apply(answers, parameters).tolist() == [-1, 1, 0, 1, -1, -1]


@pytest.mark.parametrize("name", RULES)
def test_each_rule_prints_its_thresholds_and_names_its_source(name: str) -> None:
    rule = RULES[name]
    assert rule.reference
    for label, value, source in rule.parameters().describe():
        assert label
        assert value
        assert source
    assert all(column.meaning for column in rule.columns)
