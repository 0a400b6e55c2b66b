"""Forced labour, recruitment cost and migrant workers as tables: answers and what they mean."""

import numpy as np
import pytest

from jalon.engine.outcomes.answers import Missing
from jalon.engine.outcomes.forced_labour import COERCION, INVOLUNTARY, forced_labour
from jalon.engine.outcomes.migrant_workers import MigrantCategories, migrant_workers
from jalon.engine.outcomes.parameters import (
    ForcedLabourParameters,
    MigrantBasis,
    MigrantParameters,
    RecruitmentCostParameters,
    ReferencePeriod,
)
from jalon.engine.outcomes.recruitment_cost import RecruitmentCost, recruitment_cost
from jalon.errors import BadInput

YEAR = ForcedLabourParameters(reference_period=ReferencePeriod.YEAR)
COUNTS_NO = ForcedLabourParameters(reference_period=ReferencePeriod.YEAR, missing=Missing.NO)

# "-" is unanswered.
# Columns: age, worked, involuntary, coerced, menace, parents, worst form, exempt; forced, and the
# same with gaps that count as no.
FORCED = """
    30    1     0     0     0     0     0     0       0    0
    30    1     1     0     0     0     0     0       0    0   # one element is not enough
    30    1     0     1     0     0     0     0       0    0
    30    1     1     1     0     0     0     0       1    1   # both
    30    0     1     1     0     0     0     0       0    0   # no work in the period
    30    1     1     1     0     0     0     1       0    0   # conscript, convict ...
    30    1     1     1     0     0     0     -      -1    1
    30    1     0     0     1     1     1     0       0    0   # criteria of children
    17    1     0     0     1     0     0     0       1    1   # menace of a third party
    17    1     0     0     0     1     0     0       1    1   # parents in forced labour
    17    0     0     0     1     1     0     0       0    0
    17    0     0     0     0     0     1     0       1    1   # worst form
    17    1     1     1     0     0     0     0       1    1   # coercion is a menace
    18    1     0     0     1     0     0     0       0    0
     5    0     0     0     0     0     1     0       1    1
     4    1     1     1     1     1     1     0      -1   -1   # outside the ages
     -    1     1     1     0     0     0     0      -1   -1
    30    1     -     1     0     0     0     0      -1    0
    30    1     -     0     0     0     0     0       0    0   # no coercion, whatever the gap
    30    -     1     1     0     0     0     0      -1    0
    30    -     1     0     0     0     0     0       0    0
    17    1     0     0     -     0     0     0      -1    0
    17    1     0     0     -     1     0     0       1    1
    30    1     0     0     -     -     -     0       0    0
"""

#  age wage moved since earnings cost paid_back   eligible months
COST = """
    25   1     1    1     100     250     -          1      2.5
    25   1     1    3     100     250     -          1      2.5   # within three years
    25   1     1    3.1   100     250     -          0       -
    25   0     1    1     100     250     -          0       -    # self-employed abroad
    25   1     0    1     100     250     -          0       -    # short-term mover
    25   1     1    1     100       0     -          1       0
    25   1     1    1       0     250     -          1       -    # earned nothing: no ratio
    25   1     1    1       -     250     -          1       -
    25   1     1    1     100       -     -          1       -
    25   1     1    -     100     250     -         -1       -
    25   -     1    1     100     250     -         -1       -
    25   -     0    1     100     250     -          0       -
    14   1     1    1     100     250     -         -1       -
    25   1     1    1     100     250    50          1       2
    25   1     1    1     100     250   300          1       0    # no cost below nought
"""

# Columns: age, usual resident, born abroad, foreign citizen, employed, seeking, employed by a
# resident unit, seeking here, entered for work, months abroad; migrant, labour force, migrant
# worker, for work, return.
MIGRANTS = """
    30    1    1    1    1    0    0    0    1    0     1   1   1   1   0
    30    1    1    0    1    0    0    0    0    0     1   1   1   0   0
    30    1    0    1    0    1    0    0    0    0     1   1   1   0   0   # unemployed
    30    1    1    1    0    0    0    0    1    0     1   0   0   1   0   # not active
    30    1    0    0    1    0    0    0    0    6     0   1   0   0   1
    30    1    0    0    0    0    0    0    0    5     0   0   0   0   0
    30    1    0    0    1    0    0    0    0   24     0   1   0   0   1
    30    0    1    1    1    0    0    0    1    9     0   0   0   0   0   # away, and not here
    30    0    1    1    1    0    1    0    1    0     0   0   1   0   0   # cross-border worker
    30    0    0    0    0    1    0    1    0    0     0   0   1   0   0   # looks for work here
    30    1    1    1    0    0    1    1    0    0     1   0   0   0   0   # for visitors only
    14    1    1    1    1    0    0    0    1    9    -1  -1  -1  -1  -1
    30    1    -    0    1    0    0    0    0    0    -1   1  -1   0   0
    30    1    -    1    1    0    0    0    -    -     1   1   1  -1  -1
    30    -    1    1    1    0    0    0    1    9    -1  -1  -1  -1  -1
    30    1    1    1    -    0    0    0    0    0     1  -1  -1   0   0
    30    1    1    1    -    1    0    0    0    0     1   1   1   0   0
    30    1    0    0    -    -    0    0    0    0     0  -1   0   0   0
"""


def columns(table: str) -> np.ndarray:
    """Return a table's columns, shape (columns, rows); a dash is NaN."""
    rows = [line.split("#")[0].split() for line in table.strip().splitlines()]
    return np.array([[np.nan if v == "-" else float(v) for v in row] for row in rows]).T


