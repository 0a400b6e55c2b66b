"""Synthetic estimates against sums over persons, finite differences and a simulation."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from jalon.engine.small_area.draws import draw_rates
from jalon.engine.small_area.synthetic import AreaEstimates, estimate, estimate_groups
from jalon.errors import CannotEstimate


@dataclass(frozen=True)
class Census:
    """Persons with an area, a weight and covariates, and a model."""

    area: np.ndarray
    weight: np.ndarray
    X: np.ndarray
    coef: np.ndarray
    covariance: np.ndarray
    areas: int

    def probability(self, coef: np.ndarray | None = None) -> np.ndarray:
        return expit(self.X @ (self.coef if coef is None else coef))

    def rates(self, coef: np.ndarray) -> np.ndarray:
        p = self.probability(coef)
        return np.array(
            [np.average(p[self.area == d], weights=self.weight[self.area == d])
             for d in range(self.areas)]
        )  # fmt: skip


@dataclass(frozen=True)
class Sums:
    persons: np.ndarray
    weight: np.ndarray
    weight2: np.ndarray
    p: np.ndarray
    pq: np.ndarray
    gradient: np.ndarray


def census(seed: int, *, persons: int = 400, areas: int = 6, weighted: bool = False) -> Census:
    rng = np.random.default_rng(seed)
    X = np.column_stack(
        [np.ones(persons), rng.integers(0, 2, (persons, 2)), rng.normal(size=persons)]
    )
    root = rng.normal(scale=0.1, size=(4, 4))
    area = np.concatenate([np.arange(areas), rng.integers(0, areas, persons - areas)])
    weight = rng.uniform(1, 20, persons) if weighted else np.ones(persons)
    coef = np.array([-2.0, 0.6, -0.4, 0.3]) + rng.normal(scale=0.2, size=4)
    return Census(area, weight, X, coef, root @ root.T, areas)


def sums(c: Census) -> Sums:
    """Add up over persons, the slow way."""
    p = c.probability()
    q = c.weight * p * (1 - p)
    members = [c.area == d for d in range(c.areas)]
    return Sums(
        persons=np.array([m.sum() for m in members], dtype=float),
        weight=np.array([c.weight[m].sum() for m in members]),
        weight2=np.array([(c.weight[m] ** 2).sum() for m in members]),
        p=np.array([(c.weight * p)[m].sum() for m in members]),
        pq=np.array([q[m].sum() for m in members]),
        gradient=np.array([(q[:, None] * c.X)[m].sum(axis=0) for m in members]),
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_the_parts_of_the_error_by_their_definitions(weighted: bool) -> None:
    c = census(8707, weighted=weighted)
    got = estimate(sums(c), c.covariance, 0.09, census_design_effect=2.0)
    np.testing.assert_allclose(got.rate, c.rates(c.coef), rtol=1e-12)
    np.testing.assert_allclose(got.expected, got.rate * got.children, rtol=1e-12)

    step = 1e-6
    slope = np.column_stack(
        [(c.rates(c.coef + step * e) - c.rates(c.coef - step * e)) / (2 * step) for e in np.eye(4)]
    )
    np.testing.assert_allclose(got.gradient, slope, rtol=1e-6, atol=1e-9)
    for d in range(c.areas):
        w, p = c.weight[c.area == d], c.probability()[c.area == d]
        mean = np.average(p, weights=w)
        assert got.var_estimation[d] == pytest.approx(slope[d] @ c.covariance @ slope[d], rel=1e-5)
        assert got.var_area[d] == pytest.approx(0.09 * np.average(p * (1 - p), weights=w) ** 2)
        assert got.var_finite[d] == pytest.approx((w * p * (1 - p)).sum() / w.sum() ** 2)
        between = np.average((p - mean) ** 2, weights=w)
        thinning = (w * (w - 1)).sum() / w.sum() ** 2
        assert got.var_census[d] == pytest.approx(2.0 * between * thinning, abs=1e-15)


def test_the_dashboard_s_interval_is_none_of_the_three_parts() -> None:
    """Municipality 0702: mean 0.1775, sd 0.1133, N 2,140: sd/sqrt(N) is 0.24 points.

    The chance of a finite number of children alone is 0.79 points.
    """
    n, mean, sd = 2140, 0.1775, 0.1133
    pq = n * (mean * (1 - mean) - sd**2)
    one = Sums(*(np.array([v]) for v in (n, n, n, n * mean, pq)), gradient=np.array([[pq]]))
    got = estimate(one, np.zeros((1, 1)), None)
    assert sd / np.sqrt(n) == pytest.approx(0.0024, abs=5e-5)
    assert got.se[0] == pytest.approx(0.0079, abs=5e-5)


def test_the_error_of_a_sampled_census_is_the_spread_between_samples() -> None:
    """Children drawn one by one with unequal chances that tell nothing of their covariates."""
    rng = np.random.default_rng(8707)
    c = census(1, persons=600, areas=1)
    chance = rng.uniform(0.05, 0.5, 600)
    rates, variances = [], []
    for _ in range(600):
        drawn = rng.random(600) < chance
        sample = Census(c.area[drawn], 1 / chance[drawn], c.X[drawn], c.coef, np.zeros((4, 4)), 1)
        got = estimate(sums(sample), sample.covariance, None)
        rates.append(got.rate[0])
        variances.append(got.var_census[0])
    assert np.mean(variances) == pytest.approx(np.var(rates), rel=0.15)


def test_a_full_census_has_no_sampling_error() -> None:
    c = census(1)
    assert (estimate(sums(c), c.covariance, 0.1).var_census == 0).all()


def test_an_area_effect_left_out_is_recorded() -> None:
    c = census(2)
    without = estimate(sums(c), c.covariance, None)
    assert without.area_effect_omitted
    assert (without.var_area == 0).all()
    assert not estimate(sums(c), c.covariance, 0.0).area_effect_omitted


def test_an_area_without_children_is_nan_and_disturbs_nobody() -> None:
    c = census(3)
    s = sums(c)
    empty = Sums(
        *(
            np.insert(v, 2, 0, axis=0)
            for v in (s.persons, s.weight, s.weight2, s.p, s.pq, s.gradient)
        )
    )
    got, full = estimate(empty, c.covariance, 0.1), estimate(s, c.covariance, 0.1)
    assert np.isnan(got.rate[2])
    assert np.isnan(got.se[2])
    np.testing.assert_array_equal(np.delete(got.se, 2), full.se)
    low, high = got.interval(0.95)
    assert np.isnan([low[2], high[2], got.cv[2]]).all()
    draws = draw_rates(got, c.covariance, np.random.default_rng(0), draws=20)
    assert np.isnan(draws[2]).all()
    assert np.isfinite(np.delete(draws, 2, axis=0)).all()
    nation = estimate_groups(empty, np.zeros(7, dtype=int), 1, c.covariance, 0.1)
    assert nation.children[0] == 400


def test_regions_add_gradients_and_area_variances() -> None:
    c = census(4, weighted=True)
    s = sums(c)
    group = np.array([0, 1, 0, 1, 1, 0])
    got = estimate_groups(s, group, 2, c.covariance, 0.09)
    areas = estimate(s, c.covariance, 0.09)
    for r in range(2):
        share = np.where(group == r, s.weight, 0) / s.weight[group == r].sum()
        assert got.rate[r] == pytest.approx(share @ areas.rate)
        joint = areas.gradient @ c.covariance @ areas.gradient.T
        assert got.var_estimation[r] == pytest.approx(share @ joint @ share)
        assert got.var_area[r] == pytest.approx(share**2 @ areas.var_area)
        assert got.var_finite[r] == pytest.approx(share**2 @ areas.var_finite)


def test_the_nation_is_not_the_mean_of_areas() -> None:
    """One big area at 5 %, one small at 50 %: the nation is near 5 %."""
    children = np.array([990.0, 10.0])
    pq = np.array([47.0, 2.5])
    two = Sums(children, children, children, np.array([49.5, 5.0]), pq, pq[:, None])
    nation = estimate_groups(two, np.zeros(2, dtype=int), 1, np.eye(1), None)
    assert nation.rate[0] == pytest.approx(0.0545)


def test_a_model_of_another_size_is_refused() -> None:
    c = census(5)
    with pytest.raises(CannotEstimate, match="coefficients-do-not-match"):
        estimate(sums(c), np.eye(3), None)


def test_intervals_lie_inside_zero_and_one_and_around_the_rate() -> None:
    c = census(6)
    got = estimate(sums(c), c.covariance * 400, 4.0)
    low90, high90 = got.interval(0.90)
    low95, high95 = got.interval(0.95)
    assert ((low95 > 0) & (low95 < low90) & (low90 < got.rate)).all()
    assert ((got.rate < high90) & (high90 < high95) & (high95 < 1)).all()


def simulated(rng: np.random.Generator, sigma: float) -> tuple[AreaEstimates, np.ndarray]:
    """One country: estimated coefficients, then truth with area effects and finite children."""
    c = census(int(rng.integers(2**31)), persons=6000, areas=60)
    effect = rng.normal(scale=sigma, size=c.areas)
    y = rng.random(len(c.area)) < expit(c.X @ c.coef + effect[c.area])
    truth = np.bincount(c.area, y) / np.bincount(c.area)
    fitted = Census(
        c.area, c.weight, c.X, rng.multivariate_normal(c.coef, c.covariance), c.covariance, c.areas
    )
    return estimate(sums(fitted), c.covariance, sigma**2), truth


def test_intervals_cover_the_realised_rates() -> None:
    rng = np.random.default_rng(8707)
    inside90, inside95, naive = [], [], []
    for _ in range(40):
        got, truth = simulated(rng, 0.3)
        for level, inside in ((0.90, inside90), (0.95, inside95)):
            low, high = got.interval(level)
            inside.append(((low <= truth) & (truth <= high)).mean())
        naive.append((np.abs(truth - got.rate) < 1.96 * np.sqrt(got.var_estimation)).mean())
    # 2,400 rates, whose errors move together within each of the 40 countries.
    assert np.mean(inside90) == pytest.approx(0.90, abs=0.025)
    assert np.mean(inside95) == pytest.approx(0.95, abs=0.02)
    assert np.mean(naive) < 0.90


def test_draws_are_as_uncertain_as_the_estimates() -> None:
    c = census(7)
    got = estimate(sums(c), c.covariance, 0.04)
    rates = logit(draw_rates(got, c.covariance, np.random.default_rng(1), draws=40_000))
    slope = got.rate * (1 - got.rate)
    np.testing.assert_allclose(rates.mean(axis=1), logit(got.rate), atol=0.02)
    np.testing.assert_allclose(rates.std(axis=1), got.se / slope, rtol=0.02)
    low, high = np.quantile(expit(rates), [0.05, 0.95], axis=1)
    expected_low, expected_high = got.interval(0.90)
    np.testing.assert_allclose(low, expected_low, rtol=0.03)
    np.testing.assert_allclose(high, expected_high, rtol=0.03)
    joint = (got.gradient @ c.covariance @ got.gradient.T) / np.outer(slope, slope)
    off = ~np.eye(c.areas, dtype=bool)
    np.testing.assert_allclose(np.cov(rates)[off], joint[off], atol=0.01 * rates.var())


def test_draws_without_the_finite_number_of_children_spread_less() -> None:
    c = census(8)
    got = estimate(sums(c), np.zeros((4, 4)), 0.04)
    rates = draw_rates(got, np.zeros((4, 4)), np.random.default_rng(1), draws=20_000, finite=False)
    spread = logit(rates).std(axis=1) * got.rate * (1 - got.rate)
    np.testing.assert_allclose(spread, np.sqrt(got.var_area), rtol=0.02)


def test_the_same_seed_gives_the_same_draws() -> None:
    c = census(9)
    got = estimate(sums(c), c.covariance, 0.04)
    a, b = (draw_rates(got, c.covariance, np.random.default_rng(3), draws=10) for _ in range(2))
    np.testing.assert_array_equal(a, b)


@given(seed=st.integers(0, 2**31), copies=st.integers(2, 5))
@settings(max_examples=30, deadline=None)
def test_every_child_counted_twice_changes_only_the_finite_part(seed: int, copies: int) -> None:
    c = census(seed, persons=80)
    once = estimate(sums(c), c.covariance, 0.1)
    many = Census(
        np.repeat(c.area, copies), np.repeat(c.weight, copies), np.repeat(c.X, copies, axis=0),
        c.coef, c.covariance, c.areas,
    )  # fmt: skip
    got = estimate(sums(many), c.covariance, 0.1)
    np.testing.assert_allclose(got.rate, once.rate, rtol=1e-10)
    np.testing.assert_allclose(got.var_estimation, once.var_estimation, rtol=1e-9)
    np.testing.assert_allclose(got.var_area, once.var_area, rtol=1e-9)
    np.testing.assert_allclose(got.var_finite, once.var_finite / copies, rtol=1e-9)


@given(seed=st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_the_order_of_areas_changes_nothing(seed: int) -> None:
    c = census(seed, persons=80)
    order = np.random.default_rng(seed).permutation(c.areas)
    place = np.argsort(order)
    moved = Census(place[c.area], c.weight, c.X, c.coef, c.covariance, c.areas)
    a, b = (estimate(sums(x), c.covariance, 0.1) for x in (c, moved))
    np.testing.assert_allclose(b.se, a.se[order], rtol=1e-9)


def test_draws_are_students_where_the_error_is_estimated() -> None:
    c = census(7)
    known = estimate(sums(c), c.covariance, 0.04)
    got = replace(known, curved=True, dof=np.linspace(6, 30, len(known.rate)))
    draws = draw_rates(got, c.covariance, np.random.default_rng(1), draws=40_000)
    for level in (0.90, 0.95):
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
        expected_low, expected_high = got.interval(level)
        np.testing.assert_allclose(low, expected_low, rtol=0.03)
        np.testing.assert_allclose(high, expected_high, rtol=0.03)
        assert (expected_low < replace(got, dof=None).interval(level)[0]).all()
