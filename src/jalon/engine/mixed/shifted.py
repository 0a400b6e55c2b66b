"""Predictions moved in log-odds until they add up to the known rates of larger units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.population import Population
from jalon.engine.mixed.posterior import AreaPosterior
from jalon.engine.mixed.predict import AreaPredictions, predict_from, unit_sd
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CLOSE = 1e-10
STEPS = 50
LONGEST = 1.0  # log-odds in one step, far beyond any shift that a model should need


@dataclass(frozen=True, eq=False, slots=True)
class Shifted:
    """A population whose areas' predictors are moved by `shift` (D,), in log-odds."""

    base: Population
    shift: Floats

    @property
    def ptr(self) -> Integers:
        return self.base.ptr

    @property
    def n(self) -> Floats:
        return self.base.n

    @property
    def group(self) -> NDArray[np.int32]:
        return self.base.group

    @property
    def groups(self) -> int:
        return self.base.groups

    def predictor(self, beta: Floats) -> Floats:
        """Return x'b of each cell and its area's shift, (C,)."""
        moved: Floats = self.base.predictor(beta) + np.repeat(self.shift, np.diff(self.ptr))
        return moved


def shift_to_rates(
    fit: MixedFit,
    posterior: AreaPosterior,
    population: Population,
    unit: NDArray[np.integer],
    rate: Floats,
) -> Floats:
    """Return by how much each unit's areas move so that they add up to its rate, (G,) log-odds.

    Solved by Newton's method on the predictions themselves, so that groups of children move
    with their area and stay between 0 and 1.

    Parameters
    ----------
    posterior : AreaPosterior
        Of the fit; the shift does not change what respondents say of an area's effect.
    unit : (D,) int
        Unit of each area, 0 to G - 1.
    rate : (G,) float
        Known rates; NaN, 0 and 1 leave a unit's areas as they are.

    Raises
    ------
    CannotEstimate("benchmark-not-reached")

    References
    ----------
    Pfeffermann (2013), *Statistical Science* 28(1), 40-68, section 6.4. Checked in
    ``tests/unit/mixed/test_shifted.py``: the sums, by brute force, and that order is kept.
    """
    wanted = np.isfinite(rate) & (rate > 0) & (rate < 1)
    shift = np.zeros(len(rate))
    for _ in range(STEPS):
        found = shifted_predictions(fit, posterior, population, shift[unit])
        children = np.where(np.isnan(found.rate), 0.0, found.children).sum(axis=1)
        whole = np.bincount(unit, children, len(rate))
        yes, slope = (
            np.bincount(unit, np.nansum(values * found.children, axis=1), len(rate))
            for values in (found.rate, found.spread)
        )
        missing = np.where(wanted & (whole > 0), rate * whole - yes, 0.0)
        if np.abs(missing).max() <= CLOSE * max(whole.max(), 1.0):
            return shift
        step = np.divide(missing, slope, out=np.zeros(len(rate)), where=slope > 0)
        shift = shift + np.clip(step, -LONGEST, LONGEST)
    raise CannotEstimate("benchmark-not-reached", units=int((missing != 0).sum()))


def shifted_predictions(
    fit: MixedFit, posterior: AreaPosterior, population: Population, shift: Floats
) -> AreaPredictions:
    """Predict with each area's predictor moved by `shift` (D,)."""
    return predict_from(
        posterior, Shifted(population, shift), fit.coef, unit_sd(fit.levels, fit.sd)
    )
