"""The area effect by pairs of sampling units: brute force, invariances and a simulation."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from jalon.engine.small_area.area_effect import (
    FEWEST_AREAS,
    AreaEffect,
    area_effect,
    psu_residuals,
)
from jalon.errors import CannotEstimate


def units(seed: int, areas: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), rng.integers(1, 5, areas))
    area = np.concatenate([area, np.repeat(np.arange(FEWEST_AREAS), 2)])
    return rng.normal(scale=2, size=len(area)), rng.uniform(0.5, 3, len(area)), area


def by_pairs(R: np.ndarray, S: np.ndarray, area: np.ndarray) -> float:
    pairs = [(i, j) for i, j in combinations(range(len(R)), 2) if area[i] == area[j]]
    return sum(R[i] * R[j] for i, j in pairs) / sum(S[i] * S[j] for i, j in pairs)


@given(seed=st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_equals_a_loop_over_pairs_and_its_jackknife(seed: int) -> None:
    R, S, area = units(seed)
    got = area_effect(R, S, area)
    assert got.raw == pytest.approx(by_pairs(R, S, area), rel=1e-9, abs=1e-12)
    assert got.sigma2 == max(0.0, got.raw)
    used = [d for d in np.unique(area) if (area == d).sum() >= 2]
    without = [by_pairs(R[area != d], S[area != d], area[area != d]) for d in used]
    n = len(used)
    jackknife = np.sqrt((n - 1) / n * np.sum((without - np.mean(without)) ** 2))
    assert got.se == pytest.approx(jackknife, rel=1e-7, abs=1e-12)
    assert got.areas == n
    assert got.pairs == sum(len(list(combinations(range((area == d).sum()), 2))) for d in used)


@given(seed=st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_order_and_an_area_with_one_unit_change_nothing(seed: int) -> None:
    R, S, area = units(seed)
    order = np.random.default_rng(seed).permutation(len(R))
    lonely = area_effect(
        np.append(R[order], 9.0), np.append(S[order], 1.0), np.append(area[order], 99)
    )
    assert lonely.raw == pytest.approx(area_effect(R, S, area).raw, rel=1e-9)


@pytest.mark.parametrize("raw", [-0.2, -0.05, 0.0, 0.05, 0.3])
def test_the_cautious_variance_is_the_mean_of_what_is_not_negative(raw: float) -> None:
    effect = AreaEffect(max(0, raw), raw, 0.06, areas=40, psus=100, pairs=150)
    values = np.linspace(0, 1, 100_001)
    density = np.exp(-0.5 * ((values - raw) / 0.06) ** 2)
    assert effect.cautious == pytest.approx((values * density).sum() / density.sum(), rel=1e-3)
    assert effect.cautious >= effect.sigma2


def test_a_variance_known_exactly_needs_no_caution() -> None:
    assert AreaEffect(0.1, 0.1, 0.0, areas=9, psus=18, pairs=9).cautious == 0.1


def test_too_few_areas_are_refused() -> None:
    with pytest.raises(CannotEstimate, match="area-effect-needs-areas"):
        area_effect(np.ones(8), np.ones(8), np.repeat([0, 1, 2, 3], 2))


def test_residuals_are_added_per_unit_and_area() -> None:
    y = np.array([1, 0, 1, 1, 0])
    p = np.array([0.5, 0.2, 0.4, 0.1, 0.9])
    psu = np.array([7, 7, 7, 8, 8])
    area = np.array([0, 0, 1, 1, -1])
    R, S, place = psu_residuals(y, p, psu, area)
    np.testing.assert_allclose(R, [0.3, 0.6, 0.9])
    np.testing.assert_allclose(S, [0.41, 0.24, 0.09])
    assert place.tolist() == [0, 1, 1]


@pytest.mark.parametrize(("sigma_u", "sigma_v"), [(0.0, 0.9), (0.4, 0.0), (0.4, 0.9)])
def test_measures_areas_and_not_sampling_units(sigma_u: float, sigma_v: float) -> None:
    """Unit effects of 0.9 must not pass for area effects; truth on the marginal scale.

    With normal effects the plain logit's coefficients shrink by 1/sqrt(1 + 0.346 s^2), s^2 the
    variance of all effects, and the area effect with them.
    """
    rng = np.random.default_rng(8707)
    raw = []
    for _ in range(20):
        area = np.repeat(np.arange(250), 3 * 15)
        psu = np.repeat(np.arange(750), 15)
        u, v = rng.normal(scale=sigma_u, size=250), rng.normal(scale=sigma_v, size=750)
        y = rng.random(len(area)) < expit(-1.5 + u[area] + v[psu])
        R, S, place = psu_residuals(y, np.full(len(y), y.mean()), psu, area)
        raw.append(area_effect(R, S, place).raw)
    expected = sigma_u**2 / (1 + 0.346 * (sigma_u**2 + sigma_v**2))
    assert np.mean(raw) == pytest.approx(expected, abs=0.025)


def test_the_jackknife_error_is_the_spread_between_samples() -> None:
    rng = np.random.default_rng(1)
    raw, se = [], []
    for _ in range(60):
        area = np.repeat(np.arange(120), 3 * 15)
        psu = np.repeat(np.arange(360), 15)
        u = rng.normal(scale=0.4, size=120)
        y = rng.random(len(area)) < expit(-1.5 + u[area])
        got = area_effect(*psu_residuals(y, np.full(len(y), y.mean()), psu, area))
        raw.append(got.raw)
        se.append(got.se)
    assert np.mean(se) == pytest.approx(np.std(raw), rel=0.3)
