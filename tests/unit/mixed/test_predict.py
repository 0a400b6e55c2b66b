"""The best predictor against integrals by brute force, and its behaviour at the edges."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm

from jalon.engine.census.counts import AreaCounts
from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import MixedFit, fit_mixed
from jalon.engine.mixed.marginal import FARTHEST, STEP, marginal_curve
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.posterior import area_posterior
from jalon.engine.mixed.predict import best_predictor
from jalon.errors import CannotEstimate
from unit.mixed.test_likelihood import NAMES, X, people

AREAS, SAMPLED = 14, 10
GRID = np.linspace(-9, 9, 241)
WEIGHT = norm.pdf(GRID) * (GRID[1] - GRID[0])


def survey(levels: tuple[str, ...], seed: int = 3) -> NestedCounts:
    """Ten of fourteen areas are in the survey; one has one child, another nobody with the
    outcome."""
    row, y, groups = people(seed, areas=SAMPLED, children=8, sd=(0.6, 0.8))
    y[groups["area"] == 4] = 0
    lonely = groups["area"] == 7
    row[np.flatnonzero(lonely)[1:]] = -1
    return nest_counts(row, y, {level: groups[level] for level in levels})


def census(seed: int = 1, groups: int = 1, areas: int = AREAS) -> CensusCells:
    """All patterns in all areas but the last, which has no children."""
    rng = np.random.default_rng(seed)
    area, pattern = np.divmod(np.arange((areas - 1) * len(X)), len(X))
    n = rng.integers(1, 400, len(area)).astype(np.float64)
    counts = AreaCounts.from_cells(area, pattern, n, areas)
    Z = rng.normal(size=(areas, 0))
    group = np.array([0, 0, 1, 1, -1]) if groups > 1 else None
    return CensusCells(counts, X, np.full(3, -1), Z, group, groups)


def fit_of(levels: tuple[str, ...]) -> MixedFit:
    return fit_mixed(survey(levels), X, NAMES, nodes=9)


def posterior_by_brute_force(fit: MixedFit, area: int) -> np.ndarray:
    """Chance of each value of ``sd * GRID`` for an area's effect, units integrated on a grid."""
    counts = fit.counts
    eta = (X @ fit.coef)[counts.row]
    log_likelihood = np.zeros(len(GRID))
    parents = {area: g for g, area in enumerate(counts.code[counts.top[:-1]])}
    if area in parents:
        first, last = counts.top[parents[area]], counts.top[parents[area] + 1]
        for j in range(first, last):
            lo, hi = counts.start[j], counts.end[j]
            if lo == hi:
                continue
            u = fit.sd[0] * GRID[:, None, None]
            v = fit.sd[1] * GRID[None, :, None] if len(fit.sd) > 1 else np.zeros((1, 1, 1))
            x = eta[lo:hi] + u + v
            each = (counts.y[lo:hi] * x - counts.n[lo:hi] * np.logaddexp(0, x)).sum(axis=2)
            weight = WEIGHT if len(fit.sd) > 1 else np.ones(1)
            log_likelihood += np.log(np.exp(each) @ weight)
    chance = np.exp(log_likelihood - log_likelihood.max()) * WEIGHT
    return chance / chance.sum()


def rates_by_brute_force(fit: MixedFit) -> np.ndarray:
    """Rate of each pattern at each value of the area's effect, (K, values)."""
    eta = (X @ fit.coef)[:, None] + fit.sd[0] * GRID
    if len(fit.sd) == 1:
        return expit(eta)
    return expit(eta[:, :, None] + fit.sd[1] * GRID) @ WEIGHT


