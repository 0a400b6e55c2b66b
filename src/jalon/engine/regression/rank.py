"""Find columns that say what other columns say already."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Share of a column that the others leave unexplained, below which it counts as explained.
COLLINEAR = 1e-7
# Smallest eigenvalue of the correlations that clears all columns at once.
CLEAR = 1e-8


def require_full_rank(X: Floats, weight: Floats, names: Sequence[str]) -> None:
    """Refuse columns that are empty or a combination of others.

    Parameters
    ----------
    X : ndarray, shape (k, p)
    weight : ndarray, shape (k,)
    names : sequence of str
        The p columns.

    Raises
    ------
    CannotEstimate("column-without-cases")
        Names the columns that are zero throughout.
    CannotEstimate("collinear-columns")
        Names a column and those it is a combination of.
    """
    empty = ~X.any(axis=0)
    if empty.any():
        column = ", ".join(names[int(j)] for j in np.flatnonzero(empty))
        raise CannotEstimate("column-without-cases", column=column)
    scaled = _scaled(X, weight)
    if _is_clear(scaled):
        return
    R, order = linalg.qr(scaled, mode="r", pivoting=True)[:2]
    left = np.abs(np.diag(R))
    rank = int((left > COLLINEAR).sum())
    if rank == X.shape[1]:
        return
    # The first column that is left over, as a combination of the columns before it.
    combination = linalg.solve_triangular(R[:rank, :rank], R[:rank, rank])
    involved = [*order[:rank][np.abs(combination) > 1e-6], order[rank]]
    columns = ", ".join(names[int(j)] for j in sorted(involved))
    raise CannotEstimate("collinear-columns", columns=columns)


def independent_columns(X: Floats, weight: Floats) -> Integers:
    """Return the positions of the columns that are not combinations of those before them.

    Parameters
    ----------
    X : ndarray, shape (k, p)
    weight : ndarray, shape (k,)
        Rows with weight zero do not count.
    """
    filled = weight > 0
    X, weight = X[filled], weight[filled]
    present = np.flatnonzero(X.any(axis=0))
    scaled = _scaled(X[:, present], weight)
    if _is_clear(scaled):
        return present
    diagonal = np.abs(np.diag(linalg.qr(scaled, mode="r")[0]))
    left = np.zeros(len(present))
    left[: len(diagonal)] = diagonal
    return present[left > COLLINEAR]


def _scaled(X: Floats, weight: Floats) -> Floats:
    weighted = X * np.sqrt(weight)[:, None]
    scaled: Floats = weighted / np.sqrt((weighted**2).sum(axis=0))
    return scaled


def _is_clear(scaled: Floats) -> bool:
    """Clear columns that are far from collinear; the product squares the condition."""
    if len(scaled) < scaled.shape[1]:
        return False
    return bool(np.linalg.eigvalsh(scaled.T @ scaled)[0] > CLEAR)
