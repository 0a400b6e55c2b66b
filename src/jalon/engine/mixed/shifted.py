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
    """A population whose predictors are moved by `shift` log-odds, by area or by area and class.

    Attributes
    ----------
    base : Population
        Its groups number the classes within each group: ``group * C + class``.
    shift : (D,) or (D, C) float
    apart : bool
        Keep the classes apart, as groups of their own.
    """

    base: Population
    shift: Floats
    apart: bool = False

    @property
    def classes(self) -> int:
        return 1 if self.shift.ndim == 1 else self.shift.shape[1]

    @property
    def ptr(self) -> Integers:
        return self.base.ptr

    @property
    def n(self) -> Floats:
        return self.base.n

    @property
    def group(self) -> NDArray[np.int32]:
        return self.base.group if self.apart else self.base.group // self.classes

    @property
    def groups(self) -> int:
        return self.base.groups if self.apart else self.base.groups // self.classes

    def predictor(self, beta: Floats) -> Floats:
        """Return x'b of each cell and the shift of its area and class, (C,)."""
        table = self.shift.reshape(len(self.ptr) - 1, -1)
        area = np.repeat(np.arange(len(table)), np.diff(self.ptr))
        moved: Floats = self.base.predictor(beta) + table[area, self.base.group % self.classes]
        return moved


def shift_to_rates(
    fit: MixedFit,
    posterior: AreaPosterior,
    population: Population,
    unit: NDArray[np.integer],
    rate: Floats,
) -> Floats:
    """Return by how much each unit moves so that all add up to their rates, (G,) log-odds.

    Solved by Newton's method on the predictions themselves, so that groups of children move
    with their area and stay between 0 and 1. With several margins the shifts of a child's units
    add up: iterative proportional fitting of expected yes and no counts, see
    `jalon.engine.benchmark.shift`.

    Parameters
    ----------
    posterior : AreaPosterior
        Of the fit; the shift does not change what respondents say of an area's effect.
    population : Population
        Its C groups are the classes of `unit`.
    unit : (D,) or (M, D, C) int
        Unit of each area, 0 to G - 1; or of each area and class in each of M margins, numbered
        through all margins, -1 for none.
    rate : (G,) float
        Known rates; NaN, 0 and 1 leave a unit as it is.

    Raises
    ------
    CannotEstimate("benchmark-not-reached")

    References
    ----------
    Pfeffermann (2013), *Statistical Science* 28(1), 40-68, section 6.4. Checked in
    ``tests/unit/mixed/test_shifted.py``: the sums, by brute force, and that order is kept.
    """
    unit = unit.reshape(1, -1, 1) if unit.ndim == 1 else unit
    size = len(rate)
    wanted = np.isfinite(rate) & (rate > 0) & (rate < 1)
    shift = np.zeros(size)
    for _ in range(STEPS):
        at = laid_out(shift, unit)
        found = shifted_predictions(fit, posterior, population, at, apart=True)
        children = np.where(np.isnan(found.rate), 0.0, found.children)
        whole = summed(children, unit, size)
        yes = summed(np.nan_to_num(found.rate * children), unit, size)
        missing = np.where(wanted & (whole > 0), rate * whole - yes, 0.0)
        if np.abs(missing).max() <= CLOSE * max(whole.max(), 1.0):
            return shift
        curve = crossed(np.nan_to_num(found.spread * children), unit, size)
        shift = shift + np.clip(solved(curve, missing, wanted), -LONGEST, LONGEST)
    raise CannotEstimate("benchmark-not-reached", units=int((missing != 0).sum()))


def shifted_predictions(
    fit: MixedFit,
    posterior: AreaPosterior,
    population: Population,
    shift: Floats,
    *,
    apart: bool = False,
) -> AreaPredictions:
    """Predict with predictors moved by `shift`; `shift` and `apart` as in `Shifted`."""
    moved = Shifted(population, shift, apart)
    return predict_from(posterior, moved, fit.coef, unit_sd(fit.levels, fit.sd))


def laid_out(shift: Floats, unit: NDArray[np.integer]) -> Floats:
    """Return the sum of each area's and class's shifts, (D, C, ...), given those of units."""
    nought = np.zeros((1, *shift.shape[1:]))
    return np.asarray(np.concatenate([shift, nought])[unit].sum(axis=0), dtype=np.float64)


def summed(values: Floats, unit: NDArray[np.integer], size: int) -> Floats:
    """Add up values of areas and classes, (D, C, ...), by unit of all margins, (size, ...)."""
    sums = np.zeros((size + 1, *values.shape[2:]))
    for one in unit:
        np.add.at(sums, one, values)  # unit -1 falls in the last place
    return sums[:size]


def crossed(values: Floats, unit: NDArray[np.integer], size: int) -> Floats:
    """Add up values (D, C) by pairs of units, (size, size): what the units have in common."""
    table = np.zeros((size + 1, size + 1))
    for first in unit:
        for second in unit:
            np.add.at(table, (first, second), values)
    return table[:size, :size]


def solved(curve: Floats, right: Floats, known: NDArray[np.bool_]) -> Floats:
    """Solve for the shifts of the units known; where margins repeat each other, the shortest."""
    answer = np.zeros_like(right)
    answer[known] = np.linalg.lstsq(curve[np.ix_(known, known)], right[known], rcond=1e-10)[0]
    return answer
