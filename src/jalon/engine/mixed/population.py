"""The children of a census as a fitted model sees them: cells with a linear predictor each."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.sums import area_multipliers
from jalon.engine.mixed.cells import fill_bins, number_bins

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Bins of this width in log-odds move no area's rate by more than a hundredth of its usual error.
BIN_WIDTH = 0.1


class Population(Protocol):
    """Children per cell, cells area by area; what a predictor of area rates needs.

    `ptr` (D + 1,): area d's cells are ``ptr[d]:ptr[d + 1]``. `n` (C,): children of a cell, or
    the sum of their weights. `group` (C,): the group of each, 0 to `groups` - 1, -1 for cells to
    leave out.
    """

    @property
    def ptr(self) -> Integers: ...
    @property
    def n(self) -> Floats: ...
    @property
    def group(self) -> NDArray[np.int32]: ...
    @property
    def groups(self) -> int: ...
    def predictor(self, beta: Floats) -> Floats:
        """Return x'b of each cell, (C,)."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class CensusCells:
    """The cells of a census, exactly.

    Attributes
    ----------
    counts : AreaCounts
        D areas; patterns number the rows of `X`.
    X : (K, p) float
        Pattern part of the model matrix.
    covariate_of : (p,) int
        Covariate that multiplies each column (a column of `Z`), -1 for none.
    Z : (D, c) float
        Area covariates, standardised as in the fit.
    group_of_pattern : (K,) int or None
        Group of each pattern, -1 to leave it out; None for one group of all.
    groups : int
    """

    counts: AreaCounts
    X: Floats
    covariate_of: Integers
    Z: Floats
    group_of_pattern: NDArray[np.integer] | None = None
    groups: int = 1

    @property
    def ptr(self) -> Integers:
        return self.counts.ptr

    @property
    def n(self) -> Floats:
        return self.counts.n

    @property
    def group(self) -> NDArray[np.int32]:
        if self.group_of_pattern is None:
            return np.zeros(self.counts.cells, dtype=np.int32)
        return self.group_of_pattern.astype(np.int32)[self.counts.pid]

    def predictor(self, beta: Floats) -> Floats:
        """Return x'b of each cell, (C,)."""
        plain = self.covariate_of < 0
        eta = (self.X[:, plain] @ beta[plain])[self.counts.pid]
        by_area = np.zeros(self.counts.areas)
        for covariate in np.unique(self.covariate_of[~plain]):
            columns = self.covariate_of == covariate
            slope = self.X[:, columns] @ beta[columns]
            if np.ptp(slope) == 0:  # the same for all patterns
                by_area += slope[0] * self.Z[:, covariate]
            else:
                eta += slope[self.counts.pid] * self.Z[self.counts.area, covariate]
        return eta + np.repeat(by_area, np.diff(self.counts.ptr))


@dataclass(frozen=True, eq=False, slots=True)
class PredictorBins:
    """Children of nearly the same linear predictor, joined: what a bootstrap scores.

    `X` (C, p) is the mean row of each bin, so that the predictor follows the coefficients.
    """

    ptr: Integers
    n: Floats
    group: NDArray[np.int32]
    groups: int
    X: Floats

    def predictor(self, beta: Floats) -> Floats:
        """Return x'b of each bin, (C,)."""
        eta: Floats = self.X @ beta
        return eta


def join_bins(cells: CensusCells, beta: Floats, width: float = BIN_WIDTH) -> PredictorBins:
    """Join the cells of an area and group whose linear predictors fall in one bin.

    A bin keeps its children's mean row. At `beta` its mean chance is off by at most
    ``0.0121 width^2`` (a third of that where they are spread evenly), 1.2e-4 for the default
    width; at other coefficients by a little more. That is for errors; point estimates are
    made on the cells.

    References
    ----------
    Taylor's theorem: the variance of values within a bin is at most a quarter of the squared
    width, and the second derivative of the logistic at most 0.0963. Checked in
    ``tests/unit/mixed/test_predict.py``.
    """
    counts = cells.counts
    row, column = np.nonzero(cells.X)
    row_ptr = np.append(0, np.cumsum(np.bincount(row, minlength=len(cells.X))))
    group = cells.group
    ptr, place = number_bins(
        counts.ptr, counts.n, group, cells.groups, cells.predictor(beta), width
    )
    home, n, X = fill_bins(
        counts.ptr,
        counts.pid,
        counts.n,
        group,
        place,
        ptr,
        row_ptr.astype(np.int64),
        column.astype(np.int64),
        cells.X[row, column],
        area_multipliers(cells.covariate_of, cells.Z),
    )
    return PredictorBins(ptr, n, home, cells.groups, X)
