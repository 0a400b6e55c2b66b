"""From a survey of an invented country to intervals per area: do they hold the truth?

The truth of an area is the share of its children who have the outcome, with an area effect and
effects of enumeration areas that the model does not know. Coefficients, their covariance and the
variance of the area effect all come from the survey.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import expit

from jalon.engine.regression.logistic import LogisticFit, fit_logistic
from jalon.engine.small_area.area_effect import AreaEffect, area_effect, psu_residuals
from jalon.engine.small_area.synthetic import AreaEstimates, estimate, estimate_groups
from jalon.engine.survey.design import make_design

AREAS, UNITS, CHILDREN = 120, 20, 40  # enumeration areas per area, children per enumeration area
SIGMA_AREA, SIGMA_UNIT = 0.35, 0.5
COEF = np.array([-2.3, 0.8, -0.5, 0.4])  # intercept, older, girl, covariate of the area
NAMES = ("(intercept)", "older", "girl", "deprived")


@dataclass(frozen=True)
class Country:
    area: np.ndarray
    unit: np.ndarray
    X: np.ndarray
    y: np.ndarray

    @property
    def truth(self) -> np.ndarray:
        return np.bincount(self.area, self.y) / np.bincount(self.area)


@dataclass(frozen=True)
class Sums:
    persons: np.ndarray
    weight: np.ndarray
    weight2: np.ndarray
    p: np.ndarray
    pq: np.ndarray
    gradient: np.ndarray


def country(rng: np.random.Generator) -> Country:
    unit = np.repeat(np.arange(AREAS * UNITS), CHILDREN)
    area = unit // UNITS
    deprived = rng.normal(size=AREAS)
    older, girl = rng.integers(0, 2, (2, len(unit)))
    X = np.column_stack([np.ones(len(unit)), older, girl, deprived[area]]).astype(float)
    effect = rng.normal(scale=SIGMA_AREA, size=AREAS)[area]
    effect = effect + rng.normal(scale=SIGMA_UNIT, size=AREAS * UNITS)[unit]
    return Country(area, unit, X, (rng.random(len(unit)) < expit(X @ COEF + effect)).astype(float))


def survey_rows(
    c: Country, rng: np.random.Generator, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw 15 children in each of 70 `size` enumeration areas per stratum, unequally likely."""
    rows, weight, stratum = [], [], []
    for h in range(4):
        frame = np.arange(h * 30 * UNITS, (h + 1) * 30 * UNITS)
        taken = (40 + 20 * h) * size
        for unit in rng.choice(frame, taken, replace=False):
            rows.append(unit * CHILDREN + rng.choice(CHILDREN, 15, replace=False))
            weight.append(np.full(15, len(frame) / taken * CHILDREN / 15))
            stratum.append(np.full(15, h))
    return np.concatenate(rows), np.concatenate(weight), np.concatenate(stratum)


def census_sums(c: Country, coef: np.ndarray) -> Sums:
    p = expit(c.X @ coef)
    n = np.bincount(c.area).astype(float)
    pq = p * (1 - p)
    gradient = np.stack([np.bincount(c.area, pq * x) for x in c.X.T], axis=1)
    return Sums(n, n, n, np.bincount(c.area, p), np.bincount(c.area, pq), gradient)


def surveyed(
    c: Country, rng: np.random.Generator, size: int
) -> tuple[Sums, LogisticFit, AreaEffect]:
    rows, weight, stratum = survey_rows(c, rng, size)
    design = make_design(weight, stratum, c.unit[rows])
    distinct, place = np.unique(c.X[rows], axis=0, return_inverse=True)
    fit = fit_logistic(distinct, place, c.y[rows], design, NAMES)
    units = psu_residuals(c.y[rows], expit(c.X[rows] @ fit.coef), c.unit[rows], c.area[rows])
    return census_sums(c, fit.coef), fit, area_effect(*units)


def held(c: Country, areas: AreaEstimates, level: float) -> float:
    low, high = areas.interval(level)
    return float(((low <= c.truth) & (c.truth <= high)).mean())


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """A survey of 840 enumeration areas, seven in each area.

    Effects of enumeration areas do not quite average out in an area, and no part of the error
    stands for them: a little below the nominal level is expected.
    """
    rng = np.random.default_rng(8707)
    at90, at95, without, nation_errors = [], [], [], []
    for _ in range(30):
        c = country(rng)
        sums, fit, effect = surveyed(c, rng, 3)
        areas = estimate(sums, fit.covariance, effect.cautious)
        at90.append(held(c, areas, 0.90))
        at95.append(held(c, areas, 0.95))
        without.append(held(c, estimate(sums, fit.covariance, None), 0.95))
        everywhere = np.zeros(AREAS, dtype=int)
        nation = estimate_groups(sums, everywhere, 1, fit.covariance, effect.cautious)
        nation_errors.append((nation.rate[0] - c.y.mean()) / nation.se[0])
    assert np.mean(at90) == pytest.approx(0.88, abs=0.025)
    assert np.mean(at95) == pytest.approx(0.935, abs=0.02)
    assert np.mean(without) < 0.60
    # On the safe side for the nation: the survey covers a third of it, without a finite-population
    # correction, and its area effects move coefficients and truth together.
    assert 0.4 < np.std(nation_errors) < 1.1
    assert abs(np.mean(nation_errors)) < 0.5


def test_caution_pays_where_pairs_are_few() -> None:
    """A survey of 280 enumeration areas: the area effect is often nought by chance."""
    rng = np.random.default_rng(8707)
    plain, cautious = [], []
    for _ in range(40):
        c = country(rng)
        sums, fit, effect = surveyed(c, rng, 1)
        plain.append(held(c, estimate(sums, fit.covariance, effect.sigma2), 0.95))
        cautious.append(held(c, estimate(sums, fit.covariance, effect.cautious), 0.95))
    assert np.mean(cautious) > np.mean(plain) + 0.02
    assert min(cautious) > min(plain) + 0.1
    assert np.mean(cautious) == pytest.approx(0.91, abs=0.03)
