"""The chance of a child whose sampling unit was not seen: the logistic averaged over a normal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm

Floats = NDArray[np.float64]

# Log-odds beyond which the chance is nought or one to twelve digits.
FARTHEST = 32.0
# A cubic between points so far apart is right to 2e-9.
STEP = 0.05
WIDEST, POINTS = 9.0, 145


@dataclass(frozen=True, eq=False, slots=True)
class MarginalCurve:
    """``E expit(x + v)``, v normal, and its derivative ``E p (1 - p)``, on a grid.

    `curve` and `slope` are their values at ``low + STEP * i``.
    """

    low: float
    curve: Floats
    slope: Floats


def marginal_curve(sd: float, low: float = -FARTHEST, high: float = FARTHEST) -> MarginalCurve:
    """Average the logistic curve over a normal effect of standard deviation `sd`.

    By the trapezoid rule, which for smooth functions under a normal is right to rounding, from
    `low` to `high` and at most as far as `FARTHEST`.
    """
    low, high = max(low, -FARTHEST), min(max(high, -FARTHEST), FARTHEST)
    low = min(low, high)
    x = low + STEP * np.arange(int(np.ceil((high - low) / STEP)) + 2)
    if sd == 0:
        p = expit(x)
        return MarginalCurve(low, p, p * (1 - p))
    z = np.linspace(-WIDEST, WIDEST, POINTS)
    weight = norm.pdf(z) * (z[1] - z[0])
    p = expit(x[:, None] + sd * z)
    return MarginalCurve(low, p @ weight, (p * (1 - p)) @ weight)
