"""The synthetic estimator: census predictions added up, with the error of each part.

The rate of area d is the mean of the model's probabilities over its children. Its mean squared
error has three parts, and a fourth where the census is itself a sample:

    g' V g                     the coefficients are estimated (g: mean gradient, V: covariance)
    sigma2_u b^2               the area departs from the model (b: mean of p (1 - p))
    sum p (1 - p) / N^2        the rate of a finite number of children
    (W2 - W) s^2 / W^2         the census counts a weighted sample (s^2: variance of p in the area)

References
----------
Rao and Molina (2015), *Small Area Estimation*, chapters 3 and 9. The fourth part is the
Poisson-sampling variance of a weighted mean with weights unrelated to p; derived in
``docs/methods/synthetic-estimator.md``. Checked against sums over persons and by simulation in
``tests/unit/test_synthetic.py``.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from jalon.engine.mixed.intervals import matched_interval
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]


class AreaTotals(Protocol):
    """What the census gives per area: sums over its children, w their weight (1 in a full census).

    `persons` (D,) their number, `weight` sum w, `weight2` sum w^2, `p` sum w p,
    `pq` sum w p (1 - p), all (D,); `gradient` (D, p) sum w p (1 - p) x.
    """

    @property
    def persons(self) -> Floats: ...
    @property
    def weight(self) -> Floats: ...
    @property
    def weight2(self) -> Floats: ...
    @property
    def p(self) -> Floats: ...
    @property
    def pq(self) -> Floats: ...
    @property
    def gradient(self) -> Floats: ...


@dataclass(frozen=True, eq=False, slots=True)
class AreaEstimates:
    """Rates and their errors, one entry per area; NaN where an area has no children.

    Attributes
    ----------
    rate : (D,) float
        0-1.
    children, expected : (D,) float
        Children in the population, and how many of them the model expects to have the outcome.
    var_estimation, var_area, var_finite, var_census : (D,) float
        The parts of the mean squared error, in squared rates.
    gradient : (D, p) float
        Derivative of the rate in the coefficients.
    sigma2_u : float or None
        Variance of the area effect in log-odds. None: it was not known, `var_area` is zero, and
        the errors leave it out; say so wherever they are shown.
    curved : bool
        Intervals are those of log-odds whose rates have this mean and variance, which errors as
        wide as an area effect's need (`matched_interval`); without, the curve counts as straight.
    dof : (D,) float, optional
        Degrees of freedom of the mean squared error where it is curved: intervals are Student's.
    """

    rate: Floats
    children: Floats
    expected: Floats
    var_estimation: Floats
    var_area: Floats
    var_finite: Floats
    var_census: Floats
    gradient: Floats
    sigma2_u: float | None
    curved: bool = False
    dof: Floats | None = None

    @property
    def mse(self) -> Floats:
        return self.var_estimation + self.var_area + self.var_finite + self.var_census

    @property
    def se(self) -> Floats:
        """Root mean squared error."""
        return np.sqrt(self.mse)

    @property
    def cv(self) -> Floats:
        return self.se / self.rate

    @property
    def area_effect_omitted(self) -> bool:
        return self.sigma2_u is None

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Return limits that are symmetric in log-odds, so that they stay between 0 and 1."""
        if self.curved:
            return matched_interval(self.rate, self.mse, level, self.dof)
        centre = logit(self.rate)
        margin = norm.ppf((1 + level) / 2) * self.se / (self.rate * (1 - self.rate))
        return expit(centre - margin), expit(centre + margin)


def estimate(
    sums: AreaTotals,
    covariance: Floats,
    sigma2_u: float | None,
    *,
    census_design_effect: float = 1.0,
) -> AreaEstimates:
    """Estimate the rate of each area and the parts of its error.

    Parameters
    ----------
    sums : AreaTotals
        D areas; or D areas by L groups, whose errors come out the same way.
    covariance : (p, p) float
        Of the coefficients, under the survey's design.
    sigma2_u : float or None
        Variance of the area effect in log-odds; None leaves it out and records that.
    census_design_effect : float
        Multiplies the census's sampling variance: children of one dwelling are drawn together.

    Raises
    ------
    CannotEstimate("coefficients-do-not-match")
        The gradient has another number of columns than the covariance.
    """
    areas = np.arange(len(sums.weight))
    return estimate_groups(
        sums, areas, len(areas), covariance, sigma2_u, census_design_effect=census_design_effect
    )


def estimate_groups(
    sums: AreaTotals,
    group: NDArray[np.integer],
    n_groups: int,
    covariance: Floats,
    sigma2_u: float | None,
    *,
    census_design_effect: float = 1.0,
) -> AreaEstimates:
    """Estimate the rate of groups of areas (regions, the nation) from their children.

    The errors of the coefficients are the same in all areas, so gradients are added before
    squaring. Area effects are independent, so their variances are added. Neither is a mean
    over areas, which would count a hamlet as much as a city.

    Parameters
    ----------
    group : (D,) int
        Group 0..n_groups-1 of each area; all zero for the nation.
    """
    if sums.gradient.shape[1] != len(covariance):
        raise CannotEstimate(
            "coefficients-do-not-match", census=sums.gradient.shape[1], model=len(covariance)
        )

    def total(values: Floats) -> Floats:
        return np.bincount(group, values, n_groups).astype(np.float64)

    weight = total(sums.weight)
    weight = np.where(weight > 0, weight, np.nan)
    rate = total(sums.p) / weight
    gradient = np.zeros((n_groups, len(covariance)))
    np.add.at(gradient, group, sums.gradient)
    gradient /= weight[:, None]
    # Variance of the children's probabilities: E p^2 = E p - E p (1 - p).
    within = np.maximum(rate * (1 - rate) - total(sums.pq) / weight, 0)
    excess = np.maximum(total(sums.weight2) - total(sums.weight), 0)  # nought where all w = 1
    return AreaEstimates(
        rate=rate,
        children=total(sums.weight),
        expected=total(sums.p),
        var_estimation=np.einsum("dp,pq,dq->d", gradient, covariance, gradient, optimize=True),
        var_area=(sigma2_u or 0.0) * total(sums.pq**2) / weight**2,
        var_finite=total(sums.pq) / weight**2,
        var_census=census_design_effect * excess * within / weight**2,
        gradient=gradient,
        sigma2_u=sigma2_u,
    )
