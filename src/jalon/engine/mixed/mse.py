"""The error of predicted rates without refits: posterior variance and the parameters' part."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from jalon.engine.mixed.counts import FEWEST_GROUPS
from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.likelihood import hermite_rule
from jalon.engine.mixed.population import Population
from jalon.engine.mixed.posterior import AreaPosterior, area_posterior
from jalon.engine.mixed.predict import AreaPredictions, predict_from, rates_given, unit_sd
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Advance = Callable[[float], None]

# For errors a coarser quadrature will do: it moves them by less than a hundredth.
NODES, UNIT_NODES = 7, 1
# Gauss and Hermite's three points: the parameters at their estimate and so many standard errors
# to either side, with weights of four sixths and one sixth.
STEP = np.sqrt(3)
# A standard deviation comes from so many groups at least.
FEWEST_DOF = FEWEST_GROUPS - 1


@dataclass(frozen=True, eq=False, slots=True)
class PredictionError:
    """Parts of the mean squared error of predicted rates, each (D, groups).

    Attributes
    ----------
    var_effect : the area's effect is known only as well as its respondents tell; mean over the
        parameters' error.
    noise : variance of `var_effect` itself, which moves with the parameters; in squared squares.
    var_estimation : the parameters are estimated, and the predictor moves with them.
    var_units : the area has a finite number of sampling units, each with an effect of its own;
        nought where their number was not given, as if there were many.
    var_finite : the share of a finite number of children who have the outcome.
    gradient : (D, groups, r)
        How rates move with r independent standard errors of the parameters: rates of two areas
        share the products of these.
    """

    var_effect: Floats
    noise: Floats
    var_estimation: Floats
    var_units: Floats
    var_finite: Floats
    gradient: Floats

    @property
    def mse(self) -> Floats:
        """Squared rates, (D, groups)."""
        return self.var_effect + self.var_estimation + self.var_units + self.var_finite

    @property
    def rmse(self) -> Floats:
        return np.asarray(np.sqrt(self.mse))


@dataclass(frozen=True, eq=False, slots=True)
class ParametersAround:
    """The parameters at their estimate and a step to either side in each of r directions, each
    with the areas' effects that it implies; made once, they serve any population.
    """

    here: tuple[Floats, AreaPosterior]
    ahead: tuple[tuple[Floats, AreaPosterior], ...]
    behind: tuple[tuple[Floats, AreaPosterior], ...]


def parameters_around(
    fit: MixedFit,
    areas: int,
    *,
    covariance: Floats | None = None,
    region_of_area: NDArray[np.integer] | None = None,
    advance: Advance | None = None,
) -> ParametersAround:
    """Find the areas' effects at parameters around the estimate.

    Parameters
    ----------
    areas : int
        D; the fit's areas are coded 0 to D - 1.
    covariance : (p + L, p + L) float, optional
        Of the parameters; the observed information's by default. Give `area_sandwich` in a
        weighted fit.
    region_of_area : (D,) int, optional
        See `area_posterior`.
    advance : callable, optional
        Told the share that is done.

    Raises
    ------
    CannotEstimate("predictor-needs-areas"), CannotEstimate("did-not-converge"),
    CannotEstimate("errors-need-covariance")
    """
    covariance = fit.covariance if covariance is None else covariance
    if not np.isfinite(covariance).all():
        raise CannotEstimate("errors-need-covariance")
    p = len(fit.coef)
    # In the logarithm of a standard deviation the likelihood is nearer to normal.
    scale = np.concatenate([np.ones(p), np.where(fit.sd > 0, fit.sd, 1.0)])
    directions = _root(covariance / np.outer(scale, scale))

    def at(theta: Floats) -> tuple[Floats, AreaPosterior]:
        found = area_posterior(
            fit.counts,
            fit.X,
            theta,
            areas,
            nodes=NODES,
            unit_nodes=UNIT_NODES,
            region_of_area=region_of_area,
        )
        return theta, found

    ahead, behind = [], []
    for done, direction in enumerate(directions.T):
        ahead.append(at(_moved(fit, STEP * direction)))
        behind.append(at(_moved(fit, -STEP * direction)))
        if advance:
            advance((done + 1) / directions.shape[1])
    return ParametersAround(at(fit.theta), tuple(ahead), tuple(behind))


def prediction_error(
    fit: MixedFit,
    population: Population,
    *,
    around: ParametersAround | None = None,
    units: Floats | None = None,
) -> PredictionError:
    """Return the mean squared error of the best predictor, without refitting the model.

    With normal errors of the coefficients and of the logarithms of the standard deviations, it is
    the mean over the parameters of the posterior variance of the rate, plus the variance over them
    of its posterior mean (which moves with them, too). The mean matters: where an area has
    no respondents and its variance is known from few others, errors stated at the estimate
    hold too few truths. In the directions of the covariance both take two predictions each.

    A standard deviation estimated as nought is taken as known, and errors are then too small;
    fit with the penalty.

    Parameters
    ----------
    around : ParametersAround, optional
        From `parameters_around`, which is where covariance and regions are chosen; made here
        if not given.
    units : (D,) float, optional
        Number of sampling units (census sectors) in each area.

    Raises
    ------
    CannotEstimate
        As `parameters_around`.

    References
    ----------
    Booth and Hobert (1998), *JASA* 93(441), 262-272, on the conditional mean squared error;
    Cho and Berg (2022), arXiv 2210.12221. Checked against refits and against simulated truth in
    ``tests/unit/mixed/test_mse.py``.
    """
    around = around or parameters_around(fit, len(population.ptr) - 1)
    p = len(fit.coef)

    def predict(at: tuple[Floats, AreaPosterior]) -> AreaPredictions:
        theta, posterior = at
        return predict_from(posterior, population, theta[:p], unit_sd(fit.levels, theta[p:]))

    here = predict(around.here)
    gradient, variance, noise = [], here.variance.copy(), np.zeros_like(here.variance)
    for one, other in zip(around.ahead, around.behind, strict=True):
        ahead, behind = predict(one), predict(other)
        gradient.append((ahead.rate - behind.rate) / (2 * STEP))
        variance += (ahead.variance + behind.variance - 2 * here.variance) / (2 * STEP**2)
        noise += ((ahead.variance - behind.variance) / (2 * STEP)) ** 2
    slopes = np.stack(gradient, axis=2)
    children = np.where(here.children > 0, here.children, np.nan)
    return PredictionError(
        var_effect=np.maximum(variance, 0),
        noise=noise,
        var_estimation=(slopes**2).sum(axis=2),
        var_units=_between_units(fit, population, units, around.here[1]),
        var_finite=here.spread / children,
        gradient=slopes,
    )


def degrees_of_freedom(mse: Floats, noise: Floats) -> Floats:
    """Return of how many squares a mean squared error is as good as the mean, at least four.

    It has the variance `noise`; that of a chi-square over its degrees of freedom is 2 / dof.

    References
    ----------
    Satterthwaite (1946), *Biometrics Bulletin* 2(6), 110-114.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        dof = 2 * mse**2 / noise
    return np.where(noise > 0, np.maximum(dof, FEWEST_DOF), np.inf)


