"""Sums over cells against dense arithmetic, by area and by level."""

import numpy as np
import pytest

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.sums import AreaSums, sums_by_level, sums_from_counts

D, K, L = 5, 24, 3


@pytest.fixture
def model() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    X = (rng.random((K, 6)) < 0.4).astype(float)
    X[:, 0] = X[:, 5] = 1.0
    return {
        "X": X,
        "covariate_of": np.array([-1, -1, -1, 0, 1, 1]),
        "Z": rng.normal(size=(D, 2)),
        "coef": rng.normal(size=6),
    }


@pytest.fixture
def counts() -> AreaCounts:
    rng = np.random.default_rng(2)
    area = rng.integers(0, D - 1, 60)
    n = rng.uniform(0.5, 9.0, 60)
    return AreaCounts.from_cells(area, rng.integers(0, K, 60), n, D, n2=n**2, records=np.ceil(n))


def dense(counts: AreaCounts, keep: np.ndarray, model: dict[str, np.ndarray]) -> AreaSums:
    """Write every cell's row of the model matrix out."""
    X = model["X"][counts.pid]
    for j, c in enumerate(model["covariate_of"]):
        if c >= 0:
            X[:, j] *= model["Z"][counts.area, c]
    p = 1 / (1 + np.exp(-X @ model["coef"]))
    spread = counts.n * p * (1 - p)
    inside = [(counts.area == d) & keep for d in range(D)]
    assert counts.n2 is not None
    return AreaSums(
        *(
            np.array([values[rows].sum() for rows in inside])
            for values in (counts.persons, counts.n, counts.n2, counts.n * p, spread)
        ),
        np.array([(spread[:, None] * X)[rows].sum(axis=0) for rows in inside]),
    )


def test_sums_by_area(counts: AreaCounts, model: dict[str, np.ndarray]) -> None:
    sums = sums_from_counts(counts, **model)
    expected = dense(counts, np.ones(counts.cells, bool), model)
    for name in AreaSums.__slots__:
        np.testing.assert_allclose(getattr(sums, name), getattr(expected, name), rtol=1e-12)


def test_sums_by_level(counts: AreaCounts, model: dict[str, np.ndarray]) -> None:
    level = np.arange(K) % (L + 1) - 1
    sums = sums_by_level(counts, level, L, **model)
    for at in range(L):
        expected = dense(counts, level[counts.pid] == at, model)
        for name in AreaSums.__slots__:
            np.testing.assert_allclose(
                getattr(sums, name)[at::L], getattr(expected, name), rtol=1e-12, atol=1e-14
            )


def test_unweighted_counts_weigh_one(counts: AreaCounts, model: dict[str, np.ndarray]) -> None:
    sums = sums_from_counts(AreaCounts(counts.ptr, counts.pid, np.ceil(counts.n)), **model)
    np.testing.assert_array_equal(sums.persons, sums.weight)
    np.testing.assert_array_equal(sums.persons, sums.weight2)


def test_gradient_is_the_derivative(counts: AreaCounts, model: dict[str, np.ndarray]) -> None:
    step = 1e-6
    gradient = sums_from_counts(counts, **model).gradient
    for j in range(len(model["coef"])):
        up, down = model["coef"].copy(), model["coef"].copy()
        up[j] += step
        down[j] -= step
        difference = (
            sums_from_counts(counts, **{**model, "coef": up}).p
            - sums_from_counts(counts, **{**model, "coef": down}).p
        ) / (2 * step)
        np.testing.assert_allclose(gradient[:, j], difference, rtol=1e-6, atol=1e-6)


def test_extreme_log_odds_are_zero_and_one(
    counts: AreaCounts, model: dict[str, np.ndarray]
) -> None:
    coef = np.zeros(6)
    for intercept, share in ((-5_000.0, 0.0), (5_000.0, 1.0)):
        coef[0] = intercept
        sums = sums_from_counts(counts, **{**model, "coef": coef})
        np.testing.assert_allclose(sums.p, share * sums.weight)
        assert not sums.pq.any()
