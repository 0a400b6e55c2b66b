"""Translate coefficients into percentage points: average marginal effects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from jalon.engine.regression.encoding import Encoding
from jalon.engine.regression.logistic import LogisticFit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class MarginalEffects:
    """Average marginal effects beside the p columns of a model.

    `effect` and `se` (p,) are differences of rates: for a level, everyone at that level against
    everyone at the reference; for a covariate, the slope per standard deviation. Interactions
    count inside the effects of their parts, so they and the intercept are nan.
    """

    names: tuple[str, ...]
    effect: Floats
    se: Floats


def average_marginal_effects(
    encoding: Encoding,
    fit: LogisticFit,
    pids: NDArray[np.integer],
    weight: Floats,
    Z: Floats | None = None,
) -> MarginalEffects:
    """Average each factor's and each covariate's effect on the probability over people.

    Associations, not causes: people keep all else they are. Errors are by the delta method from
    the design covariance of the coefficients, given these people.

    Parameters
    ----------
    encoding : Encoding
    fit : LogisticFit
    pids : ndarray of int, shape (m,)
        Pattern of each person or cell.
    weight : ndarray, shape (m,)
        Survey weights or census counts.
    Z : ndarray, shape (m, c), optional
        Covariates in their own units.

    References
    ----------
    Graubard and Korn (1999), *Biometrics* 55, 652-659 (predictive margins with survey data).
    Checked against numerical differentiation and R ``svyglm`` predictions in
    ``tests/golden/own_survey``.
    """
    share = weight / weight.sum()
    effect = np.full(len(encoding.names), np.nan)
    variance = np.full(len(encoding.names), np.nan)
    for j, column in enumerate(encoding.columns):
        if column.covariate >= 0 and not column.levels:
            effect[j], gradient = _slope(encoding, fit.coef, pids, share, Z, column.covariate)
            variance[j] = gradient @ fit.covariance @ gradient
    factors = {c.levels[0][0] for c in encoding.columns if len(c.levels) == 1}
    for position in sorted(factors):
        margins = {}
        for j, column in enumerate(encoding.columns):
            if column.covariate >= 0 or len(column.levels) != 1:
                continue
            if column.levels[0][0] != position:
                continue
            for level in (0, column.levels[0][1]):
                if level not in margins:
                    moved = _at_level(encoding, pids, position, level)
                    margins[level] = _margin(encoding, fit.coef, moved, share, Z)
            rate, gradient = margins[column.levels[0][1]]
            reference, reference_gradient = margins[0]
            effect[j] = rate - reference
            difference = gradient - reference_gradient
            variance[j] = difference @ fit.covariance @ difference
    return MarginalEffects(encoding.names, effect, np.sqrt(variance))


def _at_level(encoding: Encoding, pids: NDArray[np.integer], position: int, level: int) -> Integers:
    """Return the patterns of the same people with one factor set to `level`."""
    own = encoding.index.codes(pids)[:, position].astype(np.int64)
    return pids.astype(np.int64) + (level - own) * encoding.index.radices[position]


def _margin(
    encoding: Encoding, coef: Floats, pids: Integers, share: Floats, Z: Floats | None
) -> tuple[float, Floats]:
    """Return the mean probability and its gradient in the coefficients, shape (p,)."""
    X = encoding.matrix(pids, Z)
    p = special.expit(X @ coef)
    return float(share @ p), (share * p * (1 - p)) @ X


def _slope(
    encoding: Encoding,
    coef: Floats,
    pids: NDArray[np.integer],
    share: Floats,
    Z: Floats | None,
    covariate: int,
) -> tuple[float, Floats]:
    """Return the mean derivative by a standardised covariate and its gradient, shape (p,)."""
    X = encoding.matrix(pids, Z)
    # What one more standard deviation adds to each column.
    added = encoding.pattern_matrix(pids) * (encoding.covariate_of == covariate)
    p = special.expit(X @ coef)
    steepness, bend = share * p * (1 - p), 1 - 2 * p
    slope = added @ coef
    return float(steepness @ slope), (steepness * bend * slope) @ X + steepness @ added