def _moved(fit: MixedFit, step: Floats) -> Floats:
    """Return the parameters after a step in the coefficients and the logarithms of the sd."""
    p = len(fit.coef)
    return np.concatenate([fit.coef + step[:p], fit.sd * np.exp(step[p:])])


def _root(covariance: Floats) -> Floats:
    """Return R (p, r) with R R' the covariance, r its rank."""
    scale = np.sqrt(np.where(np.diag(covariance) > 0, np.diag(covariance), 1.0))
    values, vectors = linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > 1e-12
    root: Floats = scale[:, None] * vectors[:, kept] * np.sqrt(values[kept])
    return root


def _between_units(
    fit: MixedFit, population: Population, units: Floats | None, posterior: AreaPosterior
) -> Floats:
    """Return the variance of the mean of an area's unit rates, (D, groups)."""
    sd = unit_sd(fit.levels, fit.sd)
    if units is None or sd == 0:
        return np.zeros((len(population.ptr) - 1, population.groups))
    rule = hermite_rule(NODES)
    weight = np.exp(rule.log_omega - rule.x**2) / np.sqrt(np.pi)
    point = posterior.mean[:, None] + np.sqrt(2) * sd * rule.x
    children, chance, _ = rates_given(population, fit.coef, 0.0, point, spread=False)
    given = chance / np.where(children > 0, children, np.nan)[:, :, None]
    variance = given**2 @ weight - (given @ weight) ** 2
    return np.asarray(variance / np.maximum(units, 1.0)[:, None])
