"""The lasso's path: against scikit-learn, against its own conditions, and the order of terms."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from jalon.engine.regression.maximise import maximise
from jalon.engine.regression.selection import LassoPath, lasso_path


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    X = np.column_stack([np.ones(400), rng.normal(size=(400, 3)), rng.random((400, 2)) < 0.3])
    p = 1 / (1 + np.exp(-(X @ np.array([-1, 0.9, 0.0, -0.4, 0.6, 0.0]))))
    weight = rng.uniform(0.5, 4, 400)
    y = rng.random(400) < p
    return X, weight * y, weight * ~y


def gradient(X: np.ndarray, yes: np.ndarray, no: np.ndarray, coef: np.ndarray) -> np.ndarray:
    n = (yes + no).sum()
    return X.T @ (yes - (yes + no) / (1 + np.exp(-(X @ coef)))) / n


def spread(X: np.ndarray, weight: np.ndarray) -> np.ndarray:
    share = weight / weight.sum()
    return np.sqrt(share @ (X - share @ X) ** 2)


def test_every_step_meets_the_conditions_of_a_minimum(data: tuple[np.ndarray, ...]) -> None:
    X, yes, no = data
    path = lasso_path(X, yes, no, steps=25)
    unit = spread(X, yes + no)[1:]
    for penalty, coef in zip(path.penalty, path.coef, strict=True):
        slope = gradient(X, yes, no, coef)
        assert abs(slope[0]) < 1e-8
        scaled, inside = slope[1:] / unit, coef[1:] != 0
        np.testing.assert_allclose(
            scaled[inside], penalty * np.sign(coef[1:][inside]), rtol=1e-5, atol=1e-8
        )
        assert (np.abs(scaled[~inside]) <= penalty * (1 + 1e-6)).all()


def test_a_step_is_scikit_learns(data: tuple[np.ndarray, ...]) -> None:
    X, yes, no = data
    path = lasso_path(X, yes, no, steps=10)
    weight = yes + no
    share = weight / weight.sum()
    Z = (X[:, 1:] - share @ X[:, 1:]) / spread(X, weight)[1:]
    for step in (3, 6):
        C = 1 / (path.penalty[step] * weight.sum())
        theirs = LogisticRegression(C=C, l1_ratio=1.0, solver="saga", tol=1e-10, max_iter=100_000)
        theirs.fit(Z, yes > 0, sample_weight=weight)
        np.testing.assert_allclose(
            path.coef[step, 1:] * spread(X, weight)[1:], theirs.coef_[0], atol=1e-5
        )


def test_it_begins_with_nothing_and_ends_at_the_fit(data: tuple[np.ndarray, ...]) -> None:
    X, yes, no = data
    path = lasso_path(X, yes, no)
    assert (path.coef[0, 1:] == 0).all()
    names = [f"x{j}" for j in range(6)]
    np.testing.assert_allclose(path.coef[-1], maximise(X, yes, no, names).coef, atol=0.02)
    assert path.entered[1] == path.entered[1:].min()  # the strongest comes first


def test_the_scale_of_weights_and_columns_does_not_matter(data: tuple[np.ndarray, ...]) -> None:
    X, yes, no = data
    stretch = np.array([1, 100, 1, 0.01, 1, 1])
    one, other = lasso_path(X, yes, no, steps=9), lasso_path(X * stretch, 7 * yes, 7 * no, steps=9)
    np.testing.assert_allclose(one.coef, other.coef * stretch, atol=1e-6)


def test_terms_come_in_the_order_of_their_first_column() -> None:
    path = LassoPath(np.ones(5), np.zeros((5, 5)), np.array([0, 4, 2, 3, -1]))
    found = path.order_of_terms(np.array([-1, 0, 0, 1, 2]), ("age", "sex", "farm"))
    assert found == ["age", "sex"]


def test_a_column_that_never_varies_stays_out(data: tuple[np.ndarray, ...]) -> None:
    X, yes, no = data
    path = lasso_path(np.column_stack([X, np.full(len(X), 3.0)]), yes, no, steps=5)
    assert path.entered[-1] == -1
    assert np.isfinite(path.coef).all()
