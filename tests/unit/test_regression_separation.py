"""Coefficients that do not exist are refused, and the level that causes it is named."""

import numpy as np
import pytest

from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.regression.separation import refuse_separation
from jalon.engine.survey.design import make_design
from jalon.errors import BadInput, CannotEstimate

NAMES = ("(intercept)", "sex=female", "age=10-14", "age=15-17")


def sample(n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    female, age = rng.integers(0, 2, n), rng.integers(0, 3, n)
    X = np.column_stack([np.ones(n), female, age == 1, age == 2]).astype(float)
    return X, np.arange(n), (rng.random(n) < 0.3).astype(float)


@pytest.mark.parametrize("value", [0, 1])
def test_a_level_with_one_outcome_is_named(value: int) -> None:
    X, row, y = sample()
    y[X[:, 3] == 1] = value
    with pytest.raises(CannotEstimate) as refusal:
        fit_logistic(X, row, y, make_design(np.ones(len(y))), NAMES)
    assert refusal.value.code == "separation"
    assert refusal.value.params == {"level": "age=15-17", "value": value}


def test_a_reference_level_with_one_outcome_is_found_by_the_program() -> None:
    X, row, y = sample()
    y[(X[:, 2] == 0) & (X[:, 3] == 0)] = 0
    with pytest.raises(CannotEstimate) as refusal:
        fit_logistic(X, row, y, make_design(np.ones(len(y))), NAMES)
    assert refusal.value.code == "separation-combination"
    columns = refusal.value.params["columns"]
    assert columns == "(intercept), age=10-14, age=15-17"


def test_separation_by_a_threshold_of_a_covariate_is_found() -> None:
    z = np.linspace(-2, 2, 60)
    X = np.column_stack([np.ones(60), z])
    y = (z > 0.31).astype(float)
    with pytest.raises(CannotEstimate, match="separation-combination"):
        fit_logistic(X, np.arange(60), y, make_design(np.ones(60)), ("(intercept)", "z"))


def test_overlap_by_one_respondent_is_not_separation() -> None:
    z = np.linspace(-2, 2, 60)
    X = np.column_stack([np.ones(60), z])
    y = (z > 0.31).astype(float)
    y[10] = 1
    names = ("(intercept)", "z")
    fit = fit_logistic(X, np.arange(60), y, make_design(np.ones(60)), names)
    assert np.isfinite(fit.coef).all()
    refuse_separation(X, y, 1 - y, names)


def test_extreme_but_finite_log_odds_are_fitted() -> None:
    """A slope steep enough to raise suspicion, cleared by the linear program."""
    z = np.linspace(-2, 2, 4001)
    X = np.column_stack([np.ones(4001), z])
    y = (z > 0).astype(float)
    y[1990:2010:2] = 1 - y[1990:2010:2]
    fit = fit_logistic(X, np.arange(4001), y, make_design(np.ones(4001)), ("(intercept)", "z"))
    assert np.abs(X @ fit.coef).max() > 100


def test_firth_gives_a_separated_level_a_finite_effect_with_a_wide_error() -> None:
    X, row, y = sample()
    y[X[:, 3] == 1] = 0
    fit = fit_logistic(X, row, y, make_design(np.ones(len(y))), NAMES, firth=True)
    assert fit.firth
    assert -8 < fit.coef[3] < -3
    assert fit.se[3] >= 1


def test_firth_of_a_two_by_two_table_adds_half_a_case_to_every_cell() -> None:
    X = np.array([[1, 0], [1, 1.0]])
    row = np.repeat([0, 0, 1, 1], [14, 6, 20, 0])
    y = np.repeat([0, 1, 0, 1.0], [14, 6, 20, 0])
    fit = fit_logistic(X, row, y, make_design(np.ones(40)), ("(intercept)", "b"), firth=True)
    reference, other = np.log(6.5 / 14.5), np.log(0.5 / 20.5)
    np.testing.assert_allclose(fit.coef, [reference, other - reference], rtol=1e-8)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_constant_outcome_is_refused(value: float) -> None:
    X, row, y = sample()
    with pytest.raises(CannotEstimate, match="outcome-constant") as refusal:
        fit_logistic(X, row, np.full(len(y), value), make_design(np.ones(len(y))), NAMES)
    assert refusal.value.params["value"] == value


def test_columns_that_say_the_same_are_named() -> None:
    X, row, y = sample()
    both = np.column_stack([X, X[:, 2] + X[:, 3], np.random.default_rng(1).normal(size=len(y))])
    names = (*NAMES, "working age", "z")
    with pytest.raises(CannotEstimate, match="collinear-columns") as refusal:
        fit_logistic(both, row, y, make_design(np.ones(len(y))), names)
    assert refusal.value.params["columns"] == "age=10-14, age=15-17, working age"


def test_a_level_that_nobody_has_is_named() -> None:
    X, row, y = sample()
    X[:, 3] = 0
    with pytest.raises(CannotEstimate, match="column-without-cases") as refusal:
        fit_logistic(X, row, y, make_design(np.ones(len(y))), NAMES)
    assert refusal.value.params["column"] == "age=15-17"


def test_nobody_left_is_refused() -> None:
    X, _row, y = sample()
    with pytest.raises(CannotEstimate, match="no-respondents"):
        fit_logistic(X, np.full(len(y), -1), y, make_design(np.ones(len(y))), NAMES)


def test_too_few_units_give_coefficients_but_no_interval() -> None:
    X, row, y = sample()
    design = make_design(np.ones(len(y)), None, row % 4)
    fit = fit_logistic(X, row, y, design, NAMES)
    assert fit.dof == 0
    with pytest.raises(CannotEstimate, match="no-degrees-of-freedom"):
        fit.interval()
    with pytest.raises(CannotEstimate, match="no-degrees-of-freedom"):
        fit.wald(NAMES)
    with pytest.raises(BadInput, match="unknown-column"):
        fit.wald(["income"])


def test_columns_on_very_different_scales_are_fitted() -> None:
    X, row, y = sample()
    scale = np.array([1.0, 1e6, 1e-6, 1.0])
    design = make_design(np.ones(len(y)))
    plain = fit_logistic(X, row, y, design, NAMES)
    scaled = fit_logistic(X * scale, row, y, design, NAMES)
    np.testing.assert_allclose(scaled.coef * scale, plain.coef, rtol=1e-9)
    np.testing.assert_allclose(scaled.se * scale, plain.se, rtol=1e-9)
