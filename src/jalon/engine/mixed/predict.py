"""The empirical best predictor: what survey and census together say of an area's rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.mixed.cells import rates_at
from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.marginal import STEP, marginal_curve
from jalon.engine.mixed.population import Population
from jalon.engine.mixed.posterior import AREA, NODES, UNIT_NODES, AreaPosterior, area_posterior
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class AreaPredictions:
    """Rates of D areas, or of D areas by the groups of the population.

    Attributes
    ----------
    rate : (D, groups) float
        0-1; NaN where there are no children.
    children : (D, groups) float
    variance : (D, groups) float
        Posterior variance of the rate, the parameters taken as known.
    spread : (D, groups) float
        Mean of p (1 - p): over `children` it is the variance of the share who have the outcome,
        in a finite number of children with this rate.
    sampled : (D,) bool
        False: nobody was asked there, and the rate is that of areas of its kind. Flag it.
    """

    rate: Floats
    children: Floats
    variance: Floats
    spread: Floats
    sampled: NDArray[np.bool_]


def best_predictor(
    fit: MixedFit,
    population: Population,
    *,
    nodes: int = NODES,
    unit_nodes: int = UNIT_NODES,
    region_of_area: NDArray[np.integer] | None = None,
) -> AreaPredictions:
    """Predict the rate of each area by its mean, given the survey.

    The mean over the area's census children of ``E expit(x'b + u + v)``: u, the area's effect,
    from its posterior, in which the effects of the survey's own sampling units are integrated
    out; v, the effect of the unit in which a census child lives, from the prior, because that
    unit was hardly ever in the survey. In areas without respondents u comes from the prior, too:
    this is not the rate at u = 0, which lies farther from one half.

    Parameters
    ----------
    fit : MixedFit
        With a level ``"area"`` whose codes are the population's areas, 0 to D - 1.
    population : Population
        `CensusCells`; or `PredictorBins` where speed matters more than the fifth digit.
    nodes, unit_nodes : int
        Of the quadrature over the area's and its units' effects.
    region_of_area : (D,) int, optional
        See `area_posterior`.

    Raises
    ------
    CannotEstimate("predictor-needs-areas"), CannotEstimate("did-not-converge")

    References
    ----------
    Jiang and Lahiri (2001), *Annals of the Institute of Statistical Mathematics* 53(2), 217-243;
    Hobza and Morales (2016), *Journal of Official Statistics* 32(3), 661-692. Checked against
    integrals by brute force in ``tests/unit/mixed/test_predict.py``.
    """
    posterior = area_posterior(
        fit.counts,
        fit.X,
        fit.theta,
        len(population.ptr) - 1,
        nodes=nodes,
        unit_nodes=unit_nodes,
        region_of_area=region_of_area,
    )
    return predict_from(posterior, population, fit.coef, unit_sd(fit.levels, fit.sd))


def predict_from(
    posterior: AreaPosterior, population: Population, beta: Floats, unit_sd: float
) -> AreaPredictions:
    """Predict from a posterior of the areas' effects, see `best_predictor`."""
    children, chance, spread = rates_given(population, beta, unit_sd, posterior.point)
    children = np.where(children > 0, children, np.nan)
    given = chance / children[:, :, None]
    rate = np.einsum("dgq,dq->dg", given, posterior.chance)
    square = np.einsum("dgq,dq->dg", (given - rate[:, :, None]) ** 2, posterior.chance)
    return AreaPredictions(
        rate=rate,
        children=np.nan_to_num(children),
        variance=square,
        spread=np.einsum("dgq,dq->dg", spread, posterior.chance) / children,
        sampled=posterior.sampled,
    )


def rates_given(
    population: Population, beta: Floats, unit_sd: float, point: Floats, *, spread: bool = True
) -> tuple[Floats, Floats, Floats]:
    """Add up children (D, groups), their chances and p (1 - p), both (D, groups, Q), at each
    value of their area's effect, `point` (D, Q).
    """
    areas, nodes = point.shape
    children = np.zeros((areas, population.groups))
    chance = np.zeros((areas, population.groups, nodes))
    slope = np.zeros((areas, population.groups, nodes if spread else 0))
    eta = population.predictor(beta)
    curve = marginal_curve(unit_sd, *_range(eta, point))
    rates_at(
        population.ptr,
        population.n,
        population.group,
        eta,
        np.ascontiguousarray(point),
        curve.low,
        STEP,
        curve.curve,
        curve.slope,
        children,
        chance,
        slope,
    )
    return children, chance, slope


def _range(eta: Floats, point: Floats) -> tuple[float, float]:
    if not len(eta):
        return 0.0, 0.0
    return float(eta.min() + point.min()), float(eta.max() + point.max())


def unit_sd(levels: tuple[str, ...], sd: Floats) -> float:
    """Return the standard deviation of all effects below the area's."""
    if AREA not in levels:
        raise CannotEstimate("predictor-needs-areas", levels=", ".join(levels))
    return float(np.sqrt((sd[levels.index(AREA) + 1 :] ** 2).sum()))