@pytest.mark.parametrize("levels", [("area",), ("area", "psu")])
def test_rates_and_variances_equal_integrals_by_brute_force(levels: tuple[str, ...]) -> None:
    fit, cells = fit_of(levels), census()
    found = best_predictor(fit, cells)
    by_pattern = rates_by_brute_force(fit)
    np.testing.assert_array_equal(found.sampled, np.arange(AREAS) < SAMPLED)
    for d in range(AREAS - 1):
        inside = cells.counts.area == d
        n = cells.counts.n[inside]
        given = n @ by_pattern[cells.counts.pid[inside]] / n.sum()
        chance = posterior_by_brute_force(fit, d)
        rate = chance @ given
        # 15 nodes for the area and 9 for its units; a rate's error is about 0.05.
        assert found.rate[d, 0] == pytest.approx(rate, abs=2e-6)
        assert found.variance[d, 0] == pytest.approx(chance @ (given - rate) ** 2, rel=2e-4)
        assert found.children[d, 0] == n.sum()
    assert np.isnan(found.rate[-1, 0])
    assert found.children[-1, 0] == 0


def test_an_area_without_respondents_is_not_that_with_an_effect_of_nought() -> None:
    fit, cells = fit_of(("area",)), census()
    found = best_predictor(fit, cells).rate[SAMPLED, 0]
    inside = cells.counts.area == SAMPLED
    n, pattern = cells.counts.n[inside], cells.counts.pid[inside]
    plugged = n @ expit(X @ fit.coef)[pattern] / n.sum()
    # The usual approximation of a logistic averaged over a normal.
    shrunk = n @ expit(X @ fit.coef / np.sqrt(1 + 0.346 * fit.sd[0] ** 2))[pattern] / n.sum()
    assert plugged < found < 0.5
    assert found == pytest.approx(shrunk, abs=0.006)


def test_groups_are_rates_of_their_own_patterns_and_add_up() -> None:
    fit = fit_of(("area", "psu"))
    whole, grouped = census(), census(groups=2)
    found = best_predictor(fit, grouped)
    assert found.rate.shape == (AREAS, 2)
    only = CensusCells(
        whole.counts.restrict(np.array([True] * 4 + [False])), X, whole.covariate_of, whole.Z
    )
    together = best_predictor(fit, only)
    np.testing.assert_allclose(found.children.sum(axis=1), together.children[:, 0])
    weighted = np.nansum(found.children * found.rate, axis=1)[:-1] / found.children.sum(axis=1)[:-1]
    np.testing.assert_allclose(weighted, together.rate[:-1, 0], rtol=1e-12)


def test_covariates_of_areas_and_their_products_enter_the_predictor() -> None:
    rng = np.random.default_rng(5)
    cells = census()
    Z = rng.normal(size=(AREAS, 2))
    pattern_part = np.column_stack([X, np.ones(len(X)), np.ones(len(X)), X[:, 1]])
    covariate_of = np.array([-1, -1, -1, 0, 1, 0])
    beta = rng.normal(size=6)
    placed = CensusCells(cells.counts, pattern_part, covariate_of, Z)
    rows = pattern_part[cells.counts.pid].copy()
    rows[:, 3:] *= Z[cells.counts.area][:, [0, 1, 0]]
    np.testing.assert_allclose(placed.predictor(beta), rows @ beta, rtol=1e-12, atol=1e-12)
    bins = join_bins(placed, beta, width=1e-5)  # so narrow that nothing is joined
    order = np.lexsort((bins.predictor(beta), np.repeat(np.arange(AREAS), np.diff(bins.ptr))))
    exact = np.lexsort((rows @ beta, cells.counts.area))
    np.testing.assert_allclose(bins.n[order], cells.counts.n[exact])
    np.testing.assert_allclose(bins.predictor(beta)[order], (rows @ beta)[exact], atol=1e-10)


