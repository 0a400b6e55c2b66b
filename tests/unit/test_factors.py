"""Decompositions against the average over all orders, computed person by person."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from jalon.engine.classify.factors import (
    MOST_PLAYERS,
    Cells,
    group_players,
    log_odds_contributions,
    shapley,
    share_due_to,
)
from jalon.errors import BadInput, CannotEstimate

# Twelve patterns of a (3 levels), b and c (2 levels); two covariates of areas.
CODES = np.array([(a, b, c) for a in range(3) for b in range(2) for c in range(2)])
A1, A2, B, C = CODES[:, 0] == 1, CODES[:, 0] == 2, CODES[:, 1] == 1, CODES[:, 2] == 1
ONE = np.ones(12)
SEEDS = st.integers(0, 2**31)

# Columns: intercept, a1, a2, b, c, z0, z1, b:z1. Players: a | b with z1 | c | z0.
X = np.column_stack([ONE, A1, A2, B, C, ONE, ONE, B]).astype(float)
COVARIATE_OF = np.array([-1, -1, -1, -1, -1, 0, 1, 1])
PLAYER_OF = np.array([-1, 0, 0, 1, 2, 3, 1, 1])
PLAYERS = 4


def cells(seed: int, areas: int = 4, scale: float = 0.8) -> Cells:
    rng = np.random.default_rng(seed)
    rows = [np.sort(rng.choice(12, rng.integers(2, 13), replace=False)) for _ in range(areas)]
    ptr = np.concatenate([[0], np.cumsum([len(r) for r in rows])])
    pid = np.concatenate(rows).astype(np.int32)
    coef = np.concatenate([[-2.0], rng.normal(scale=scale, size=7)])
    n = rng.integers(1, 50, len(pid)).astype(float)
    return Cells(ptr, pid, n, X, COVARIATE_OF, rng.normal(size=(areas, 2)), coef)


def partials(c: Cells) -> np.ndarray:
    """Partial predictor of each player, per cell, by definition."""
    columns = c.X[c.pid] * np.where(c.covariate_of >= 0, c.Z[c.area][:, c.covariate_of], 1)
    return np.stack([(columns * c.coef)[:, g == PLAYER_OF].sum(axis=1) for g in range(PLAYERS)], 1)


def by_all_orders(c: Cells) -> np.ndarray:
    eta, nation = partials(c), c.n / c.n.sum()
    result = np.zeros((c.areas, PLAYERS))
    for d in range(c.areas):
        mine = slice(c.ptr[d], c.ptr[d + 1])
        here = c.n[mine] / c.n[mine].sum()

        def worth(subset: frozenset[int], mine: slice = mine, here: np.ndarray = here) -> float:
            inside = [g in subset for g in range(PLAYERS)]
            outside = [g not in subset for g in range(PLAYERS)]
            own, other = eta[mine][:, inside].sum(axis=1), eta[:, outside].sum(axis=1)
            return here @ expit(c.coef[0] + own[:, None] + other) @ nation

        for order in permutations(range(PLAYERS)):
            for i, g in enumerate(order):
                gain = worth(frozenset(order[: i + 1])) - worth(frozenset(order[:i]))
                result[d, g] += gain / factorial(PLAYERS)
    return result


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_shapley_is_the_mean_over_all_orders(seed: int) -> None:
    c = cells(seed)
    np.testing.assert_allclose(shapley(c, PLAYER_OF, PLAYERS), by_all_orders(c), atol=3e-6)


@given(seed=SEEDS, scale=st.floats(0.01, 3))
@settings(max_examples=60, deadline=None)
def test_contributions_add_up_to_the_difference(seed: int, scale: float) -> None:
    c = cells(seed, areas=6, scale=scale)
    rates = c.rates()
    nation = (rates * c.children).sum() / c.n.sum()
    got = shapley(c, PLAYER_OF, PLAYERS)
    np.testing.assert_allclose(got.sum(axis=1), rates - nation, atol=1e-12)


def test_rates_by_person() -> None:
    c = cells(1)
    p = expit(c.coef[0] + partials(c).sum(axis=1))
    expected = [np.average(p[c.area == d], weights=c.n[c.area == d]) for d in range(4)]
    np.testing.assert_allclose(c.rates(), expected, rtol=1e-12)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_a_factor_without_effect_contributes_nothing(seed: int) -> None:
    c = cells(seed)
    coef = np.where(PLAYER_OF == 2, 0, c.coef)
    without = Cells(c.ptr, c.pid, c.n, c.X, c.covariate_of, c.Z, coef)
    np.testing.assert_allclose(shapley(without, PLAYER_OF, PLAYERS)[:, 2], 0, atol=3e-6)


def test_one_group_takes_the_whole_difference() -> None:
    c = cells(2)
    all_in_one = np.where(PLAYER_OF < 0, -1, 0)
    rates = c.rates()
    nation = (rates * c.children).sum() / c.n.sum()
    np.testing.assert_allclose(shapley(c, all_in_one, 1)[:, 0], rates - nation, atol=1e-12)


def test_groups_of_equal_part_share_equally() -> None:
    """b and c with the same coefficient and always equal: half of the difference each."""
    same = np.flatnonzero(CODES[:, 1] == CODES[:, 2])
    coef = np.array([-2.0, 0, 0, 0.9, 0.9, 0, 0, 0])
    n = np.array([5.0, 40, 30, 20, 10, 7, 50, 3, 12, 9, 21, 16])
    pid = np.concatenate([same, same]).astype(np.int32)
    c = Cells(np.array([0, 6, 12]), pid, n, X, COVARIATE_OF, np.zeros((2, 2)), coef)
    got = shapley(c, PLAYER_OF, PLAYERS)
    np.testing.assert_allclose(got[:, 1], got[:, 2], atol=1e-6)
    assert abs(got[0, 1]) > 0.01


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_small_effects_are_the_log_odds_contributions_times_the_slope(seed: int) -> None:
    c = cells(seed, scale=0.003)
    p = expit(-2.0)
    linear = log_odds_contributions(c, PLAYER_OF, PLAYERS) * p * (1 - p)
    np.testing.assert_allclose(shapley(c, PLAYER_OF, PLAYERS), linear, atol=2e-5)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_log_odds_add_up_to_the_difference_of_mean_predictors(seed: int) -> None:
    c = cells(seed)
    eta = partials(c).sum(axis=1)
    nation = np.average(eta, weights=c.n)
    mean = [np.average(eta[c.area == d], weights=c.n[c.area == d]) for d in range(c.areas)]
    got = log_odds_contributions(c, PLAYER_OF, PLAYERS)
    np.testing.assert_allclose(got.sum(axis=1), np.array(mean) - nation, atol=1e-10)


def test_a_factor_at_its_reference() -> None:
    c = cells(3)
    at_first = np.arange(12) - 2 * CODES[:, 1]  # the same pattern with b at its first level
    got = share_due_to(c, at_first)
    changed = Cells(c.ptr, at_first[c.pid].astype(np.int32), c.n, X, COVARIATE_OF, c.Z, c.coef)
    np.testing.assert_allclose(got, 1 - changed.rates() / c.rates(), rtol=1e-12)
    assert (share_due_to(c, np.arange(12)) == 0).all()


def test_an_area_without_children_is_nan_and_disturbs_nobody() -> None:
    c = cells(4)
    empty = Cells(
        np.insert(c.ptr, 2, c.ptr[2]),
        c.pid,
        c.n,
        X,
        COVARIATE_OF,
        np.insert(c.Z, 2, 0, axis=0),
        c.coef,
    )
    got = shapley(empty, PLAYER_OF, PLAYERS)
    assert np.isnan(got[2]).all()
    np.testing.assert_allclose(np.delete(got, 2, axis=0), shapley(c, PLAYER_OF, PLAYERS), atol=1e-6)
    assert np.isnan(log_odds_contributions(empty, PLAYER_OF, PLAYERS)[2]).all()


TERMS = ("age", "sex", "age:sex", "rural", "rural:rain", "rain", "soil", "slope")
COVARIATES = ("rain", "soil", "slope")


def test_groups_that_share_an_interaction_become_one() -> None:
    got = group_players(TERMS, COVARIATES, {"land": ("soil",)})
    assert got.names == ("age+sex", "rural+area", "land")
    assert got.of_term == (0, 0, 0, 1, 1, 1, 2, 1)
    assert got.of_column(np.array([-1, 0, 2, 6])).tolist() == [-1, 0, 0, 2]


def test_merging_is_carried_through() -> None:
    got = group_players(("a", "b", "c", "d", "a:b", "c:d", "b:c", "e"), (), {})
    assert got.names == ("a+b+c+d", "e")


def test_groups_are_named_by_the_study() -> None:
    groups = {"child": ("age", "sex"), "place": ("rural", "rain", "soil", "slope")}
    assert group_players(TERMS, COVARIATES, groups).names == ("child", "place")


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ({"child": ("age", "height")}, "factor-group-member-unknown"),
        ({"child": ("age",), "other": ("age",)}, "factor-group-member-twice"),
    ],
)
def test_wrong_groups_are_refused(groups: dict[str, tuple[str, ...]], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        group_players(TERMS, COVARIATES, groups)


def test_too_many_groups_are_refused() -> None:
    terms = [f"v{i}" for i in range(MOST_PLAYERS + 1)]
    with pytest.raises(CannotEstimate, match="too-many-factor-groups"):
        group_players(terms, (), {})
    assert len(group_players(terms, (), {"two": terms[:2]}).names) == MOST_PLAYERS
