"""Forced labour and migrant workers: what more of an answer can do, and what a gap means."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.outcomes.forced_labour import CHILDREN, COERCION, INVOLUNTARY, forced_labour
from jalon.engine.outcomes.migrant_workers import migrant_workers
from jalon.engine.outcomes.parameters import ForcedLabourParameters, ReferencePeriod
from jalon.engine.outcomes.recruitment_cost import PARTS, recruitment_cost

PERIOD = ForcedLabourParameters(reference_period=ReferencePeriod.MONTH)
CIRCUMSTANCES = [*list(INVOLUNTARY)[:3], *list(COERCION)[:3], *CHILDREN]
YES_NO = st.sampled_from([0.0, 1.0])
GAPS = st.sampled_from([0.0, 1.0, np.nan])
AGES = st.integers(5, 70)


def judge(age: int, answers: dict[str, float]) -> int:
    columns = {name: [value] for name, value in answers.items()}
    return int(forced_labour([age], parameters=PERIOD, **columns)[0])


def answers(values: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries(dict.fromkeys(("worked", *CIRCUMSTANCES), values))


@given(age=AGES, given=answers(YES_NO), more=st.sampled_from(CIRCUMSTANCES))
def test_one_circumstance_more_never_takes_anybody_out(
    age: int, given: dict[str, float], more: str
) -> None:
    assert judge(age, given | {more: 1.0}) >= judge(age, given)


@given(age=AGES, given=answers(GAPS))
def test_a_gap_is_unknown_exactly_when_some_answer_would_change_the_result(
    age: int, given: dict[str, float]
) -> None:
    low = {name: 0.0 if np.isnan(value) else value for name, value in given.items()}
    high = {name: 1.0 if np.isnan(value) else value for name, value in given.items()}
    least, most = judge(age, low), judge(age, high)
    assert judge(age, given) == (least if least == most else -1)


@given(age=st.integers(15, 70), values=st.lists(YES_NO, min_size=6, max_size=6))
def test_the_categories_of_residents_hang_together(age: int, values: list[float]) -> None:
    born, citizen, employed, seeking, entered, _ = values
    got: Any = migrant_workers(
        [age],
        [employed],
        [seeking],
        foreign_born=[born],
        foreign_citizen=[citizen],
        entered_for_work=[entered],
    )
    assert got.migrant_worker[0] == (got.migrant[0] and got.labour_force[0])
    assert got.for_work[0] <= got.migrant[0]


@given(
    parts=st.dictionaries(st.sampled_from(list(PARTS)), st.floats(0, 1e4), min_size=1),
    pay=st.floats(1, 1e4),
    rate=st.floats(0.01, 100),
)
def test_months_of_pay_know_no_currency(parts: dict[str, float], pay: float, rate: float) -> None:
    who = ([30], [1], [1], [0])
    plain = recruitment_cost(*who, [pay], **{name: [value] for name, value in parts.items()})
    other = {name: [value * rate] for name, value in parts.items()}
    changed = recruitment_cost(*who, [pay * rate], **other)
    np.testing.assert_allclose(changed.months, plain.months, rtol=1e-9)
    np.testing.assert_allclose(plain.months, sum(parts.values()) / pay, rtol=1e-9)
