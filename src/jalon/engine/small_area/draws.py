"""Simulated rates of all areas at once, as uncertain together as the estimates say.

References
----------
Goldstein and Spiegelhalter (1996), *JRSS A* 159(3), 385-443, on ranks from such draws.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from jalon.engine.mixed.intervals import logit_normal
from jalon.engine.small_area.synthetic import AreaEstimates

Floats = NDArray[np.float64]

# Where the cube root of a chi-square is no longer near to normal.
SMALLEST_ROOT = 0.1


def draw_rates(
    estimates: AreaEstimates,
    covariance: Floats,
    rng: np.random.Generator,
    *,
    draws: int = 2000,
    finite: bool = True,
) -> Floats:
    """Draw rates whose spread is the estimates' error and whose errors move together.

    One error of the coefficients moves all areas, in the direction of each area's gradient.
    Area effects, and the chance of a finite number of children, are each area's own. The
    draws are normal in log-odds, or Student's, as the intervals are: both tell the same story.

    Parameters
    ----------
    covariance : (p, p) float
        The one that the estimates were made with.
    finite : bool
        Draw the realised rate; without, the rate that the area's conditions imply.

    Returns
    -------
    (D, draws) float
        Rates in 0-1; NaN rows for areas without children.
    """
    areas, width = estimates.gradient.shape
    values, vectors = np.linalg.eigh(covariance)
    # Rounding leaves tiny negative eigenvalues, and firm coefficients leave zero ones.
    root = vectors * np.sqrt(np.maximum(values, 0))
    shared = estimates.gradient @ (root @ rng.standard_normal((width, draws)))
    own = estimates.var_area + estimates.var_census + (estimates.var_finite if finite else 0.0)
    error = shared + np.sqrt(own)[:, None] * rng.standard_normal((areas, draws))
    if estimates.dof is not None:
        error *= _student(estimates.dof, rng.standard_normal(draws))
    if estimates.curved:
        known = estimates.var_estimation + own
        centre, spread = logit_normal(estimates.rate, known)
        with np.errstate(invalid="ignore", divide="ignore"):
            scaled = error * (spread / np.sqrt(known))[:, None]
            return np.asarray(expit(centre[:, None] + scaled))
    slope = estimates.rate * (1 - estimates.rate)
    drawn: Floats = expit(logit(estimates.rate)[:, None] + error / slope[:, None])
    return drawn


def _student(dof: Floats, z: Floats) -> Floats:
    """Return by how much normal errors are too small, (D, draws), for Student's t.

    One draw of the variances' error moves all areas, as their errors come from the same standard
    deviations.

    References
    ----------
    Wilson and Hilferty (1931), *PNAS* 17(12), 684-688: the cube root of a chi-square.
    """
    ninth = 2 / (9 * dof[:, None])
    root = np.maximum(1 - ninth + z * np.sqrt(ninth), SMALLEST_ROOT)
    return np.asarray(root**-1.5)
