"""Constrained and triple-goal estimates and expected order, by loops and against the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.classify.dispersion import constrained, expected_order, triple_goal

SEEDS = st.integers(0, 2**31)


def posterior(seed: int, areas: int = 10, draws: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    draws_of = rng.normal(size=areas)[:, None] + rng.normal(size=(areas, draws))
    return draws_of.mean(axis=1), draws_of


@given(seed=SEEDS, weighted=st.booleans())
@settings(max_examples=30)
def test_constrained_estimates_vary_as_the_draws_do(seed: int, weighted: bool) -> None:
    estimate, draws = posterior(seed)
    weights = np.random.default_rng(seed).uniform(1, 9, 10) if weighted else None
    got = constrained(estimate, draws, weights)

    def variance(values: np.ndarray) -> float:
        return float(np.cov(values, aweights=weights, ddof=0))

    assert variance(got) == pytest.approx(np.mean([variance(column) for column in draws.T]))
    assert np.average(got, weights=weights) == pytest.approx(np.average(estimate, weights=weights))
    np.testing.assert_array_equal(np.argsort(got), np.argsort(estimate))
    # Louis's own factor: one plus the mean posterior variance of the areas' departures from
    # their mean, over the estimates' variance.
    if not weighted:
        departures = draws - draws.mean(axis=0)
        inside = departures.var(axis=1).mean()
        factor = np.sqrt(1 + inside / estimate.var())
        np.testing.assert_allclose(got - got.mean(), factor * (estimate - estimate.mean()))


@given(seed=SEEDS)
@settings(max_examples=30)
def test_expected_order_by_counting(seed: int) -> None:
    _, draws = posterior(seed)
    mean = [np.mean([1 + (column > column[d]).sum() for column in draws.T]) for d in range(10)]
    expected = [1 + sum(other < mine - 1e-12 for other in mean) for mine in mean]
    assert expected_order(draws).tolist() == expected


@given(seed=SEEDS)
@settings(max_examples=30)
def test_triple_goal_is_the_quantiles_in_the_expected_order(seed: int) -> None:
    _, draws = posterior(seed)
    got = triple_goal(draws)
    pooled = np.sort(draws.ravel())
    middles = [pooled[int(np.ceil(round((2 * j + 1) / 20 * 400, 9))) - 1] for j in range(10)]
    np.testing.assert_array_equal(np.sort(got), middles)
    order = expected_order(draws)
    for i in range(10):
        for j in range(10):
            if order[i] < order[j]:
                assert got[i] >= got[j]


def test_spread_and_class_sizes_come_nearer_to_the_truth() -> None:
    """Normal areas with known parameters, the case of the papers, 200 times."""
    rng = np.random.default_rng(1984)
    D, shrinkage = 60, 0.5  # sampling variance equal to that of the areas
    found = {"truth": [], "estimate": [], "constrained": [], "triple": []}
    misplaced = {"estimate": [], "constrained": [], "triple": []}
    for _ in range(200):
        truth = rng.normal(size=D)
        direct = truth + rng.normal(size=D)
        estimate = shrinkage * direct
        draws = estimate[:, None] + np.sqrt(shrinkage) * rng.normal(size=(D, 200))
        sets = {
            "estimate": estimate,
            "constrained": constrained(estimate, draws),
            "triple": triple_goal(draws),
        }
        found["truth"].append((truth > 1).sum())
        for name, values in sets.items():
            found[name].append((values > 1).sum())
            misplaced[name].append(np.mean((values - truth) ** 2))
    mean = {name: np.mean(counts) for name, counts in found.items()}
    # Of 60 areas 9.5 lie above one standard deviation; half-shrunk estimates put 4.7 there.
    assert mean["truth"] == pytest.approx(9.5, abs=0.5)
    assert mean["estimate"] < 5.5
    assert mean["constrained"] == pytest.approx(mean["truth"], abs=0.6)
    assert mean["triple"] == pytest.approx(mean["truth"], abs=0.6)
    # The price: each single area is estimated a little worse.
    loss = {name: np.mean(errors) for name, errors in misplaced.items()}
    assert loss["estimate"] < loss["constrained"] < 1.3 * loss["estimate"]
    assert loss["estimate"] < loss["triple"] < 1.3 * loss["estimate"]


def test_an_area_without_an_estimate_changes_nobody() -> None:
    estimate, draws = posterior(5)
    gap = np.insert(estimate, 3, np.nan), np.insert(draws, 3, np.nan, axis=0)
    for got, plain in [
        (constrained(*gap), constrained(estimate, draws)),
        (expected_order(gap[1]), expected_order(draws)),
        (triple_goal(gap[1]), triple_goal(draws)),
    ]:
        assert np.isnan(got[3])
        np.testing.assert_allclose(np.delete(got, 3), plain)
    np.testing.assert_array_equal(constrained(np.ones(4), np.ones((4, 5))), np.ones(4))


def test_the_certain_one_of_two_equals_comes_first() -> None:
    """At the top, an uncertain area has more to lose than to win."""
    rng = np.random.default_rng(11)
    centre = np.append(np.linspace(-1, 1, 9), [1.5, 1.5])
    scale = np.append(np.full(9, 0.3), [0.05, 2.0])
    order = expected_order(centre[:, None] + scale[:, None] * rng.normal(size=(11, 2000)))
    assert order[9] == 1
    assert order[10] > 1
