"""Errors of predicted rates: without refits, with them, and against simulated truth."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy.special import expit, logit

from jalon.engine.census.counts import AreaCounts
from jalon.engine.mixed.bootstrap import Bootstrap, Replicate, bootstrap_error
from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import MixedFit, fit_mixed
from jalon.engine.mixed.intervals import logit_normal, matched_interval
from jalon.engine.mixed.mse import degrees_of_freedom, prediction_error
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.posterior import area_posterior
from jalon.engine.mixed.predict import best_predictor, predict_from
from jalon.errors import CannotEstimate
from unit.mixed.test_likelihood import NAMES, X

AREAS, SAMPLED, UNITS = 150, 105, 4
BETA, SD = np.array([-1.2, 0.7, -0.4]), (0.5, 0.6)


def country(groups: int = 1) -> CensusCells:
    rng = np.random.default_rng(17)
    area, pattern = np.divmod(np.arange(AREAS * len(X)), len(X))
    counts = AreaCounts.from_cells(
        area, pattern, rng.integers(20, 400, len(area)).astype(np.float64), AREAS
    )
    group = None if groups == 1 else np.array([0, 1, 0, 1, 0])
    return CensusCells(counts, X, np.full(3, -1), np.empty((AREAS, 0)), group, groups)


def drawn(seed: int) -> tuple[NestedCounts, np.ndarray]:
    """A survey of 105 of the 150 areas, and all areas' true effects."""
    rng = np.random.default_rng(seed)
    effect = rng.normal(0, SD[0], AREAS)
    psu = np.repeat(np.arange(SAMPLED * UNITS), rng.integers(4, 14, SAMPLED * UNITS))
    area, row = psu // UNITS, rng.integers(0, len(X), len(psu))
    eta = X[row] @ BETA + effect[area] + rng.normal(0, SD[1], SAMPLED * UNITS)[psu]
    y = (rng.random(len(psu)) < expit(eta)).astype(np.float64)
    return nest_counts(row, y, {"area": area, "psu": psu}), effect


def true_rates(effect: np.ndarray, cells: CensusCells) -> np.ndarray:
    grid = np.linspace(-8, 8, 161)
    weight = np.exp(-(grid**2) / 2)
    weight /= weight.sum()
    eta = (X @ BETA)[cells.counts.pid] + effect[cells.counts.area]
    p = expit(eta[:, None] + SD[1] * grid) @ weight
    return cells.counts.by_area(cells.counts.n * p) / cells.counts.totals


@cache
def fitted() -> MixedFit:
    return fit_mixed(drawn(1)[0], X, NAMES)


@cache
def bootstrapped() -> Bootstrap:
    return bootstrap_error(fitted(), country(), replicates=200, seed=5)


def test_errors_without_refits_agree_with_the_bootstrap() -> None:
    """Refits average over surveys, the fast way knows this one: they agree in the mean."""
    fast = prediction_error(fitted(), country())
    mse = (fast.var_effect + fast.var_estimation)[:, 0]
    slow = bootstrapped().mse[:, 0]
    sampled = np.arange(AREAS) < SAMPLED
    for some in (sampled, ~sampled):
        # 200 replicates of 45 areas or more: 1 % of Monte Carlo error.
        assert np.sqrt(mse[some].mean() / slow[some].mean()) == pytest.approx(1, abs=0.05)
    # In an area without respondents there is nothing of this survey's own to know.
    off = (slow - mse)[~sampled] / bootstrapped().mse_error[~sampled, 0]
    assert np.mean(np.abs(off) < 2) > 0.85


def test_the_noise_of_an_error_is_its_variance_over_the_parameters() -> None:
    fit, cells = fitted(), country()
    found = prediction_error(fit, cells)
    log_sd = fit.covariance[-2:, -2:] / np.outer(fit.sd, fit.sd)
    rng = np.random.default_rng(4)
    moved = []
    for step in rng.multivariate_normal(np.zeros(2), log_sd, 150):
        theta = np.concatenate([fit.coef, fit.sd * np.exp(step)])
        posterior = area_posterior(fit.counts, fit.X, theta, AREAS, nodes=7, unit_nodes=1)
        moved.append(predict_from(posterior, cells, fit.coef, theta[-1]).variance[:, 0])
    # 150 draws give a variance to 12 %; a straight line through three points is not the curve.
    share = found.noise[:, 0] / np.var(moved, axis=0)
    assert np.median(share[:SAMPLED]) == pytest.approx(1, abs=0.3)
    assert np.median(share[SAMPLED:]) == pytest.approx(1, abs=0.3)


def test_degrees_of_freedom_by_hand() -> None:
    mse, noise = np.array([0.01, 0.01, 0.01]), np.array([2e-5, 1e-2, 0.0])
    np.testing.assert_allclose(degrees_of_freedom(mse, noise), [10, 4, np.inf])
    rate = np.full(3, 0.5)
    low, high = matched_interval(rate, mse, 0.9, np.array([10, 4, np.inf]))
    normal, _ = matched_interval(rate, mse, 0.9)
    # Quantiles of Student's t from the printed tables: 1.812 and 2.132 beside 1.645.
    np.testing.assert_allclose(logit(low) / logit(normal), [1.1018, 1.2961, 1], rtol=1e-3)
    np.testing.assert_allclose(low, 1 - high)


