"""Comparison of survey and census shares, against the formulas by hand."""

import numpy as np
import pytest
from scipy import stats

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.harmonise import (
    Comparison,
    Status,
    census_shares,
    harmonise,
    joint_wald,
    require_agreement,
    stability_terms,
    standardised_difference,
    unseen_patterns,
)
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.errors import Problems

SURVEY = np.array([0.50, 0.30, 0.20])


def multinomial(share: np.ndarray, n: float) -> np.ndarray:
    return (np.diag(share) - np.outer(share, share)) / n


def compare(
    census: list[float],
    *,
    scope: str = "nation",
    n: float = 1e9,
    survey: np.ndarray = SURVEY,
) -> Comparison:
    return Comparison(
        scope,
        "school",
        ("none", "primary", "more"),
        survey,
        multinomial(survey, n),
        np.array(census),
        dof=100,
    )


def test_by_hand() -> None:
    found = harmonise([compare([0.48, 0.32, 0.20], n=900)])
    none = found.levels[0]
    assert none.se == pytest.approx(np.sqrt(0.25 / 900))
    assert none.z == pytest.approx(0.02 / np.sqrt(0.25 / 900))
    assert none.d == pytest.approx(0.02 / np.sqrt(0.48 * 0.52))
    assert none.psi == pytest.approx(0.02 * np.log(0.50 / 0.48))
    assert none.status is Status.OK
    (school,) = found.variables
    assert school.psi == pytest.approx(sum(row.psi for row in found.levels))
    assert (school.df1, school.df2) == (2, 99)


def test_wald_is_pearson_for_a_simple_random_sample() -> None:
    """With the census's own multinomial covariance, W is Pearson's chi-squared."""
    census, n = np.array([0.45, 0.33, 0.22]), 500.0
    F, df1, df2, p = joint_wald(SURVEY - census, multinomial(census, n), 100)
    pearson = n * ((SURVEY - census) ** 2 / census).sum()
    assert pearson * df2 / (100 * df1) == pytest.approx(F)
    assert p == pytest.approx(stats.f.sf(F, df1, df2))


def test_wald_does_not_depend_on_which_level_is_left_out() -> None:
    census, order = np.array([0.45, 0.33, 0.22]), [2, 0, 1]
    V = multinomial(SURVEY, 300)
    a = joint_wald(SURVEY - census, V, 40)
    b = joint_wald((SURVEY - census)[order], V[np.ix_(order, order)], 40)
    assert a == pytest.approx(b)


def test_wald_without_degrees_of_freedom_is_unknown() -> None:
    F, _, df2, p = joint_wald(np.array([0.1, -0.1, 0]), multinomial(SURVEY, 30), 1)
    assert np.isnan(F)
    assert np.isnan(p)
    assert df2 == 0


@pytest.mark.parametrize(
    ("scope", "census", "status"),
    [
        ("nation", [0.50, 0.30, 0.20], Status.OK),
        ("nation", [0.43, 0.35, 0.22], Status.WARN),
        ("nation", [0.30, 0.45, 0.25], Status.REFUSE),
        ("region:01", [0.30, 0.45, 0.25], Status.WARN),
        ("urban:rural", [0.30, 0.45, 0.25], Status.WARN),
    ],
)
def test_only_the_nation_refuses(scope: str, census: list[float], status: Status) -> None:
    found = harmonise([compare(census, scope=scope, n=25)])
    assert found.variables[0].status is status
    assert max(found.levels, key=lambda row: abs(row.d)).status is status


def test_a_small_but_certain_difference_warns() -> None:
    found = harmonise([compare([0.49, 0.31, 0.20], n=1e6)])
    assert abs(found.levels[0].d) < 0.03
    assert found.levels[0].status is Status.WARN
    assert found.variables[0].status is Status.WARN


def test_an_accepted_variable_warns_instead() -> None:
    different = compare([0.30, 0.45, 0.25])
    with pytest.raises(Problems) as error:
        require_agreement(harmonise([different]))
    assert {p.code for p in error.value.problems} == {"survey-census-differ"}
    assert error.value.problems[0].params["d"] == round(0.2 / np.sqrt(0.21), 2)
    accepted = harmonise([different], accepted=frozenset({"school"}))
    require_agreement(accepted)
    assert accepted.variables[0].status is Status.WARN


def test_a_level_that_no_child_of_the_survey_has() -> None:
    survey = np.array([0.6, 0.4, 0.0])
    with pytest.raises(Problems) as error:
        harmonise([compare([0.6, 0.395, 0.005], survey=survey)], accepted=frozenset({"school"}))
    (problem,) = error.value.problems
    assert (problem.where, problem.code) == ("school", "level-not-in-survey")
    assert problem.params == {"level": "more", "share_pct": 0.5}


def test_a_level_that_a_region_lacks_is_no_error() -> None:
    survey = np.array([0.6, 0.4, 0.0])
    found = harmonise([compare([0.59, 0.405, 0.005], scope="region:07", survey=survey, n=50)])
    assert np.isfinite([row.psi for row in found.levels]).all()


def test_differences_where_a_share_is_zero_are_finite() -> None:
    survey, census = np.array([0.001, 0.999, 0.0]), np.array([0.0, 1.0, 0.0])
    d = standardised_difference(survey, census)
    assert np.isfinite(d).all()
    assert abs(d[0]) < 0.1
    assert d[2] == 0
    assert np.isfinite(stability_terms(survey, census)).all()
    assert stability_terms(survey, census)[2] == 0


INDEX = PatternIndex((Factor("age", ("5-9", "10-14")), Factor("urban", ("urban", "rural"))))


@pytest.fixture
def counts() -> AreaCounts:
    return AreaCounts.from_cells(
        np.array([0, 0, 0, 1, 1]),
        np.array([0, 1, 3, 0, 2]),
        np.array([10.0, 20.0, 30.0, 5.0, 35.0]),
        2,
    )


def test_census_shares_by_scope(counts: AreaCounts) -> None:
    np.testing.assert_allclose(census_shares(counts, INDEX, "age"), [0.35, 0.65])
    first = census_shares(counts, INDEX, "age", areas=np.array([True, False]))
    np.testing.assert_allclose(first, [0.5, 0.5])
    rural = census_shares(counts, INDEX, "age", within=("urban", "rural"))
    np.testing.assert_allclose(rural, [0.4, 0.6])
    nobody = census_shares(counts, INDEX, "age", areas=np.zeros(2, bool))
    assert np.isnan(nobody).all()


def test_unseen_patterns_are_counted(counts: AreaCounts) -> None:
    unseen = unseen_patterns(counts, np.array([True, False, True, True]))
    assert (unseen.patterns, unseen.persons, unseen.share) == (1, 20.0, 0.2)
    assert unseen.status is Status.WARN
    assert unseen_patterns(counts, np.ones(4, bool)).status is Status.OK
