"""Simultaneous rank sets, against counting over pairs and against the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.classify.rank_sets import Comparison, simultaneous_rank_sets
from jalon.engine.classify.ranks import rank_columns
from jalon.errors import BadInput

SEEDS = st.integers(0, 2**31)
COMPARISONS = st.sampled_from(list(Comparison))


def drawn(seed: int, areas: int = 9, draws: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    estimate = rng.normal(-2, 0.7, areas)
    scale = rng.uniform(0.1, 0.5, areas)
    shared = 0.3 * rng.standard_normal(draws)
    return estimate, estimate[:, None] + shared + scale[:, None] * rng.standard_normal(
        (areas, draws)
    )


def by_counting(
    estimate: np.ndarray, draws: np.ndarray, level: float, kind: Comparison
) -> list[tuple[int, int]]:
    """The definitions with loops: every comparison, every draw."""
    D, B = draws.shape
    errors = draws - estimate[:, None]

    def ordered(values: list[float]) -> float:
        return sorted(values)[int(np.ceil(round(level * B, 9))) - 1]

    sets = []
    if kind is Comparison.RATES:
        se = [np.sqrt(np.mean(errors[d] ** 2)) for d in range(D)]
        c = ordered([max(abs(errors[d, b]) / se[d] for d in range(D)) for b in range(B)])
        low = [estimate[d] - c * se[d] for d in range(D)]
        high = [estimate[d] + c * se[d] for d in range(D)]
        for d in range(D):
            above = sum(low[j] > high[d] for j in range(D))
            below = sum(high[j] < low[d] for j in range(D))
            sets.append((1 + above, D - below))
        return sets
    pairs = [(j, k) for j in range(D) for k in range(D) if j != k]
    gap = {(j, k): errors[j] - errors[k] for j, k in pairs}
    error = {p: np.sqrt(np.mean(g**2)) for p, g in gap.items()}
    c = ordered([max(abs(gap[p][b]) / error[p] for p in pairs) for b in range(B)])
    for d in range(D):
        others = [j for j in range(D) if j != d]
        above = sum(estimate[j] - estimate[d] > c * error[j, d] for j in others)
        below = sum(estimate[d] - estimate[j] > c * error[j, d] for j in others)
        sets.append((1 + above, D - below))
    return sets


@given(seed=SEEDS, kind=COMPARISONS, level=st.sampled_from([0.8, 0.9]))
@settings(max_examples=15)
def test_sets_are_those_of_the_definition(seed: int, kind: Comparison, level: float) -> None:
    estimate, draws = drawn(seed)
    got = simultaneous_rank_sets(estimate, draws, level=level, comparison=kind)
    expected = by_counting(estimate, draws, level, kind)
    assert list(zip(got.low, got.high, strict=True)) == expected


@given(seed=SEEDS, kind=COMPARISONS)
@settings(max_examples=30)
def test_the_draws_themselves_are_inside_together(seed: int, kind: Comparison) -> None:
    estimate, draws = drawn(seed)
    got = simultaneous_rank_sets(estimate, draws, level=0.9, comparison=kind)
    ranks = rank_columns(draws)
    inside = (ranks >= got.low[:, None]) & (ranks <= got.high[:, None])
    assert inside.all(axis=0).mean() >= 0.9
    own = (-estimate).argsort().argsort() + 1
    assert ((got.low <= own) & (own <= got.high)).all()
    wider = simultaneous_rank_sets(estimate, draws, level=0.95, comparison=kind)
    assert ((wider.low <= got.low) & (wider.high >= got.high)).all()


def test_an_error_that_all_areas_share_does_not_blur_the_order() -> None:
    rng = np.random.default_rng(3)
    estimate = np.linspace(-3, -1, 20)
    draws = estimate[:, None] + rng.normal(scale=2.0, size=300) + rng.normal(0, 0.01, (20, 300))
    pairs = simultaneous_rank_sets(estimate, draws)
    np.testing.assert_array_equal(pairs.low, np.arange(20, 0, -1))
    np.testing.assert_array_equal(pairs.high, pairs.low)
    rates = simultaneous_rank_sets(estimate, draws, comparison="rates")
    assert (rates.high - rates.low).min() == 19


@pytest.mark.parametrize("kind", Comparison)
def test_all_true_ranks_are_held_as_often_as_said(kind: Comparison) -> None:
    """300 samples of 15 areas: all sets right at once in at least 90 % of them."""
    rng = np.random.default_rng(2020)
    truth = rng.normal(size=15)
    error = rng.uniform(0.2, 0.8, 15)
    true_rank = (-truth).argsort().argsort() + 1
    held = []
    for _ in range(300):
        estimate = truth + error * rng.standard_normal(15)
        draws = estimate[:, None] + error[:, None] * rng.standard_normal((15, 400))
        got = simultaneous_rank_sets(estimate, draws, comparison=kind)
        held.append(((got.low <= true_rank) & (true_rank <= got.high)).all())
    # 90 % less two standard errors of 300 samples.
    assert np.mean(held) > 0.865


def test_areas_surely_and_possibly_at_the_top() -> None:
    estimate = np.array([3.0, 2.0, 0.0, np.nan, 1.9])
    rng = np.random.default_rng(8)
    draws = estimate[:, None] + rng.normal(scale=0.1, size=(5, 400))
    got = simultaneous_rank_sets(estimate, draws)
    assert np.isnan([got.low[3], got.high[3]]).all()
    assert got.surely_top(1).tolist() == [True, False, False, False, False]
    assert got.possibly_top(2).tolist() == [True, True, False, False, True]
    assert got.surely_top(3).tolist() == [True, True, False, False, True]


def test_too_few_draws_are_refused() -> None:
    estimate, draws = drawn(1, draws=99)
    with pytest.raises(BadInput) as few:
        simultaneous_rank_sets(estimate, draws, level=0.9)
    assert few.value.code == "rank-sets-need-draws"
    assert few.value.params == {"draws": 99, "needed": 100}