@pytest.mark.parametrize("groups", [1, 2])
def test_bins_move_no_rate_by_more_than_their_bound(groups: int) -> None:
    rng = np.random.default_rng(2)
    many = np.column_stack([np.ones(3000), rng.normal(size=(3000, 2))])
    area = np.repeat(np.arange(AREAS), 900)
    pattern = rng.integers(0, len(many), len(area))
    counts = AreaCounts.from_cells(area, pattern, rng.uniform(1, 50, len(area)), AREAS)
    group = None if groups == 1 else rng.integers(-1, 2, len(many))
    cells = CensusCells(counts, many, np.full(3, -1), np.empty((AREAS, 0)), group, groups)
    fit = fit_of(("area", "psu"))
    bins = join_bins(cells, fit.coef)
    assert len(bins.n) < counts.cells / 5
    exact, joined = best_predictor(fit, cells), best_predictor(fit, bins)
    np.testing.assert_allclose(joined.children, exact.children)
    assert np.abs(joined.rate - exact.rate).max() < 0.0121 * 0.1**2
    # With other coefficients, three standard errors of a survey a hundred times this one (150
    # children) away, still below a hundredth of the error.
    for seed in range(3):
        step = np.random.default_rng(seed).normal(size=3)
        beta = fit.coef + 0.3 * fit.se * step / np.linalg.norm(step)
        moved = bins.predictor(beta), cells.predictor(beta)
        rates = []
        for population, eta in zip((bins, cells), moved, strict=True):
            place = np.repeat(np.arange(AREAS), np.diff(population.ptr))
            kept = population.group >= 0
            top = np.bincount(place[kept], (population.n * expit(eta))[kept])
            rates.append(top / np.bincount(place[kept], population.n[kept]))
        assert np.abs(rates[0] - rates[1]).max() < 0.01 * np.sqrt(exact.variance.min())


@pytest.mark.parametrize("sd", [0.0, 0.4, 1.3, 2.5])
def test_the_marginal_curve_is_right_between_its_points(sd: float) -> None:
    curve = marginal_curve(sd)
    fine = np.linspace(-12, 12, 4001)
    weight = norm.pdf(fine) * (fine[1] - fine[0])
    x = np.array([-31.7, -6.01, -0.513, 0.0, 0.024, 2.222, 9.99])
    expected = expit(x[:, None] + sd * fine) @ weight
    at = (x + FARTHEST) / STEP
    i = at.astype(int)
    t, a, b = at - i, STEP * curve.slope[i], STEP * curve.slope[i + 1]
    rise = curve.curve[i + 1] - curve.curve[i]
    cubic = curve.curve[i] + t * (a + t * (3 * rise - 2 * a - b + t * (a + b - 2 * rise)))
    np.testing.assert_allclose(cubic, expected, rtol=0, atol=3e-9)


def test_regions_move_areas_without_respondents() -> None:
    row, y, groups = people(3, areas=40, children=15, sd=(0.5, 0.4))
    lifted = groups["region"] == 2
    y[lifted & (np.random.default_rng(1).random(len(y)) < 0.7)] = 1
    row[groups["area"] >= 35] = -1
    counts = nest_counts(row, y, groups)
    fit = fit_mixed(counts, X, NAMES)
    region = np.arange(40) % 5
    found = area_posterior(fit.counts, X, fit.theta, 40, region_of_area=region)
    assert not found.sampled[35:].any()
    lifted_area = 37  # 37 % 5 == 2
    others = [35, 36, 38, 39]
    assert found.mean[lifted_area] > found.mean[others].max() + 0.5
    assert (found.sd[35:] > fit.sd[1]).all()  # the area's own effect is not known at all
    with pytest.raises(CannotEstimate, match="predictor-needs-areas"):
        area_posterior(fit.counts, X, fit.theta, 40)


def test_rates_need_areas_that_the_census_knows() -> None:
    counts = survey(("psu",))
    fit = fit_mixed(counts, X, NAMES)
    with pytest.raises(CannotEstimate, match="predictor-needs-areas"):
        best_predictor(fit, census())
    with pytest.raises(CannotEstimate, match="predictor-needs-areas"):
        best_predictor(fit_of(("area",)), census(areas=6))
