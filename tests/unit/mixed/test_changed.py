"""Changes of predicted rates against integrals by brute force, and against draws."""

import numpy as np
import pytest

from jalon.engine.mixed.changed import Changed, predicted_change
from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.mse import ParametersAround, parameters_around, prediction_error
from jalon.engine.mixed.population import CensusCells
from jalon.engine.mixed.posterior import area_posterior
from jalon.engine.mixed.predict import predict_from, unit_sd
from unit.mixed.test_likelihood import X
from unit.mixed.test_mse import country, fitted
from unit.mixed.test_predict import (
    AREAS,
    census,
    fit_of,
    posterior_by_brute_force,
    rates_by_brute_force,
)

MOVED = np.array([0, 0, 2, 2, 4])  # patterns 1 and 3 become 0 and 2


def changed(cells: CensusCells) -> Changed:
    """Children of patterns 1 and 3 get the patterns 0 and 2."""
    counts = cells.counts.select(np.isin(cells.counts.pid, (1, 3)))
    after = counts.select(np.ones(counts.cells, np.bool_))
    after.pid[:] = MOVED[counts.pid]
    totals = cells.counts.totals
    sides = (CensusCells(c, X, cells.covariate_of, cells.Z) for c in (counts, after))
    return Changed(*sides, totals, np.zeros(len(totals)))


def around(fit: MixedFit, areas: int = AREAS) -> ParametersAround:
    return parameters_around(fit, areas)


@pytest.mark.parametrize("levels", [("area",), ("area", "psu")])
def test_changes_equal_integrals_by_brute_force(levels: tuple[str, ...]) -> None:
    fit, cells = fit_of(levels), census()
    posterior = area_posterior(fit.counts, fit.X, fit.theta, AREAS)
    here = (fit.theta, posterior)
    known = ParametersAround(here, (here,), (here,))
    found = predicted_change(fit, posterior, known, changed(cells), np.zeros(AREAS))
    pattern = rates_by_brute_force(fit)
    for area in range(AREAS - 1):
        chance = posterior_by_brute_force(fit, area)
        n = cells.counts.n[cells.counts.area == area]
        given = n @ (pattern[MOVED] - pattern) / n.sum()
        mean = given @ chance
        # As for rates: nodes within an area and within its units.
        assert found.change[area] == pytest.approx(mean, abs=2e-6)
        variance = (given - mean) ** 2 @ chance
        assert found.var_effect[area] == pytest.approx(variance, rel=5e-3, abs=1e-9)
    assert np.isnan(found.change[-1])


def test_the_error_is_that_of_draws_of_parameters_and_effects() -> None:
    """The change at drawn parameters: variance of its means and mean of its variances."""
    fit, cells = fitted(), country()
    pair, areas = changed(cells), cells.counts.areas
    posterior = area_posterior(fit.counts, fit.X, fit.theta, areas)
    found = predicted_change(fit, posterior, around(fit, areas), pair, np.zeros(areas))
    p = len(fit.coef)
    scale = np.concatenate([np.ones(p), fit.sd])
    root = np.linalg.cholesky(fit.covariance / np.outer(scale, scale))
    rng = np.random.default_rng(12)
    means, variances = [], []
    for _ in range(400):
        step = root @ rng.normal(size=len(scale))
        theta = np.concatenate([fit.coef + step[:p], fit.sd * np.exp(step[p:])])
        at = area_posterior(fit.counts, fit.X, theta, areas, nodes=9, unit_nodes=1)
        given = []
        for side in (pair.before, pair.after):
            each = [
                predict_from(
                    type(at)(at.point[:, [q]], np.ones((areas, 1)), at.sampled),
                    side,
                    theta[:p],
                    unit_sd(fit.levels, theta[p:]),
                ).rate[:, 0]
                * side.counts.totals
                / pair.totals
                for q in range(at.point.shape[1])
            ]
            given.append(np.stack(each, axis=1))
        change = given[1] - given[0]
        mean = (change * at.chance).sum(axis=1)
        means.append(mean)
        variances.append((((change - mean[:, None]) ** 2) * at.chance).sum(axis=1))
    parameters = np.var(means, axis=0)
    effect = np.mean(variances, axis=0)
    stated = (found.gradient**2).sum(axis=1)
    # 400 draws: 7 % of error of a variance, most of it the same in all areas.
    assert np.median(stated / parameters) == pytest.approx(1, abs=0.12)
    assert np.median(found.var_effect / effect) == pytest.approx(1, abs=0.12)
    # The same respondents stand on both sides: far surer than the rate itself.
    rate = prediction_error(fit, cells)
    assert np.median(found.var_effect / rate.var_effect[:, 0]) < 0.05


def test_no_change_gives_nought_and_no_error() -> None:
    fit, cells = fit_of(("area", "psu")), census()
    posterior = area_posterior(fit.counts, fit.X, fit.theta, AREAS)
    pair = changed(cells)
    same = Changed(pair.before, pair.before, pair.totals, pair.excess)
    found = predicted_change(fit, posterior, around(fit), same, np.full(AREAS, 0.3))
    for part in (found.change, found.var_effect, found.gradient, found.spread):
        np.testing.assert_array_equal(part[:-1], 0)


def test_a_benchmarks_shift_is_kept() -> None:
    """With the shift in the intercept the change is the same."""
    fit, cells = fit_of(("area",)), census()
    posterior = area_posterior(fit.counts, fit.X, fit.theta, AREAS)
    pair, near = changed(cells), around(fit)
    shifted = predicted_change(fit, posterior, near, pair, np.full(AREAS, 0.4))
    plain = predicted_change(fit, posterior, near, pair, np.zeros(AREAS))
    step = 1e-4
    one, other = (
        predicted_change(fit, posterior, near, pair, np.full(AREAS, s)) for s in (step, -step)
    )
    slope = (one.change - other.change)[:-1] / (2 * step)
    np.testing.assert_allclose(plain.spread[:-1, 0], slope, rtol=1e-4, atol=1e-8)
    assert (np.abs(shifted.change - plain.change)[:-1] > 1e-4).all()
