"""Samples whose chance of being drawn depends on the outcome: what the best predictor reaches
without weights, and what the pseudo-best predictor does with them.

``python -m unit.mixed.test_informative_weights`` (in the folder of the tests) prints the table of
docs/methods/mixed-logit.md, over 60 surveys.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import expit

from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.fit import area_sandwich, fit_mixed
from jalon.engine.mixed.intervals import matched_interval
from jalon.engine.mixed.mse import parameters_around, prediction_error
from jalon.engine.mixed.predict import best_predictor
from jalon.engine.mixed.weights import scale_weights
from unit.mixed.test_likelihood import NAMES, X
from unit.mixed.test_mse import AREAS, BETA, SAMPLED, SD, country, true_rates

UNITS, DRAWN, CHILDREN = 24, 5, 24


@dataclass(frozen=True)
class Drawn:
    row: np.ndarray
    y: np.ndarray
    area: np.ndarray
    psu: np.ndarray
    weight: np.ndarray
    truth: np.ndarray


def drawn(seed: int, *, by_unit: bool, by_child: bool) -> Drawn:
    """Draw units by a size that may go with their effect, and children whose chance may double
    with the outcome.
    """
    rng = np.random.default_rng(seed)
    effect = rng.normal(0, SD[0], AREAS)
    unit = rng.normal(0, SD[1], (SAMPLED, UNITS))
    size = np.exp(0.5 * rng.normal(size=unit.shape) + 0.8 * by_unit * unit)
    chance = np.minimum(DRAWN * size / size.sum(axis=1, keepdims=True), 1)
    area, place = np.nonzero(rng.random(unit.shape) < chance)
    row = rng.integers(0, len(X), (len(area), CHILDREN))
    eta = X[row] @ BETA + (effect[area] + unit[area, place])[:, None]
    y = rng.random(row.shape) < expit(eta)
    of_child = np.where(y & by_child, 0.6, 0.3)
    taken = rng.random(row.shape) < of_child
    weight = 1 / (of_child * chance[area, place][:, None])
    psu = np.repeat(area * UNITS + place, CHILDREN).reshape(row.shape)
    return Drawn(
        row[taken],
        y[taken].astype(np.float64),
        psu[taken] // UNITS,
        psu[taken],
        weight[taken],
        true_rates(effect, country()),
    )


def reached(survey: Drawn, scaling: str | None) -> np.ndarray:
    """Mean error, mean squared error and share of 90 % intervals that hold; sampled areas first."""
    weight = None if scaling is None else scale_weights(survey.weight, survey.area, scaling)
    counts = nest_counts(
        survey.row, survey.y, {"area": survey.area, "psu": survey.psu}, weight=weight
    )
    fit, cells = fit_mixed(counts, X, NAMES, penalty=True), country()
    covariance = None if scaling is None else area_sandwich(fit)
    around = parameters_around(fit, AREAS, covariance=covariance)
    error = prediction_error(fit, cells, around=around)
    rate = best_predictor(fit, cells).rate[:, 0]
    low, high = matched_interval(rate, (error.var_effect + error.var_estimation)[:, 0], 0.9)
    off, held = rate - survey.truth, (low <= survey.truth) & (survey.truth <= high)
    some = np.arange(AREAS) < SAMPLED
    return np.array([[off[k].mean(), (off[k] ** 2).mean(), held[k].mean()] for k in (some, ~some)])


def over(surveys: int, scaling: str | None, **informative: bool) -> np.ndarray:
    found = [reached(drawn(seed, **informative), scaling) for seed in range(surveys)]
    return np.asarray(np.mean(found, axis=0))


@pytest.mark.parametrize("scaling", ["size", "effective"])
def test_weights_bring_back_what_the_outcome_was_drawn_by(scaling: str) -> None:
    blind = over(6, None, by_unit=False, by_child=True)
    seeing = over(6, scaling, by_unit=False, by_child=True)
    assert (blind[:, 0] > 0.12).all()  # fifteen points too high
    assert (np.abs(seeing[:, 0]) < 0.03).all()
    assert (seeing[:, 1] < blind[:, 1] / 2).all()
    assert (seeing[:, 2] > 0.82).all()


def test_weights_that_tell_nothing_cost_little() -> None:
    blind = over(6, None, by_unit=False, by_child=False)
    seeing = over(6, "size", by_unit=False, by_child=False)
    assert (np.sqrt(seeing[:, 1] / blind[:, 1]) < 1.06).all()


def main() -> None:
    for by_unit, by_child in ((False, False), (True, False), (False, True), (True, True)):
        for scaling in (None, "size", "effective"):
            both = over(60, scaling, by_unit=by_unit, by_child=by_child)
            parts = [f"{100 * b:+.1f} / {100 * m**0.5:.1f} / {100 * h:.0f}" for b, m, h in both]
            print(f"units {by_unit}, children {by_child}, {scaling}: " + " | ".join(parts))


if __name__ == "__main__":
    main()
