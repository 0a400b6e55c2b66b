"""Certainty of classes and ranks, against counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from jalon.engine.classify.breaks import cut_points
from jalon.engine.classify.ranks import (
    certainty,
    class_probabilities,
    class_probabilities_recut,
    rank_areas,
    top_probability,
)

SEEDS = st.integers(0, 2**31)


def drawn(seed: int, areas: int = 12, draws: int = 50) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rates = rng.beta(2, 15, areas)
    noise = rng.normal(scale=0.4, size=(areas, draws))
    return rates, expit(logit(rates)[:, None] + noise)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_probabilities_count_draws(seed: int) -> None:
    rates, draws = drawn(seed)
    cuts = cut_points(rates, "jenks", 3)
    got = class_probabilities(draws, cuts)
    low, high = cuts.points[0]
    for d in range(len(rates)):
        shares = [
            np.mean(draws[d] < low),
            np.mean((draws[d] >= low) & (draws[d] < high)),
            np.mean(draws[d] >= high),
        ]
        np.testing.assert_allclose(got[d], shares)
    np.testing.assert_allclose(got.sum(axis=1), 1)


@given(seed=SEEDS, method=st.sampled_from(["jenks", "quantiles", "equal-width", "dalenius-hodges"]))
@settings(max_examples=30, deadline=None)
def test_recut_probabilities_cut_every_draw_anew(seed: int, method: str) -> None:
    _, draws = drawn(seed)
    got = class_probabilities_recut(draws, method, 3)
    assigned = np.column_stack([cut_points(c, method, 3).assign(c) for c in draws.T])
    np.testing.assert_allclose(got, np.stack([(assigned == c).mean(axis=1) for c in (1, 2, 3)], 1))


def test_an_error_shared_by_all_does_not_change_recut_classes() -> None:
    """The level is uncertain, the order is not: only cuts that move along see that."""
    rng = np.random.default_rng(8707)
    rates = np.linspace(0.05, 0.30, 30)
    draws = rates[:, None] + rng.normal(scale=0.05, size=200)
    cuts = cut_points(rates, "quantiles", 3)
    mine = cuts.assign(rates) - 1
    areas = np.arange(30)
    assert class_probabilities(draws, cuts)[areas, mine].min() < 0.6
    assert (class_probabilities_recut(draws, "quantiles", 3)[areas, mine] == 1).all()


def test_fixed_cuts_do_not_move() -> None:
    rates, draws = drawn(1)
    cuts = cut_points(rates, "fixed", 2, fixed=(0.1,))
    recut = class_probabilities_recut(draws, "fixed", 2, fixed=(0.1,))
    np.testing.assert_array_equal(recut, class_probabilities(draws, cuts))


def test_certainty_in_words() -> None:
    words = certainty(np.array([0.8, 0.7999, 0.5, 0.4999]))
    assert words.tolist() == ["firm", "likely", "likely", "uncertain"]


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_ranks_by_counting(seed: int) -> None:
    rates, draws = drawn(seed)
    got = rank_areas(rates, draws)
    ranks = np.array([[1 + (column > value).sum() for value in column] for column in draws.T]).T
    for d in range(len(rates)):
        assert got.rank[d] == 1 + (rates > rates[d]).sum()
        assert got.mean[d] == pytest.approx(ranks[d].mean())
        ordered = sorted(ranks[d])
        assert got.low90[d] == ordered[int(np.ceil(0.05 * 50)) - 1]
        assert got.high90[d] == ordered[int(np.ceil(0.95 * 50)) - 1]
    top = top_probability(draws, 3)
    np.testing.assert_allclose(top, (ranks <= 3).mean(axis=1))
    assert top.sum() == pytest.approx(3)
    assert got.mean.sum() == pytest.approx(12 * 13 / 2)


def test_an_area_without_a_rate_has_no_rank_and_takes_no_place() -> None:
    rates, draws = drawn(2)
    with_gap = np.insert(rates, 4, np.nan), np.insert(draws, 4, np.nan, axis=0)
    got, plain = rank_areas(*with_gap), rank_areas(rates, draws)
    assert np.isnan([got.rank[4], got.mean[4], got.low90[4], got.high90[4]]).all()
    np.testing.assert_array_equal(np.delete(got.mean, 4), plain.mean)
    assert np.isnan(top_probability(with_gap[1], 2)[4])
    cuts = cut_points(with_gap[0], "jenks", 3)
    assert np.isnan(class_probabilities(with_gap[1], cuts)[4]).all()
    assert cuts.sizes.sum() == 12


def test_equal_rates_share_the_better_rank() -> None:
    rates = np.array([0.2, 0.3, 0.2, 0.1])
    assert rank_areas(rates, rates[:, None]).rank.tolist() == [2, 1, 2, 4]
