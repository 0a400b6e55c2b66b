"""What any definition of child labour must satisfy, whatever its thresholds."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.outcomes.parameters import Boundary, Missing

HOURS = st.floats(0, 96)
AGES = st.integers(0, 20)
FULL_WEEK = [*range(0, 100, 7), 168]


def draw_child(data: st.DataObject, rule: str) -> dict[str, float]:
    """Draw one child's answers to every question that the rule reads."""
    child: dict[str, float] = {}
    for column in RULES[rule].columns:
        if column.name == "age":
            child["age"] = data.draw(AGES)
        elif column.name == "cti":
            child["cti"] = data.draw(st.integers(1, 4))
        elif column.name.endswith("_hours"):
            child[column.name] = data.draw(st.floats(0, 30))
        else:
            child[column.name] = data.draw(st.integers(0, 1))
    return child


def parameters(rule: str, **changes: Any) -> Any:
    kind = RULES[rule].parameters
    if hasattr(kind, "boundary"):
        changes = {"boundary": Boundary.GPB} | changes
    return kind(**changes)


@pytest.mark.parametrize("rule", [name for name in RULES if name != "enti-mexico-cti"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_more_hours_and_more_dangers_never_take_a_child_out(rule: str, data: st.DataObject) -> None:
    child = draw_child(data, rule)
    name = data.draw(st.sampled_from(sorted(set(child) - {"age"})))
    worse = dict(child)
    worse[name] = 1 if not name.endswith("_hours") else child[name] + data.draw(st.floats(0, 40))
    before = int(RULES[rule].apply(child, parameters(rule)))
    assert int(RULES[rule].apply(worse, parameters(rule))) >= before


@pytest.mark.parametrize("rule", RULES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_gap_is_unknown_exactly_when_some_answer_would_change_the_result(
    rule: str, data: st.DataObject
) -> None:
    """The oracle tries every answer that could fill the gap."""
    child = draw_child(data, rule)
    name = data.draw(st.sampled_from(sorted(set(child) - {"age"})))
    possible = FULL_WEEK[:-3] if rule.startswith("mics6") else FULL_WEEK
    if name == "cti":
        possible = [1, 2, 3, 4]
    elif not name.endswith("_hours"):
        possible = [0, 1]
    strict = parameters(rule, missing=Missing.UNKNOWN)
    outcomes = {int(RULES[rule].apply(child | {name: value}, strict)) for value in possible}
    got = int(RULES[rule].apply(child | {name: float("nan")}, strict))
    assert got == (outcomes.pop() if len(outcomes) == 1 else -1)


@given(age=AGES, economic=HOURS, chores=HOURS)
@settings(deadline=None)
def test_chores_only_add(age: int, economic: float, chores: float) -> None:
    answers = {"age": age, "economic_hours": economic, "chore_hours": chores}
    sna = RULES["sdg-8.7.1"].apply(answers)
    gpb = RULES["sdg-8.7.1"].apply(answers, parameters("sdg-8.7.1"))
    assert gpb >= sna


@given(age=AGES, economic=HOURS, chores=HOURS)
@settings(deadline=None)
def test_mics6_is_the_sdg_rule_with_chores_from_21_hours(
    age: int, economic: float, chores: float
) -> None:
    answers = {"age": age, "economic_hours": economic, "chore_hours": chores}
    sdg = parameters("sdg-8.7.1", chores_more_than=False)
    assert RULES["mics6"].apply(answers) == RULES["sdg-8.7.1"].apply(answers, sdg)


def test_outside_the_ages_nobody_is_counted() -> None:
    for rule, age in itertools.product(RULES, (0, 4, 18, 60, np.nan)):
        answers = dict.fromkeys(RULES[rule].required, 1.0) | {"age": age}
        lenient = RULES[rule].parameters()
        if RULES[rule].parameters is type(parameters("enti-mexico")):
            answers["chore_hours"] = 1.0
        assert int(RULES[rule].apply(answers, lenient)) == -1
