"""Shares on the arcsine scale, where their sampling variance does not depend on the share.

The arcsine of the root of a share of n respondents has a variance close to 1/(4 n), whatever the
share; after a complex survey n is the effective sample size. Areas without a case and areas with
cases only need no special treatment.

References
----------
Hadam, Würz, Kreutzmann and Schmid (2024), *Biometrical Journal* (arcsine in Fay-Herriot models with
bias correction); R's ``emdi`` integrates numerically what has a closed form here. ECLAC's course
on small-area estimation uses the same transformation with smoothed design effects.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from jalon.engine.area_level.fay_herriot import FayHerriot, fit_fay_herriot
from jalon.engine.area_level.likelihood import Likelihood
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class ShareEstimates:
    """Shares of D areas by an area-level model; every array is (D,).

    Attributes
    ----------
    rate : float
        0-1; the mean of the share given the direct estimates, not the transform of a mean.
    mse : float
        Its mean squared error, in squared shares.
    model : FayHerriot
        On the arcsine scale.
    """

    rate: Floats
    mse: Floats
    model: FayHerriot

    @property
    def sampled(self) -> NDArray[np.bool_]:
        """Areas with respondents; the rate of the others comes from the covariates only."""
        return self.model.sampled

    @property
    def se(self) -> Floats:
        return np.sqrt(self.mse)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Return limits that are symmetric on the arcsine scale, cut off at shares of 0 and 1."""
        margin = norm.ppf((1 + level) / 2) * self.model.se
        low = np.clip(self.model.estimate - margin, 0, np.pi / 2)
        high = np.clip(self.model.estimate + margin, 0, np.pi / 2)
        return np.sin(low) ** 2, np.sin(high) ** 2


def fit_shares(
    rate: Floats,
    n_eff: Floats,
    X: Floats,
    likelihood: Likelihood | str = Likelihood.REML,
    *,
    sigma2: float | None = None,
) -> ShareEstimates:
    """Fit Fay and Herriot's model to shares through the arcsine of their root.

    Parameters
    ----------
    rate : (D,) float
        Direct estimates, 0-1; not read where `n_eff` is NaN or nought.
    n_eff : (D,) float
        Effective sample sizes, see `effective_sizes`; NaN or nought for areas out of sample.
    X, likelihood, sigma2
        As in `fit_fay_herriot`.

    Raises
    ------
    BadInput("share-outside-0-1")
        Also all that `fit_fay_herriot` says.

    Notes
    -----
    With the angle normal of mean m and variance v given the data, the mean of its squared sine is
    ``(1 - exp(-2 v) cos 2m) / 2``. v is g1, the variance that no estimate of parameters enters:
    with their errors added the bias of areas out of sample doubles. The error adds the variance
    of the squared sine, also exact, and the error of the parameters through its slope.
    """
    sampled = n_eff > 0
    wrong = sampled & ~((rate >= 0) & (rate <= 1))
    if wrong.any():
        area = int(np.argmax(wrong))
        raise BadInput("share-outside-0-1", area=area + 1, value=float(rate[area]))
    angle = np.full(len(rate), np.nan)
    angle[sampled] = np.arcsin(np.sqrt(rate[sampled]))
    variance = np.full(len(rate), np.nan)
    variance[sampled] = 1 / (4 * n_eff[sampled])
    model = fit_fay_herriot(angle, variance, X, likelihood, sigma2=sigma2)
    # What is left of the mean squared error belongs to the parameters.
    parameters = np.maximum(model.mse - model.known, 0)
    slope = np.exp(-2 * model.known) * np.sin(2 * model.estimate)
    spread = _variance_of_share(model.estimate, model.known)
    return ShareEstimates(
        mean_share(model.estimate, model.known), spread + slope**2 * parameters, model
    )


def mean_share(angle: Floats, variance: Floats) -> Floats:
    """Return the mean of the squared sine of normal angles: their share without bias."""
    shares: Floats = (1 - np.exp(-2 * variance) * np.cos(2 * angle)) / 2
    return shares


def _variance_of_share(angle: Floats, variance: Floats) -> Floats:
    square = (1 + np.exp(-8 * variance) * np.cos(4 * angle)) / 2
    spread: Floats = (square - np.exp(-4 * variance) * np.cos(2 * angle) ** 2) / 4
    return np.maximum(spread, 0)


def effective_sizes(n: NDArray[np.number], deff: Floats, psus: NDArray[np.number]) -> Floats:
    """Divide sample sizes by one design effect, pooled over areas: one area's is mostly noise.

    It is also too small: an area's variance is measured about its own rate, which with m
    sampling units hides one part in m. So the pooled design effect is ``sum n deff / sum n (m -
    1) / m`` over the areas with two units or more. (A mean of logarithms, or a line in them, as
    for generalised variance functions, would be far too low where units are two or three.)

    Parameters
    ----------
    n, psus : (D,) int
        Respondents and their sampling units, nought for areas out of sample.
    deff : (D,) float
        As direct estimates give them; NaN where unknown.

    Returns
    -------
    (D,) float
        Nought for areas out of sample.

    Raises
    ------
    CannotEstimate("area-design-effects-unknown")
        No area has two units and a design effect.
    """
    size, units = np.asarray(n, dtype=np.float64), np.asarray(psus, dtype=np.float64)
    known = (size > 0) & (units >= 2) & np.isfinite(deff)
    if not known.any():
        raise CannotEstimate("area-design-effects-unknown")
    seen = size[known] * (units[known] - 1) / units[known]
    pooled = (size[known] @ deff[known]) / seen.sum()
    return np.asarray(size / pooled, dtype=np.float64)