@pytest.mark.parametrize("mean", [0.004, 0.1, 0.5, 0.93])
@pytest.mark.parametrize("cv", [0.02, 0.3, 1.5])
def test_log_odds_match_mean_and_variance(mean: float, cv: float) -> None:
    variance = np.minimum((cv * mean) ** 2, 0.45 * mean * (1 - mean))
    centre, spread = logit_normal(np.array([mean]), np.array([variance]))
    z = np.linspace(-9, 9, 2001)
    weight = np.exp(-(z**2) / 2)
    p = expit(centre + spread * z)
    found = p @ weight / weight.sum()
    assert found == pytest.approx(mean, rel=1e-8)
    assert (p - found) ** 2 @ weight / weight.sum() == pytest.approx(variance, rel=1e-6)
    low, high = matched_interval(np.array([mean]), np.array([variance]), 0.9)
    assert 0 < low[0] < high[0] < 1


def test_intervals_of_nothing_are_nothing() -> None:
    rate, mse = np.array([[np.nan, 0.2], [0.0, 0.3]]), np.array([[0.01, 0.0], [0.0, 0.01]])
    low, high = matched_interval(rate, mse, 0.9)
    assert np.isnan(low[0, 0])
    assert low[0, 1] == pytest.approx(0.2)
    assert high[0, 1] == pytest.approx(0.2)
    assert high[1, 0] == 0
    assert low[1, 1] < 0.3 < high[1, 1]


def test_replicates_depend_on_seed_and_number_alone() -> None:
    fit, cells = fitted(), country(groups=2)
    kept: list[Replicate] = []
    shares: list[float] = []
    one = bootstrap_error(fit, cells, replicates=6, seed=3, keep=kept.append, advance=shares.append)
    assert [each.number for each in kept] == list(range(6))
    assert shares[-1] == 1
    two = bootstrap_error(fit, cells, replicates=6, seed=3, threads=3)
    resumed = bootstrap_error(fit, cells, replicates=6, seed=3, earlier=[kept[4], kept[1]])
    other = bootstrap_error(fit, cells, replicates=6, seed=4)
    for again in (two, resumed):
        np.testing.assert_array_equal(again.estimate, one.estimate)
        np.testing.assert_array_equal(again.truth, one.truth)
    assert one.estimate.shape == (6, AREAS, 2)
    assert (other.truth != one.truth).all()


def test_what_is_published_is_what_is_judged() -> None:
    fit, cells = fitted(), country()
    plain = bootstrap_error(fit, cells, replicates=5, seed=3)
    halved = bootstrap_error(
        fit, cells, replicates=5, seed=3, adjust=lambda rate, _truth, _rng: rate / 2
    )
    np.testing.assert_allclose(halved.estimate, plain.estimate / 2)
    np.testing.assert_array_equal(halved.truth, plain.truth)


def test_bins_give_the_errors_of_cells() -> None:
    fit, cells = fitted(), country()
    bins = join_bins(cells, fit.coef, width=0.05)
    exact, joined = (bootstrap_error(fit, p, replicates=20, seed=9).mse for p in (cells, bins))
    np.testing.assert_allclose(np.sqrt(joined), np.sqrt(exact), rtol=0.01)


def test_intervals_of_the_bootstrap_hold_its_own_truths() -> None:
    boot = bootstrapped()
    inside = []
    for number in range(50):
        low, high = boot.interval(boot.estimate[number], 0.9)
        inside.append((low <= boot.truth[number]) & (boot.truth[number] <= high))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)
    assert np.abs(boot.bias).max() < 0.04


def test_few_units_and_children_add_to_the_error() -> None:
    fit, cells = fitted(), country()
    many = prediction_error(fit, cells)
    few = prediction_error(fit, cells, units=np.full(AREAS, 5.0))
    assert (many.var_units == 0).all()
    # Simulated: areas of five units, the children of each unit being of the area's make-up.
    rng = np.random.default_rng(2)
    counts = cells.counts
    d, inside = 140, counts.area == 140
    eta = (X @ fit.coef)[counts.pid[inside]]
    share = counts.n[inside] / counts.n[inside].sum()
    v = rng.normal(0, fit.sd[1], (40_000, 5))
    rates = (expit(eta[:, None, None] + v) * share[:, None, None]).sum(axis=0).mean(axis=1)
    assert few.var_units[d, 0] == pytest.approx(rates.var(), rel=0.03)
    p = best_predictor(fit, cells)
    assert few.var_finite[d, 0] == pytest.approx(p.spread[d, 0] / counts.totals[d], rel=1e-3)
    assert (few.mse > many.mse).all()
    np.testing.assert_allclose(few.rmse**2, few.mse)


@pytest.mark.parametrize("what", [prediction_error, bootstrap_error])
def test_errors_that_cannot_be_had_are_refused(what: Callable[..., object]) -> None:
    counts, _ = drawn(1)
    if what is prediction_error:
        bare = fit_mixed(counts, X, NAMES, information=False)
        with pytest.raises(CannotEstimate, match="errors-need-covariance"):
            prediction_error(bare, country())
        return
    groups = {"area": np.repeat(counts.code, counts.end - counts.start)}
    weighted = nest_counts(counts.row, counts.y, groups, trials=counts.n, weighted=True)
    fit = fit_mixed(weighted, X, NAMES)
    with pytest.raises(CannotEstimate, match="bootstrap-needs-counts"):
        bootstrap_error(fit, country(), seed=1)
