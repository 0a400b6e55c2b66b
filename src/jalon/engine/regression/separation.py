"""Find levels that predict the outcome without error, whose coefficients are infinite."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

# How far a direction must move some respondent to count, where no coefficient moves by more than 1.
MOVED = 1e-6


def refuse_separation_by_column(X: Floats, yes: Floats, no: Floats, names: Sequence[str]) -> None:
    """Refuse a column whose respondents all have, or all lack, the outcome.

    Parameters
    ----------
    X : ndarray, shape (k, p)
    yes, no : ndarray, shape (k,)
        Weight of the respondents with and without the outcome in each row of `X`.
    names : sequence of str

    Raises
    ------
    CannotEstimate("separation")
        Names the level and the outcome its respondents share.
    """
    one_sided = (X >= 0).all(axis=0) & ~(X > 0).all(axis=0)
    marked = (X != 0).astype(np.float64)
    # Sums of weights that are not negative: zero only where every part is zero.
    for total, value in ((yes @ marked, 0), (no @ marked, 1)):
        columns = np.flatnonzero(one_sided & (total == 0))
        if len(columns):
            level = ", ".join(names[int(j)] for j in columns)
            raise CannotEstimate("separation", level=level, value=value)


def refuse_separation(X: Floats, yes: Floats, no: Floats, names: Sequence[str]) -> None:
    """Refuse a likelihood that has no maximum, by a linear program.

    It has none when a direction g exists with ``x'g >= 0`` for every respondent with the outcome,
    ``x'g <= 0`` for every one without, and not zero for all: moving along g never lowers it.

    Raises
    ------
    CannotEstimate("separation-combination")
        Names the columns that move along the direction.

    References
    ----------
    Albert and Anderson (1984), *Biometrika* 71(1), 1-10. Konis (2007), *Linear Programming
    Algorithms for Detecting Separated Data*, thesis, Oxford. Checked in
    ``tests/unit/test_regression_separation.py``.
    """
    size = np.abs(X).max(axis=0)
    scaled = X / size
    mixed = (yes > 0) & (no > 0)
    signed = np.where(yes > 0, 1.0, -1.0)[:, None] * scaled
    one_sided = sparse.csr_array(signed[~mixed])
    still = sparse.csr_array(scaled[mixed])
    if mixed.all():
        return
    limits: dict[str, Any] = {"A_ub": -one_sided, "b_ub": np.zeros(one_sided.shape[0])}
    if mixed.any():
        limits |= {"A_eq": still, "b_eq": np.zeros(still.shape[0])}
    gain = signed[~mixed].sum(axis=0)
    solved = optimize.linprog(-gain, bounds=(-1, 1), method="highs", **limits)
    if solved.x is None or gain @ solved.x <= MOVED:
        return
    moved = np.flatnonzero(np.abs(solved.x) > MOVED)
    columns = ", ".join(names[int(j)] for j in moved)
    raise CannotEstimate("separation-combination", columns=columns)
