"""Fay and Herriot's estimator: direct estimates drawn towards what area covariates predict.

References
----------
Fay and Herriot (1979), *JASA* 74, 269-277. Prasad and Rao (1990), *JASA* 85, 163-171, and Datta
and Lahiri (2000), *Statistica Sinica* 10, 613-627 (mean squared error under REML and ML). Li and
Lahiri (2010), *Journal of Multivariate Analysis* 101, 882-892; Yoshimori and Lahiri (2014), *JMVA*
124, 281-294 (adjusted likelihoods and their errors). Rao and Molina (2015), *Small Area
Estimation*, chapter 6. Checked against R's ``sae`` and ``emdi`` in ``tests/golden/fay_herriot``, a
likelihood written with dense matrices and simulation in ``tests/unit/test_fay_herriot.py``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.area_level.likelihood import Likelihood, best_variance, bias, solve
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]

FEWEST_SPARE_AREAS = 3


@dataclass(frozen=True, eq=False, slots=True)
class FayHerriot:
    """Estimates of D areas by an area-level model; every array is (D,) unless said otherwise.

    Attributes
    ----------
    estimate : float
        The empirical best linear unbiased predictor; the synthetic `predicted` where an area has
        no direct estimate.
    mse : float
        Its mean squared error: `known`, freed of the bias of `sigma2` and not below nought, plus
        `from_coef` plus twice `from_sigma2`.
    predicted : float
        What the covariates alone say, X beta.
    shrinkage : float
        Share of the direct estimate in `estimate`; nought for areas out of sample.
    known, from_coef, from_sigma2 : float
        Error were all parameters known (g1), and what estimating them adds (g2, g3).
    sampled : bool
        Areas with a direct estimate. The others rest on the covariates only: say so.
    coef : (p,) float
    covariance : (p, p) float
        Of `coef`.
    sigma2 : float
        Variance of the area effect.
    sigma2_se : float
        Its large-sample standard error.
    likelihood : Likelihood
    """

    estimate: Floats
    mse: Floats
    predicted: Floats
    shrinkage: Floats
    known: Floats
    from_coef: Floats
    from_sigma2: Floats
    sampled: NDArray[np.bool_]
    coef: Floats
    covariance: Floats
    sigma2: float
    sigma2_se: float
    likelihood: Likelihood

    @property
    def se(self) -> Floats:
        return np.sqrt(self.mse)

    @property
    def at_boundary(self) -> bool:
        """Whether no area effect was found, so that every estimate is the synthetic one."""
        return self.sigma2 == 0


def fit_fay_herriot(
    direct: Floats,
    variance: Floats,
    X: Floats,
    likelihood: Likelihood | str = Likelihood.REML,
    *,
    sigma2: float | None = None,
) -> FayHerriot:
    """Fit the model to the areas with a direct estimate, and estimate all areas.

    Parameters
    ----------
    direct : (D,) float
        NaN for areas out of sample.
    variance : (D,) float
        Sampling variances, taken as known: smooth them first. Not read where `direct` is NaN.
    X : (D, p) float
        With a column of ones for the intercept.
    likelihood : Likelihood
    sigma2 : float, optional
        Take this variance of the area effect instead of estimating it; its own error then
        still counts as if it had been.

    Raises
    ------
    BadInput("area-variance-wrong", "area-covariate-missing")
        A sampled area without a positive variance; a covariate that is not a number.
    CannotEstimate("too-few-areas-for-model", "area-covariates-collinear")
    """
    kind = Likelihood(likelihood)
    sampled = ~np.isnan(direct)
    _check(sampled, variance, X)
    z, psi, inside = direct[sampled], variance[sampled], X[sampled]
    found = best_variance(z, psi, inside, kind) if sigma2 is None else sigma2
    at = solve(z, psi, inside, found)
    predicted = X @ at.coef
    # An area out of sample has, as it were, a direct estimate of infinite variance.
    infinite = np.where(sampled, variance, np.inf)
    shrinkage = found / (found + infinite)
    known = np.where(sampled, shrinkage * np.where(sampled, variance, 0), found)
    from_coef = (1 - shrinkage) ** 2 * np.einsum("dp,pq,dq->d", X, at.covariance, X, optimize=True)
    sigma2_se = float(np.sqrt(2 / (at.weight**2).sum()))
    from_sigma2 = (1 - shrinkage) ** 2 * sigma2_se**2 / (found + infinite)
    correction = (1 - shrinkage) ** 2 * bias(at, inside, psi, kind)
    return FayHerriot(
        estimate=predicted + shrinkage * np.where(sampled, direct - predicted, 0),
        mse=np.maximum(known - correction, 0) + from_coef + 2 * from_sigma2,
        predicted=predicted,
        shrinkage=shrinkage,
        known=known,
        from_coef=from_coef,
        from_sigma2=from_sigma2,
        sampled=sampled,
        coef=at.coef,
        covariance=at.covariance,
        sigma2=found,
        sigma2_se=sigma2_se,
        likelihood=kind,
    )


def _check(sampled: NDArray[np.bool_], variance: Floats, X: Floats) -> None:
    wrong = sampled & ~(np.isfinite(variance) & (variance > 0))
    if wrong.any():
        area = int(np.argmax(wrong))
        raise BadInput("area-variance-wrong", area=area + 1, value=float(variance[area]))
    missing = ~np.isfinite(X).all(axis=1)
    if missing.any():
        raise BadInput("area-covariate-missing", area=int(np.argmax(missing)) + 1)
    areas, columns = int(sampled.sum()), X.shape[1]
    if areas < columns + FEWEST_SPARE_AREAS:
        needed = columns + FEWEST_SPARE_AREAS
        raise CannotEstimate("too-few-areas-for-model", areas=areas, needed=needed)
    inside = X[sampled]
    scale = np.sqrt((inside**2).sum(axis=0))
    if (scale == 0).any() or np.linalg.matrix_rank(inside / scale) < columns:
        raise CannotEstimate("area-covariates-collinear", columns=columns)
