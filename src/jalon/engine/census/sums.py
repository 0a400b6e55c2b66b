"""Add up what an area estimate and its error need: chances, their spread and their gradient."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.kernels import sum_cells

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AreaSums:
    """Sums over the children of each area (or area and level, area by area).

    Parameters
    ----------
    persons : ndarray, shape (D,)
        Children enumerated.
    weight, weight2 : ndarray, shape (D,)
        Sums of w and of w squared; both equal `persons` when each child counts for one.
    p : ndarray, shape (D,)
        Sum of w p: the expected number of children with the outcome.
    pq : ndarray, shape (D,)
        Sum of w p(1 - p).
    gradient : ndarray, shape (D, p)
        Sum of w p(1 - p) x: how `p` moves with each coefficient.
    """

    persons: FloatArray
    weight: FloatArray
    weight2: FloatArray
    p: FloatArray
    pq: FloatArray
    gradient: FloatArray

    def joined(self, later: Self) -> Self:
        """Return these sums and those over other children, as one."""
        theirs = later.arrays()
        return type(self)(**{name: sums + theirs[name] for name, sums in self.arrays().items()})

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return all of it as arrays by their names."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` was made of."""
        return cls(**{each.name: kept[each.name] for each in fields(cls)})


def area_multipliers(covariate_of: NDArray[np.integer], Z: FloatArray) -> FloatArray:
    """Return, shape (D, p), what each column of the pattern matrix is multiplied by in an area.

    One, or the area's value of the column's covariate (`covariate_of`, -1 for none).
    """
    multipliers = np.ones((len(Z), len(covariate_of)))
    with_covariate = covariate_of >= 0
    multipliers[:, with_covariate] = Z[:, covariate_of[with_covariate]]
    return multipliers


def sums_from_counts(
    counts: AreaCounts,
    X: FloatArray,
    covariate_of: NDArray[np.integer],
    Z: FloatArray,
    coef: FloatArray,
) -> AreaSums:
    """Add up chances and their gradient over the cells of each area.

    Parameters
    ----------
    counts : AreaCounts
        D areas; patterns number the rows of `X`.
    X : ndarray, shape (K, p)
        Pattern part of the model matrix; 1 in the intercept and in a covariate's own column.
    covariate_of : ndarray, shape (p,)
        Covariate that multiplies each column (a column of `Z`), -1 for none.
    Z : ndarray, shape (D, c)
        Area covariates, standardised as in the fit.
    coef : ndarray, shape (p,)
        In log-odds.

    Returns
    -------
    AreaSums

    References
    ----------
    Checked against a sum over persons in ``tests/unit/test_census_sums.py``.
    """
    everyone = np.zeros(len(X), np.int32)
    return sums_by_level(counts, everyone, 1, X, covariate_of, Z, coef)


def sums_by_level(
    counts: AreaCounts,
    level_of_pattern: NDArray[np.integer],
    n_levels: int,
    X: FloatArray,
    covariate_of: NDArray[np.integer],
    Z: FloatArray,
    coef: FloatArray,
) -> AreaSums:
    """Add up as `sums_from_counts`, for each level of a variable within each area.

    Row ``d * n_levels + level`` of the result is area d at that level. `level_of_pattern`,
    shape (K,), gives each pattern's level; patterns with -1 are left out.
    """
    rows = counts.areas * n_levels
    pattern_row, column = np.nonzero(X)
    row_ptr = np.concatenate([[0], np.cumsum(np.bincount(pattern_row, minlength=len(X)))])
    totals = np.zeros((rows, 5))
    gradient = np.zeros((rows, len(coef)))
    sum_cells(
        counts.ptr,
        counts.pid,
        counts.n,
        counts.n if counts.n2 is None else counts.n2,
        counts.persons,
        np.ascontiguousarray(level_of_pattern, dtype=np.int32),
        n_levels,
        row_ptr.astype(np.int64),
        column.astype(np.int32),
        X[pattern_row, column],
        np.ascontiguousarray(coef, dtype=np.float64),
        area_multipliers(covariate_of, Z),
        totals,
        gradient,
    )
    persons, weight, weight2, p, pq = totals.T.copy()
    return AreaSums(persons, weight, weight2, p, pq, gradient)
