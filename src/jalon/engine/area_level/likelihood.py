"""The likelihoods of an area-level model in the variance of its area effect.

With direct estimates z, their known sampling variances psi and covariates X,

    z = X beta + u + e,    u ~ N(0, A),    e_d ~ N(0, psi_d),

everything but A has a closed form. So a fit is the search for the top of one curve, here by its
slope: on a grid first, since the curve may have two tops, then by root finding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Floats = NDArray[np.float64]

GRID = 60


class Likelihood(StrEnum):
    """Which curve is climbed.

    ``reml`` and ``ml`` may have their top at nought, and then every estimate is the synthetic
    one. The adjusted ones multiply the likelihood by a factor that is nought there: ``-ll`` by A
    (Li and Lahiri 2010), ``-yl`` by arctan(sum of gamma)^(1/m) (Yoshimori and Lahiri 2014), which
    moves the estimate less.
    """

    REML = "reml"
    ML = "ml"
    REML_LL = "reml-ll"
    ML_LL = "ml-ll"
    REML_YL = "reml-yl"
    ML_YL = "ml-yl"

    @property
    def residual(self) -> bool:
        return self in {Likelihood.REML, Likelihood.REML_LL, Likelihood.REML_YL}


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """Everything that has a closed form once A is given; m areas, p coefficients.

    `weight` (m,) is 1 / (A + psi); `coef` (p,) and `covariance` (p, p) those of generalised least
    squares; `projected` (m,) is P z, with P the matrix that takes X beta out.
    """

    sigma2: float
    weight: Floats
    coef: Floats
    covariance: Floats
    projected: Floats


def solve(z: Floats, psi: Floats, X: Floats, sigma2: float) -> Solved:
    """Fit the coefficients by generalised least squares, the area effect's variance being given."""
    weight = 1 / (sigma2 + psi)
    covariance = np.linalg.inv((X * weight[:, None]).T @ X)
    covariance = (covariance + covariance.T) / 2
    coef = covariance @ (X.T @ (weight * z))
    return Solved(sigma2, weight, coef, covariance, weight * (z - X @ coef))


def log_likelihood(
    z: Floats, psi: Floats, X: Floats, sigma2: float, kind: Likelihood = Likelihood.ML
) -> float:
    """Return the logarithm of the (adjusted, residual) likelihood, beta at its best given A."""
    at = solve(z, psi, X, sigma2)
    value = 0.5 * np.log(at.weight).sum() - 0.5 * z @ at.projected
    if kind.residual:
        value += 0.5 * np.linalg.slogdet(at.covariance)[1]
    if kind in ADJUSTMENT:
        value += ADJUSTMENT[kind](sigma2, psi)[0]
    constant = len(z) - (X.shape[1] if kind.residual else 0)
    return float(value - 0.5 * constant * np.log(2 * np.pi))


def slope(z: Floats, psi: Floats, X: Floats, sigma2: float, kind: Likelihood) -> float:
    """Return the derivative of `log_likelihood` in A."""
    at = solve(z, psi, X, sigma2)
    trace = at.weight.sum()
    if kind.residual:
        trace -= _leverage(at, X)
    value = 0.5 * at.projected @ at.projected - 0.5 * trace
    if kind in ADJUSTMENT:
        value += ADJUSTMENT[kind](sigma2, psi)[1]
    return float(value)


def best_variance(z: Floats, psi: Floats, X: Floats, kind: Likelihood) -> float:
    """Return the A of the highest likelihood, to twelve digits; nought if it is highest there."""
    bottom, top = 1e-8 * psi.min(), _beyond_the_top(z, psi, X)
    grid = np.concatenate([[0.0], np.geomspace(bottom, top, GRID)])
    # An adjusted likelihood rises without limit at nought, and is nought there.
    rises = np.array([True if a == 0 and kind in ADJUSTMENT else slope(z, psi, X, a, kind) > 0
                      for a in grid])  # fmt: skip
    # An adjusted likelihood cannot be evaluated at nought itself.
    grid[0] = 1e-6 * bottom if kind in ADJUSTMENT else 0.0
    tops = [
        _crossing(lambda a: slope(z, psi, X, a, kind), low, high)
        for low, high, up, down in zip(grid[:-1], grid[1:], rises[:-1], ~rises[1:], strict=True)
        if up and down
    ]
    if not rises[0]:
        tops.append(0.0)
    return max(tops, key=lambda a: log_likelihood(z, psi, X, a, kind))


def _crossing(curve: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(curve, low, high, xtol=1e-15 * high, rtol=1e-13, maxiter=300))


def bias(at: Solved, X: Floats, psi: Floats, kind: Likelihood) -> float:
    """Return the bias of the estimated A, to the order of one over the number of areas."""
    information = (at.weight**2).sum()
    found = 0.0 if kind.residual else -_leverage(at, X) / information
    if kind in {Likelihood.REML_LL, Likelihood.ML_LL}:
        found += 2 * ADJUSTMENT[kind](at.sigma2, psi)[1] / information
    # The factor of Yoshimori and Lahiri moves A by a smaller order: that is its purpose.
    return float(found)


def _leverage(at: Solved, X: Floats) -> float:
    """Return the trace of V^-1 X (X'V^-1 X)^-1 X'V^-1."""
    return float((at.covariance * ((X * at.weight[:, None] ** 2).T @ X)).sum())


def _beyond_the_top(z: Floats, psi: Floats, X: Floats) -> float:
    """Return an A at which every likelihood falls.

    There z'PPz is at most the least squares' residual sum over A^2, which the trace outweighs.
    """
    residual = z - X @ np.linalg.lstsq(X, z, rcond=None)[0]
    spread = residual @ residual / max(len(z) - X.shape[1], 1)
    return float(100 * (spread + psi.max()))


def _by_variance(sigma2: float, psi: Floats) -> tuple[float, float]:
    del psi
    return np.log(sigma2), 1 / sigma2


def _by_arctan(sigma2: float, psi: Floats) -> tuple[float, float]:
    shrinkage = (sigma2 / (sigma2 + psi)).sum()
    growth = (psi / (sigma2 + psi) ** 2).sum()
    angle = np.arctan(shrinkage)
    m = len(psi)
    return np.log(angle) / m, growth / (1 + shrinkage**2) / angle / m


# Logarithm of the factor and its derivative in A.
ADJUSTMENT: Mapping[Likelihood, Callable[[float, Floats], tuple[float, float]]] = {
    Likelihood.REML_LL: _by_variance,
    Likelihood.ML_LL: _by_variance,
    Likelihood.REML_YL: _by_arctan,
    Likelihood.ML_YL: _by_arctan,
}
