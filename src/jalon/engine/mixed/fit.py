"""Fit a random-intercept logit by maximum likelihood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, stats

from jalon.engine.mixed.climb import minimise
from jalon.engine.mixed.counts import NestedCounts
from jalon.engine.mixed.likelihood import Evaluation, MixedLikelihood
from jalon.engine.regression.maximise import maximise
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

# Where a search for standard deviations begins, in log-odds.
START_SD = 0.4
# Length of the gradient in standard errors: the log-likelihood is then within half its square.
GRADIENT = 1e-6
# Rounding may stop a search before; this still leaves the deviance right to 1e-6.
GOOD_ENOUGH = 1e-3
# Beyond this the groups of a level have all of the outcome or nothing, and a standard deviation has
# no end.
LARGEST_SD = 15.0
# Below this a standard deviation is compared with nought.
NEAR_ZERO = 0.05
# Gain in log-likelihood that tells a standard deviation from nought.
NO_GAIN = 1e-9
# Step of the one-sided differences that give the information with more nodes, in standard errors:
# these then are right to 1e-5, with few groups; with many to more.
DIFFERENCE = 2e-4


@dataclass(frozen=True, eq=False, slots=True)
class MixedFit:
    """A fitted random-intercept logit, with the survey that it was fitted to.

    Attributes
    ----------
    counts : NestedCounts
    X : (K, p) float
        Distinct rows of the model matrix.
    names : tuple of str
        The p columns.
    coef : (p,) float
        Log-odds, given the effects.
    sd : (L,) float
        Standard deviations of the effects, in log-odds; exactly nought where the likelihood is
        highest at nought (see `on_boundary`).
    covariance : (p + L, p + L) float
        Of coefficients and standard deviations, by observed information. Rows and columns of a
        standard deviation on the boundary are nought: it is taken as known. All NaN where it
        was not asked for.
    log_likelihood : float
        That of counts, with log C(n, y), as R's lme4 and glmmTMB have it with one node; without
        the penalty. A sum of weighted terms where the counts are weighted: then it compares fits
        and has no other meaning.
    nodes : int
        Per effect; 1 is Laplace's method.
    evaluations : int
        Of the log-likelihood, until it was highest.
    penalised : bool
    """

    counts: NestedCounts
    X: Floats
    names: tuple[str, ...]
    coef: Floats
    sd: Floats
    covariance: Floats
    log_likelihood: float
    nodes: int
    evaluations: int
    penalised: bool

    @property
    def levels(self) -> tuple[str, ...]:
        """The L levels with effects, from the top down."""
        return self.counts.levels

    @property
    def theta(self) -> Floats:
        """Coefficients, then standard deviations, (p + L,)."""
        return np.concatenate([self.coef, self.sd])

    @property
    def deviance(self) -> float:
        return -2 * self.log_likelihood

    @property
    def se(self) -> Floats:
        """Standard errors of the coefficients by observed information, (p,)."""
        return np.sqrt(np.diag(self.covariance)[: len(self.coef)])

    @property
    def sd_se(self) -> Floats:
        """Standard errors of the standard deviations; NaN on the boundary, (L,)."""
        errors = np.sqrt(np.diag(self.covariance)[len(self.coef) :])
        return np.where(self.sd > 0, errors, np.nan)

    @property
    def on_boundary(self) -> tuple[str, ...]:
        """Levels whose variance is estimated as nought: the data show no effect of theirs."""
        return tuple(level for level, sd in zip(self.levels, self.sd, strict=True) if sd == 0)


def fit_mixed(
    counts: NestedCounts,
    X: Floats,
    names: Sequence[str],
    *,
    nodes: int = 1,
    penalty: bool = False,
    start: Floats | None = None,
    information: bool = True,
) -> MixedFit:
    """Fit ``logit Pr(y = 1) = x'b + u`` with normal effects u of nested groups.

    Parameters
    ----------
    counts : NestedCounts
        From `nest_counts`: areas alone; areas and sampling units, the default of this package;
        regions, areas and units.
    X : (K, p) float
        Distinct rows of the model matrix.
    names : sequence of str
        The p columns.
    nodes : int
        1 for Laplace's method; 7 to 15 for adaptive Gauss-Hermite (one level or two).
    penalty : bool
        Add the logarithm of each standard deviation to the log-likelihood, which keeps them
        from nought and hardly moves those that the data know well.
    start : (p + L,) float, optional
        Coefficients and standard deviations to begin at.
    information : bool
        Without it `covariance` is all NaN; with more nodes the fit takes a quarter of the time.

    Raises
    ------
    CannotEstimate
        As `jalon.engine.regression.maximise.maximise` for the coefficients ("separation",
        "collinear-columns", ...); "did-not-converge",
        "effect-without-end", "information-not-positive".
    BadInput("quadrature-too-deep"), BadInput("quadrature-nodes")

    References
    ----------
    Breslow and Clayton (1993), *JASA* 88(421), 9-25, for Laplace's method (not their PQL, which
    is biased for yes and no). Chung, Rabe-Hesketh, Dorie, Gelman and Liu (2013), *Psychometrika*
    78(4), 685-709, for the penalty. Checked against lme4 and glmmTMB in ``tests/golden/glmer``,
    against integrals by brute force in ``tests/unit/mixed``.
    """
    likelihood = MixedLikelihood(counts, X, nodes)
    if start is None:
        start = _plain_start(counts, X, names)
        if nodes > 1:
            start = _search(MixedLikelihood(counts, X), start, penalty)[0]
    theta, found, evaluations = _search(likelihood, start, penalty)
    theta[X.shape[1] :] = np.abs(theta[X.shape[1] :])
    p = X.shape[1]
    covariance = np.full((len(theta), len(theta)), np.nan)
    if information:
        covariance = _covariance(likelihood, theta, penalty)
    return MixedFit(
        counts=counts,
        X=likelihood.X,
        names=tuple(names),
        coef=theta[:p],
        sd=theta[p:],
        covariance=covariance,
        log_likelihood=found.value + likelihood.log_choices,
        nodes=nodes,
        evaluations=evaluations,
        penalised=penalty,
    )


@dataclass(frozen=True, slots=True)
class VarianceTest:
    """Likelihood ratio test that a level has no effect: twice the gain, and its p-value."""

    level: str
    statistic: float
    p: float


def variance_test(fit: MixedFit, level: str) -> VarianceTest:
    """Test that the effects of one level have no variance, the other levels having theirs.

    A variance cannot be negative, so under the hypothesis half of all samples estimate nought:
    the statistic is nought or chi-square with one degree of freedom, each half the time.

    Raises
    ------
    CannotEstimate("test-needs-likelihood")
        The fit is weighted or penalised.

    References
    ----------
    Self and Liang (1987), *JASA* 82(398), 605-610.
    """
    counts, X = fit.counts, fit.X
    if counts.weighted or fit.penalised:
        raise CannotEstimate("test-needs-likelihood", level=level)
    if len(fit.levels) == 1:
        without = _plain_log_likelihood(counts, X, fit.names)
    else:
        fewer = counts.without(level)
        kept = [i for i, name in enumerate(fit.levels) if name != level]
        start = np.concatenate([fit.coef, fit.sd[kept]])
        without = fit_mixed(
            fewer, X, fit.names, nodes=fit.nodes, start=start, information=False
        ).log_likelihood
        # Cells of several groups are joined, which changes how many ways their counts arise.
        without += counts.log_choices - fewer.log_choices
    statistic = max(0.0, 2 * (fit.log_likelihood - without))
    p = 0.5 * float(stats.chi2.sf(statistic, 1)) if statistic > 0 else 1.0
    return VarianceTest(level, statistic, p)


def area_sandwich(fit: MixedFit) -> Floats:
    """Return the covariance (p + L, p + L) when whole trees (areas) are what varies.

    Inverse information on both sides of the sum of squared scores of the G trees, times
    G / (G - 1). It holds where the model's own distribution does not, and is the one to use
    with weights. On the boundary rows and columns are nought, as in `MixedFit.covariance`.

    References
    ----------
    Huber (1967); White (1982), *Econometrica* 50(1), 1-25; for weights Rabe-Hesketh and Skrondal
    (2006), *JRSS A* 169(4), 805-827.
    """
    likelihood = MixedLikelihood(fit.counts, fit.X, fit.nodes)
    scores = likelihood.tree_scores(likelihood(fit.theta))
    scores -= scores.mean(axis=0)  # nought at the maximum but for a penalty
    trees = len(scores)
    sandwich: Floats = fit.covariance @ (scores.T @ scores) @ fit.covariance
    return sandwich * trees / (trees - 1)


def _plain_start(counts: NestedCounts, X: Floats, names: Sequence[str]) -> Floats:
    yes = np.bincount(counts.row, counts.y, len(X))
    no = np.bincount(counts.row, counts.n - counts.y, len(X))
    plain = maximise(X, yes.astype(np.float64), no.astype(np.float64), names)
    return np.concatenate([plain.coef, np.full(len(counts.levels), START_SD)])


def _plain_log_likelihood(counts: NestedCounts, X: Floats, names: Sequence[str]) -> float:
    yes = np.bincount(counts.row, counts.y, len(X)).astype(np.float64)
    no = np.bincount(counts.row, counts.n - counts.y, len(X)).astype(np.float64)
    return maximise(X, yes, no, names).log_likelihood + counts.log_choices


def _search(
    likelihood: MixedLikelihood, start: Floats, penalty: bool
) -> tuple[Floats, Evaluation, int]:
    """Climb to the highest log-likelihood; return where, what it is there, and after how many."""
    everything = np.ones(len(start), dtype=np.bool_)
    theta, found, evaluations = _climb(likelihood, start, everything, penalty)
    levels = np.arange(likelihood.X.shape[1], len(theta))
    small = levels[np.abs(theta[levels]) < NEAR_ZERO]
    if penalty or not len(small):
        return theta, found, evaluations
    # The likelihood is even in a standard deviation, so nought is always level ground; it is the
    # summit where moving off gains nothing.
    for level in small:
        at_zero = theta.copy()
        at_zero[level] = 0.0
        there = likelihood(at_zero)
        evaluations += 1
        if there.value >= found.value - NO_GAIN:
            theta, found = at_zero, there
    free = (theta != 0) | (np.arange(len(theta)) < levels[0])
    if not free.all():
        theta, found, more = _climb(likelihood, theta, free, penalty)
        evaluations += more
    return theta, found, evaluations


def _climb(
    likelihood: MixedLikelihood, start: Floats, free: NDArray[np.bool_], penalty: bool
) -> tuple[Floats, Evaluation, int]:
    """Search over the free parameters, each in units of its expected error."""
    information = likelihood.expected_information(start)[np.ix_(free, free)]
    root = _inverse_root(information)
    objective = _objective(likelihood, start, free, root, penalty)
    found = minimise(objective, np.zeros(int(free.sum())), GRADIENT)
    theta = start.copy()
    theta[free] += root @ found.x
    if found.slope > GOOD_ENOUGH:
        sd = np.abs(theta[likelihood.X.shape[1] :])
        if sd.max() > LARGEST_SD / 2:
            level = likelihood.counts.levels[int(sd.argmax())]
            raise CannotEstimate("effect-without-end", level=level)
        raise CannotEstimate("did-not-converge", iterations=found.steps)
    return theta, likelihood(theta), found.evaluations + 1


def _objective(
    likelihood: MixedLikelihood,
    start: Floats,
    free: NDArray[np.bool_],
    root: Floats,
    penalty: bool,
) -> Callable[[Floats], tuple[float, Floats]]:
    def objective(step: Floats) -> tuple[float, Floats]:
        theta = start.copy()
        theta[free] += root @ step
        if np.abs(theta[likelihood.X.shape[1] :]).max() > LARGEST_SD:
            return np.inf, np.zeros(len(step))
        try:
            found = likelihood(theta)
        except CannotEstimate:  # so far out that no effects fit: no place to be
            return np.inf, np.zeros(len(step))
        value, gradient = _penalised(found, theta, likelihood.X.shape[1], penalty)
        return -value, -(root.T @ gradient[free])

    return objective


def _penalised(found: Evaluation, theta: Floats, p: int, penalty: bool) -> tuple[float, Floats]:
    if not penalty:
        return found.value, found.gradient
    gradient = found.gradient.copy()
    gradient[p:] += 1 / theta[p:]
    return found.value + float(np.log(np.abs(theta[p:])).sum()), gradient


def _inverse_root(information: Floats) -> Floats:
    """Return R with R R' the inverse of `information`."""
    scale = 1 / np.sqrt(np.diag(information))
    values, vectors = linalg.eigh(information * np.outer(scale, scale))
    root: Floats = scale[:, None] * vectors / np.sqrt(np.maximum(values, 1e-10))
    return root


