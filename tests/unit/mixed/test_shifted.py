"""Predictions moved to known rates: the sums, one area by brute force, what must not change."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from jalon.engine.benchmark.shift import Margin, shift_log_odds
from jalon.engine.mixed.posterior import area_posterior
from jalon.engine.mixed.predict import best_predictor
from jalon.engine.mixed.shifted import laid_out, shift_to_rates, shifted_predictions, summed
from unit.mixed.test_predict import AREAS, census, fit_of

UNIT = np.arange(AREAS) % 3


@pytest.fixture(scope="module")
def setting() -> tuple:
    fit, cells = fit_of(("area", "psu")), census()
    return fit, area_posterior(fit.counts, fit.X, fit.theta, AREAS), cells


def sums(found: object, unit: np.ndarray) -> np.ndarray:
    rate, children = found.rate[:, 0], found.children[:, 0]
    return np.bincount(unit, np.nan_to_num(rate * children)) / np.bincount(unit, children)


def test_areas_add_up_to_the_rates(setting: tuple) -> None:
    fit, posterior, cells = setting
    before = sums(best_predictor(fit, cells), UNIT)
    wanted = before * np.array([0.5, 1.0, 1.4])
    shift = shift_to_rates(fit, posterior, cells, UNIT, wanted)
    moved = shifted_predictions(fit, posterior, cells, shift[UNIT])
    np.testing.assert_allclose(sums(moved, UNIT), wanted, rtol=1e-8)
    assert shift[0] < 0 < shift[2]
    assert abs(shift[1]) < 1e-8


def test_one_units_shift_is_that_of_a_search_for_its_root(setting: tuple) -> None:
    fit, posterior, cells = setting
    everywhere = np.zeros(AREAS, dtype=np.int64)

    def gap(shift: float) -> float:
        moved = shifted_predictions(fit, posterior, cells, np.full(AREAS, shift))
        return float(sums(moved, everywhere)[0] - 0.3)

    found = shift_to_rates(fit, posterior, cells, everywhere, np.array([0.3]))
    assert found[0] == pytest.approx(brentq(gap, -5, 5, xtol=1e-12), abs=1e-8)


def test_groups_move_with_their_area(setting: tuple) -> None:
    """The two groups of an area add up to what all its children were moved to."""
    fit, posterior, cells = setting
    shift = np.full(AREAS, 0.7)
    by_group = census(groups=2)
    inside = np.isin(by_group.group, (0, 1)).astype(int) - 1
    both = type(cells)(
        cells.counts, cells.X, cells.covariate_of, cells.Z, np.array([0, 0, 0, 0, -1])
    )
    parts = shifted_predictions(fit, posterior, by_group, shift)
    whole = shifted_predictions(fit, posterior, both, shift)
    assert inside.min() == -1
    np.testing.assert_allclose(
        np.nansum(parts.rate * parts.children, axis=1),
        np.nansum(whole.rate * whole.children, axis=1),
        rtol=1e-10,
    )


def test_a_unit_without_a_usable_rate_stays(setting: tuple) -> None:
    fit, posterior, cells = setting
    shift = shift_to_rates(fit, posterior, cells, UNIT, np.array([np.nan, 0.0, 0.4]))
    assert shift[:2].tolist() == [0.0, 0.0]
    assert shift[2] != 0


def test_without_effects_it_is_the_shift_of_cells(setting: tuple) -> None:
    """Where nothing varies between areas and units, both ways to a shift are one."""
    fit, _posterior, cells = setting
    flat = replace(fit, sd=np.full(2, 1e-9))
    posterior = area_posterior(fit.counts, fit.X, flat.theta, AREAS)
    wanted = np.array([0.2, 0.3, 0.45])
    found = shift_to_rates(flat, posterior, cells, UNIT, wanted)
    area = np.repeat(np.arange(AREAS), np.diff(cells.ptr))
    margin = Margin("unit", UNIT[area], wanted, ("a", "b", "c"))
    expected = shift_log_odds(cells.predictor(fit.coef), cells.n, [margin])
    np.testing.assert_allclose(found, expected.by_margin[0], atol=1e-6)


def test_several_margins_are_met_at_once(setting: tuple) -> None:
    """Units of areas and groups of children: both sums, and fitting margin after margin."""
    fit, posterior, _ = setting
    by_group = census(groups=2)
    group = np.repeat(np.array([[3, 4]]), AREAS, axis=0)
    unit = np.stack([np.repeat(UNIT[:, None], 2, axis=1), group])
    before = shifted_predictions(fit, posterior, by_group, np.zeros((AREAS, 2)), apart=True)
    children, rate = before.children, np.nan_to_num(before.rate)
    whole = summed(children, unit, 5)
    wanted = summed(children * rate, unit, 5) / whole * np.array([0.6, 1.0, 1.3, 0.9, 1.2])
    wanted[3:] *= (wanted[:3] @ whole[:3]) / (wanted[3:] @ whole[3:])
    shift = laid_out(shift_to_rates(fit, posterior, by_group, unit, wanted), unit)
    moved = shifted_predictions(fit, posterior, by_group, shift, apart=True)
    reached = summed(children * np.nan_to_num(moved.rate), unit, 5) / whole
    np.testing.assert_allclose(reached, wanted, rtol=1e-8)

    def reached_with(shifts: np.ndarray, k: int) -> float:
        at = laid_out(shifts, unit)
        found = shifted_predictions(fit, posterior, by_group, at, apart=True)
        return float((summed(children * np.nan_to_num(found.rate), unit, 5) / whole)[k])

    # Proportional fitting: one unit after the other, the rest left where they are.
    turns = np.zeros(5)
    for _ in range(40):
        for k in range(5):
            own = np.eye(5)[k]
            gap = lambda step: reached_with(turns + step * own, k) - wanted[k]  # noqa: B023, E731
            turns = turns + brentq(gap, -5, 5, xtol=1e-11) * own
        if np.abs(laid_out(turns, unit) - shift).max() < 1e-7:
            break
    np.testing.assert_allclose(laid_out(turns, unit), shift, atol=1e-6)
