"""Intervals of rates whose errors are normal in log-odds."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm, t

Floats = NDArray[np.float64]

FARTHEST, POINTS = 7.0, 71
ROUNDS = 30
CLOSE = 1e-10
# A rate's variance is below p (1 - p); beyond this share of it, or with an error of so many times
# the rate, log-odds have no end.
WIDEST, LARGEST_CV = 0.5, 10.0


def matched_interval(
    rate: Floats, mse: Floats, level: float, dof: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return limits of rates from their mean and mean squared error, any shape; NaN stays NaN.

    The limits are those of the logit-normal with this mean and variance. The usual ones,
    ``logit p +- z rmse / (p (1 - p))``, take the curve for straight: for small rates they lie too
    low. With `dof`, degrees of freedom of `mse`, Student's t stands in the normal's place, as it
    must where the error is itself estimated. What share of truths they hold is simulated in
    ``docs/methods/coverage.md``.
    """
    centre, spread = logit_normal(rate, mse)
    upper = (1 + level) / 2
    reach = spread * (norm.ppf(upper) if dof is None else t.ppf(upper, dof))
    return expit(centre - reach), expit(centre + reach)


def logit_normal(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the mean and standard deviation of log-odds whose rates have this mean and variance.

    Newton's method for both at once, with integrals by the trapezoid rule, from the lognormal
    that small rates resemble. Wider errors than `WIDEST` and `LARGEST_CV` count as those.
    """
    known = (mean > 0) & (mean < 1) & (variance > 0)
    flipped = mean > 0.5  # one half of the scale mirrors the other
    p = np.where(known, np.where(flipped, 1 - mean, mean), 0.5)
    widest = np.minimum(WIDEST * p * (1 - p), (LARGEST_CV * p) ** 2)
    target = np.where(known, np.minimum(variance, widest), 0.01)
    x = np.linspace(-FARTHEST, FARTHEST, POINTS)
    weight = norm.pdf(x) / norm.pdf(x).sum()
    square = np.log1p(target / (p * (1 - p)) ** 2)
    spread, centre = np.sqrt(square), logit(p) - square / 2 * (1 - 2 * p)
    for _ in range(ROUNDS):
        rates = expit(centre[..., None] + spread[..., None] * x)
        slope = rates * (1 - rates)
        off_mean = rates @ weight - p
        off_square = rates**2 @ weight - (target + p**2)
        off = np.maximum(np.abs(off_mean) / p, np.abs(off_square) / target)
        if off.max(initial=0) < CLOSE:
            break
        a, b = slope @ weight, (slope * x) @ weight
        c, d = (2 * rates * slope) @ weight, (2 * rates * slope * x) @ weight
        determinant = a * d - b * c
        centre = centre - np.clip((d * off_mean - b * off_square) / determinant, -0.5, 0.5)
        step = np.clip((a * off_square - c * off_mean) / determinant, -0.5, 0.5)
        spread = np.maximum(spread - step, spread / 2)
    centre = np.where(flipped, -centre, centre)
    # At nought and one there is no error to speak of in log-odds.
    unknown = np.isnan(mean) | np.isnan(variance)
    return (
        np.where(known, centre, logit(mean)),
        np.where(known, spread, np.where(unknown, np.nan, 0.0)),
    )