def _covariance(likelihood: MixedLikelihood, theta: Floats, penalty: bool) -> Floats:
    """Return the inverse of the observed information."""
    free = (theta != 0) | (np.arange(len(theta)) < likelihood.X.shape[1])
    make = _information if likelihood.nodes == 1 else _information_by_differences
    root, information = make(likelihood, theta, free, penalty)
    covariance = np.zeros((len(theta), len(theta)))
    try:
        factor = linalg.cho_factor(information)
    except linalg.LinAlgError as error:
        raise CannotEstimate("information-not-positive") from error
    covariance[np.ix_(free, free)] = root @ linalg.cho_solve(factor, root.T)
    return (covariance + covariance.T) / 2


def _information(
    likelihood: MixedLikelihood, theta: Floats, free: NDArray[np.bool_], penalty: bool
) -> tuple[Floats, Floats]:
    """Return a scale R and R' I R, I the information of the free parameters."""
    p = likelihood.X.shape[1]
    information = -likelihood.curvature(theta)
    if penalty:
        information[p:, p:] += np.diag(theta[p:] ** -2)
    information = information[np.ix_(free, free)]
    root = np.diag(1 / np.sqrt(np.abs(np.diag(information))))
    return root, root @ information @ root


def _information_by_differences(
    likelihood: MixedLikelihood, theta: Floats, free: NDArray[np.bool_], penalty: bool
) -> tuple[Floats, Floats]:
    """Return the same from differences of the exact gradient."""
    root = _inverse_root(likelihood.expected_information(theta)[np.ix_(free, free)])
    objective = _objective(likelihood, theta, free, root, penalty)
    level = objective(np.zeros(len(root)))[1]
    steps = DIFFERENCE * np.eye(len(root))
    moved = np.stack([objective(step)[1] - level for step in steps])
    return root, (moved + moved.T) / (2 * DIFFERENCE)