def test_forced_labour() -> None:
    age, worked, unwilling, coerced, menace, parents, worst, exempt, forced, no = columns(FORCED)
    answers = {
        "unagreed_overtime": unwilling,
        "withheld_documents": coerced,
        "third_party_menace": menace,
        "parents_in_forced_labour": parents,
        "worst_form": worst,
        "exempt": exempt,
    }
    np.testing.assert_array_equal(forced_labour(age, worked, parameters=YEAR, **answers), forced)
    np.testing.assert_array_equal(forced_labour(age, worked, parameters=COUNTS_NO, **answers), no)


@pytest.mark.parametrize("first", INVOLUNTARY)
@pytest.mark.parametrize("second", COERCION)
def test_any_circumstance_of_each_element_will_do(first: str, second: str) -> None:
    one = {first: [1, 1, 0], second: [1, 0, 1]}
    assert forced_labour([40] * 3, [1] * 3, parameters=YEAR, **one).tolist() == [1, 0, 0]
    # Others that are no do not take it back, others that are unknown do not blur it.
    rest = {name: [0, 0, 0] for name in (*INVOLUNTARY, *COERCION)}
    assert forced_labour([40] * 3, [1] * 3, parameters=YEAR, **(rest | one)).tolist() == [1, 0, 0]
    gaps = {name: [np.nan] * 3 for name in (*INVOLUNTARY, *COERCION)}
    assert forced_labour([40] * 3, [1] * 3, parameters=YEAR, **(gaps | one)).tolist()[0] == 1


def test_forced_labour_without_a_period_or_an_element_is_refused() -> None:
    both = {"involuntary": [1], "coerced": [1]}
    with pytest.raises(BadInput) as period:
        forced_labour([30], [1], **both)
    assert period.value.code == "reference-period-needed"
    assert period.value.params["known"] == "week, month, 12-months, 5-years, lifetime"
    for left, element in (("involuntary", "coercion"), ("coerced", "involuntariness")):
        with pytest.raises(BadInput) as one:
            forced_labour([30], [1], parameters=YEAR, **{left: [1]})
        assert one.value.code == "forced-labour-element-needed"
        assert one.value.params["element"] == element


def test_recruitment_cost() -> None:
    age, wage, moved, since, earnings, cost, back, eligible, months = columns(COST)
    got = recruitment_cost(
        age, wage, moved, since, earnings, cost=cost, reimbursed=np.nan_to_num(back)
    )
    assert isinstance(got, RecruitmentCost)
    np.testing.assert_array_equal(got.eligible, eligible)
    np.testing.assert_allclose(got.months, months)
    np.testing.assert_array_equal(got.known, ~np.isnan(months))


def test_recruitment_cost_is_the_sum_of_its_parts() -> None:
    who = ([30, 30], [1, 1], [1, 1], [0, 0], [200, 200])
    got = recruitment_cost(*who, recruiter_fee=[100, 100], travel_cost=[300, np.nan])
    np.testing.assert_allclose(got.months, [2.0, np.nan])
    longer = RecruitmentCostParameters(years=5)
    late = recruitment_cost([30], [1], [1], [4.5], [10], cost=[5], parameters=longer)
    assert (late.eligible[0], late.months[0]) == (1, 0.5)
    with pytest.raises(BadInput) as neither:
        recruitment_cost(*who)
    assert neither.value.code == "recruitment-cost-needed"
    with pytest.raises(BadInput) as both:
        recruitment_cost(*who, cost=[1, 1], interest=[1, 1])
    assert both.value.code == "recruitment-cost-needed"
    with pytest.raises(BadInput) as code:
        recruitment_cost(*who, cost=[-9, 100])
    assert (code.value.code, code.value.params["column"]) == ("amount-negative", "cost")


def test_migrant_workers() -> None:
    (age, resident, born, citizen, employed, seeking, by_resident, here, entry, abroad,
     migrant, active, worker, for_work, returned) = columns(MIGRANTS)  # fmt: skip
    got = migrant_workers(
        age,
        employed,
        seeking,
        foreign_born=born,
        foreign_citizen=citizen,
        usual_resident=resident,
        employed_by_resident=by_resident,
        seeking_here=here,
        entered_for_work=entry,
        months_worked_abroad=abroad,
    )
    assert isinstance(got, MigrantCategories)
    np.testing.assert_array_equal(got.migrant, migrant)
    np.testing.assert_array_equal(got.labour_force, active)
    np.testing.assert_array_equal(got.migrant_worker, worker)
    np.testing.assert_array_equal(got.for_work, for_work)
    np.testing.assert_array_equal(got.return_worker, returned)


@pytest.mark.parametrize(
    ("basis", "migrants"),
    [("either", [1, 1, 1, 0]), ("birth", [1, 1, 0, 0]), ("citizenship", [1, 0, 1, 0])],
)
def test_who_is_a_migrant_is_the_studys_choice(basis: str, migrants: list[int]) -> None:
    p = MigrantParameters(basis=MigrantBasis(basis))
    got = migrant_workers(
        [30] * 4, [1] * 4, [0] * 4, foreign_born=[1, 1, 0, 0], foreign_citizen=[1, 0, 1, 0],
        parameters=p,
    )  # fmt: skip
    assert got.migrant.tolist() == migrants
    # Residents all, and questions that were not asked say nothing.
    assert got.migrant_worker.tolist() == migrants
    assert got.for_work.tolist() == got.return_worker.tolist() == [-1] * 4


def test_a_basis_that_the_survey_does_not_have_is_refused() -> None:
    p = MigrantParameters(basis=MigrantBasis.CITIZENSHIP)
    with pytest.raises(BadInput) as missing:
        migrant_workers([30], [1], [0], foreign_born=[1], parameters=p)
    assert missing.value.code == "migrant-basis-needed"
    with pytest.raises(BadInput) as nothing:
        migrant_workers([30], [1], [0])
    assert nothing.value.params["basis"] == "either"
