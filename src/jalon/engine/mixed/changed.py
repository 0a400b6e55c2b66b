"""Children as they are and after a change of a factor: what predicted rates would move by."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts
from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.mse import STEP, ParametersAround
from jalon.engine.mixed.population import CensusCells, Population, join_bins
from jalon.engine.mixed.posterior import AreaPosterior
from jalon.engine.mixed.predict import rates_given, unit_sd
from jalon.engine.mixed.shifted import Shifted
from jalon.engine.regression.encoding import Encoding

Floats = NDArray[np.float64]
# From patterns to the class of each, and the number of classes.
ClassOf = Callable[[NDArray[np.integer]], tuple[NDArray[np.int64], int]]

# For errors only, and finer than for rates: a change is small beside them.
BIN_WIDTH = 0.02


@dataclass(frozen=True, eq=False, slots=True)
class Changed:
    """The children concerned, as they are and as they would be, and all children.

    Attributes
    ----------
    before, after : CensusCells
        The same C cells of the same D areas; patterns or covariates differ. Their groups are the
        classes that a benchmark tells apart.
    totals : (D,) float
        All children of each area, concerned or not.
    excess : (D,) float
        Sum of squared weights less sum of weights of all children: nought in a full census.
    """

    before: CensusCells
    after: CensusCells
    totals: Floats
    excess: Floats

    @property
    def concerned(self) -> Floats:
        """Children concerned in each area, (D,)."""
        return self.before.counts.totals


def move_level(
    counts: AreaCounts,
    encoding: Encoding,
    Z: Floats,
    concerned: NDArray[np.bool_],
    position: int,
    level: int,
    share: float = 1.0,
    class_of: ClassOf | None = None,
) -> Changed:
    """Set a factor to a level for some children, everything else as it is.

    Parameters
    ----------
    counts : AreaCounts
        Patterns are those of ``encoding.index``.
    Z : (D, c) float
        Covariates, standardised.
    concerned : (C,) bool
        Cells whose children change.
    position, level : int
        The factor and its new level.
    share : float
        Part of these children, the same in all cells; above 0, at most 1.
    class_of : callable, optional
        The classes that a benchmark moves differently; one for all if not given.
    """
    kept = _share(counts.select(concerned), share)
    index = encoding.index
    own = index.codes(kept.pid)[:, position].astype(np.int64)
    moved = kept.pid.astype(np.int64) + (level - own) * index.radices[position]
    after = replace(kept, pid=moved.astype(np.int32))
    sides = (_cells(cells, encoding, Z, class_of) for cells in (kept, after))
    return _changed(counts, *sides)


def move_covariates(
    counts: AreaCounts,
    encoding: Encoding,
    Z: Floats,
    Z_after: Floats,
    concerned: NDArray[np.bool_],
    class_of: ClassOf | None = None,
) -> Changed:
    """Set covariates of areas (standardised, (D, c)) for the children of the cells `concerned`."""
    kept = counts.select(concerned)
    sides = (_cells(kept, encoding, values, class_of) for values in (Z, Z_after))
    return _changed(counts, *sides)


def _share(counts: AreaCounts, share: float) -> AreaCounts:
    return AreaCounts(ptr=counts.ptr, pid=counts.pid, n=share * counts.n)


def _cells(
    counts: AreaCounts, encoding: Encoding, Z: Floats, class_of: ClassOf | None
) -> CensusCells:
    patterns, numbered = counts.observed()
    X = encoding.pattern_matrix(patterns)
    if class_of is None:
        return CensusCells(numbered, X, encoding.covariate_of, Z)
    return CensusCells(numbered, X, encoding.covariate_of, Z, *class_of(patterns))


def _changed(counts: AreaCounts, before: CensusCells, after: CensusCells) -> Changed:
    totals = counts.totals
    excess = np.zeros(counts.areas)
    if counts.n2 is not None:
        excess = np.maximum(counts.by_area(counts.n2) - totals, 0)
    return Changed(before, after, totals, excess)


@dataclass(frozen=True, eq=False, slots=True)
class PredictedChange:
    """What a change moves the predicted rates of the D areas by; NaN where there are no children.

    Attributes
    ----------
    change : (D,) float
        In rates of all children of the area.
    var_effect : (D,) float
        The area's effect is known only as well as its respondents tell.
    gradient : (D, r) float
        How the change moves with r independent standard errors of the parameters.
    spread : (D, C) float
        By how much p (1 - p) of a class, over all children, grows: how a shift of the area's
        class moves the change.
    """

    change: Floats
    var_effect: Floats
    gradient: Floats
    spread: Floats


def predicted_change(
    fit: MixedFit,
    posterior: AreaPosterior,
    around: ParametersAround,
    changed: Changed,
    shift: Floats,
) -> PredictedChange:
    """Predict the change of each area's rate by its mean, given the survey, with its error.

    The area's effect, whatever it is, is the same before and after, and so is what its
    respondents say of it: the change is taken at each value of the effect, and its mean and
    variance over the values found then. What is unsure of the level of the rate nearly cancels;
    what is left is that the logistic curve is steeper at one level than at another. Parameters
    vary as in `prediction_error`, the same before and after.

    Parameters
    ----------
    shift : (D,) or (D, C) float
        Log-odds by which a benchmark moved each area, or each of its classes: kept after the
        change.

    Raises
    ------
    CannotEstimate("predictor-needs-areas")

    References
    ----------
    Graubard and Korn (1999), *Biometrics* 55, 652-659, on the same persons at two levels. Checked
    against integrals by brute force and draws of parameters and effects in
    ``tests/unit/mixed/test_changed.py``.
    """
    totals = np.where(changed.totals > 0, changed.totals, np.nan)
    sides = tuple(Shifted(cells, shift, apart=True) for cells in (changed.before, changed.after))
    change, _, spread = _change_given(fit, (fit.theta, posterior), sides, totals)
    bins = tuple(
        Shifted(join_bins(cells, fit.coef, BIN_WIDTH), shift, apart=True)
        for cells in (changed.before, changed.after)
    )
    _, at_estimate, _ = _change_given(fit, around.here, bins, totals)
    variance, gradient = at_estimate.copy(), []
    for one, other in zip(around.ahead, around.behind, strict=True):
        ahead, var_ahead, _ = _change_given(fit, one, bins, totals)
        behind, var_behind, _ = _change_given(fit, other, bins, totals)
        gradient.append((ahead - behind) / (2 * STEP))
        variance += (var_ahead + var_behind - 2 * at_estimate) / (2 * STEP**2)
    return PredictedChange(change, np.maximum(variance, 0), np.stack(gradient, axis=1), spread)


def _change_given(
    fit: MixedFit,
    at: tuple[Floats, AreaPosterior],
    sides: tuple[Population, ...],
    totals: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Return mean and variance of the change over the area's effect, (D,), and its spread."""
    theta, posterior = at
    p = len(fit.coef)
    below = unit_sd(fit.levels, theta[p:])
    (_, was, flat), (_, becomes, steep) = (
        rates_given(side, theta[:p], below, posterior.point) for side in sides
    )
    given = (becomes - was).sum(axis=1) / totals[:, None]
    slope = (steep - flat) / totals[:, None, None]
    mean = np.einsum("dq,dq->d", given, posterior.chance)
    variance = np.einsum("dq,dq->d", (given - mean[:, None]) ** 2, posterior.chance)
    return mean, variance, np.einsum("dcq,dq->dc", slope, posterior.chance)
