"""The log-likelihood of a random-intercept logit, its gradient, and each area's part of both."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import NDArray
from scipy import sparse

from jalon.engine.mixed.counts import NestedCounts
from jalon.engine.mixed.curvature import laplace_curvature
from jalon.engine.mixed.kernels import STEPS, Trees, cells_of, laplace
from jalon.engine.mixed.quadrature import Integral, Rule, quadrature
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DEEPEST_QUADRATURE = 2


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """The log-likelihood at one value of the parameters.

    Attributes
    ----------
    value : float
    gradient : (p + L,) float
        In the coefficients, then in the standard deviations of the levels.
    by_variance : (L,) float
        Derivative in the variances: what says, where one is nought, whether it should be.
    score : (C,) float
        Derivative in the linear predictor of each cell.
    sd_score : (G, L) float
        Each tree's part of the derivative in the standard deviations.
    """

    value: float
    gradient: Floats
    by_variance: Floats
    score: Floats
    sd_score: Floats


class MixedLikelihood:
    """Evaluate a log-likelihood again and again; each search for modes starts from the last.

    Parameters
    ----------
    counts : NestedCounts
    X : (K, p) float
        Distinct rows of the model matrix.
    nodes : int
        1 for Laplace's method; more for adaptive Gauss-Hermite with as many nodes per effect,
        for at most two levels.

    Raises
    ------
    BadInput("quadrature-too-deep"), BadInput("quadrature-nodes")
    """

    def __init__(self, counts: NestedCounts, X: Floats, nodes: int = 1) -> None:
        if nodes < 1:
            raise BadInput("quadrature-nodes", nodes=nodes)
        if nodes > 1 and len(counts.levels) > DEEPEST_QUADRATURE:
            raise BadInput("quadrature-too-deep", levels=", ".join(counts.levels))
        self.counts, self.X, self.nodes = counts, np.ascontiguousarray(X), nodes
        self._rho, self._total = np.zeros(len(counts.parent)), np.zeros(len(counts.parent))
        self._rule = hermite_rule(nodes)
        self._trees = Trees(counts.top, counts.parent, counts.level, counts.start, counts.end)

    def __call__(self, theta: Floats) -> Evaluation:
        """Evaluate at coefficients and standard deviations, (p + L,).

        A standard deviation may be negative: the likelihood is that of its size.

        Raises
        ------
        CannotEstimate("did-not-converge")
        """
        counts = self.counts
        levels, p = len(counts.levels), self.X.shape[1]
        beta, sd = theta[:p], theta[p:]
        trees = len(counts.top) - 1
        value, by_level = np.zeros(trees), np.zeros((trees, levels))
        score = np.empty(len(counts.n))
        cells = cells_of(self.X @ beta, counts.row, counts.y, counts.n)
        if self.nodes == 1:
            spread = np.empty(len(self._rho))
            lost = laplace(
                self._trees, cells, sd**2, self._rho, value, score, by_level, self._total, spread
            )
            by_variance = by_level.sum(axis=0)
            sd_score = 2 * sd * by_level
        else:
            point, chance = (np.empty((trees, self.nodes)) for _ in range(2))
            found = Integral(value, score, by_level, point, chance)
            size = np.abs(sd)
            lost = quadrature(self._trees, cells, size, self._rule, self._rule, self._rho, found)
            sd_score = by_level * np.where(sd < 0, -1.0, 1.0)
            by_variance = by_level.sum(axis=0) / np.maximum(2 * size, 1e-300)
        if lost:
            self._rho[:] = 0.0
            raise CannotEstimate("did-not-converge", iterations=STEPS)
        by_row = np.bincount(counts.row, score, len(self.X))
        gradient = np.concatenate([by_row @ self.X, sd_score.sum(axis=0)])
        return Evaluation(float(value.sum()), gradient, by_variance, score, sd_score)

    def curvature(self, theta: Floats) -> Floats:
        """Return the second derivatives in coefficients and standard deviations, (p + L, p + L).

        Raises
        ------
        CannotEstimate("did-not-converge")
        ValueError
            With more nodes than Laplace's one.
        """
        if self.nodes > 1:
            raise ValueError("the curvature is known for Laplace's method alone")
        counts, p = self.counts, self.X.shape[1]
        sd, by_variance = theta[p:], self(theta).by_variance
        cells = cells_of(self.X @ theta[:p], counts.row, counts.y, counts.n)
        modes = (self._rho, self._total)
        hessian = laplace_curvature(self._trees, cells, sd**2, *modes, counts.row, self.X)
        slope = np.concatenate([np.ones(p), 2 * sd])
        hessian *= np.outer(slope, slope)
        hessian[p:, p:] += np.diag(2 * by_variance)
        return hessian

    def tree_scores(self, evaluation: Evaluation) -> Floats:
        """Return each tree's part of the gradient, (G, p + L)."""
        by_row = sparse.csr_array(
            (evaluation.score, (self.counts.tree_of_cell, self.counts.row)),
            shape=(len(self.counts.top) - 1, len(self.X)),
        )
        return np.hstack([np.asarray(by_row @ self.X), evaluation.sd_score])

    def expected_information(self, theta: Floats) -> Floats:
        """Return an approximate information, (p + L, p + L), good enough to scale a search.

        The coefficients' is X' (W^-1 + Z D Z')^-1 X at effects of nought, each variance's that
        of a normal model; between the two none is counted.
        """
        counts, X = self.counts, self.X
        p, levels = X.shape[1], len(counts.levels)
        sd = np.maximum(np.abs(theta[p:]), 0.1)
        chance = 1 / (1 + np.exp(-np.clip(X @ theta[:p], -30, 30)))
        w = counts.n * (chance * (1 - chance))[counts.row]
        by_row = np.bincount(counts.row, w, len(X))
        information = np.zeros((p + levels, p + levels))
        information[:p, :p] = (X * by_row[:, None]).T @ X
        lowest = counts.nodes_of(counts.levels[-1])
        node = np.repeat(np.arange(len(lowest)), (counts.end - counts.start)[lowest])
        cells = sparse.csr_array((w, (node, counts.row)), shape=(len(lowest), len(X)))
        sums = np.asarray(cells @ X)
        S = np.bincount(node, w, len(lowest)).astype(np.float64)
        parent = counts.parent[lowest]
        for depth in range(levels - 1, -1, -1):
            s2 = sd[depth] ** 2
            left = 1 / (1 + s2 * S)
            information[:p, :p] -= (sums * (s2 * left)[:, None]).T @ sums
            information[p + depth, p + depth] = 2 * s2 * ((S * left) ** 2).sum()
            if depth:
                above, place = np.unique(parent, return_inverse=True)
                adder = sparse.csr_array((left, (place, np.arange(len(place)))))
                S, sums = np.asarray(adder @ S), np.asarray(adder @ sums)
                parent = counts.parent[above]
        return information

    @cached_property
    def log_choices(self) -> float:
        """See `NestedCounts.log_choices`; nought for sums of weights, which count nobody."""
        return 0.0 if self.counts.weighted else self.counts.log_choices


def hermite_rule(nodes: int) -> Rule:
    """Return the Gauss-Hermite rule of so many nodes."""
    x, omega = hermgauss(nodes)
    return Rule(x, np.log(omega) + x**2)
