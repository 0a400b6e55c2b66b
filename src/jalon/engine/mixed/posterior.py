"""What the survey says of each area's effect: values with their chances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.mixed.counts import NestedCounts
from jalon.engine.mixed.kernels import Trees, cells_of, laplace
from jalon.engine.mixed.likelihood import hermite_rule
from jalon.engine.mixed.quadrature import Integral, quadrature
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

AREA = "area"
# Nodes for the area's effect and, within each, for its units'.
NODES, UNIT_NODES = 15, 9


@dataclass(frozen=True, eq=False, slots=True)
class AreaPosterior:
    """Values of each area's effect (with that of its region) and their chances, (D, Q).

    `sampled` (D,): the area has respondents in the fit; for the others the values are those of
    areas of its kind in general.
    """

    point: Floats
    chance: Floats
    sampled: NDArray[np.bool_]

    @property
    def mean(self) -> Floats:
        """Log-odds, (D,)."""
        return np.asarray(np.einsum("dq,dq->d", self.chance, self.point))

    @property
    def sd(self) -> Floats:
        """Log-odds, (D,)."""
        square = np.einsum("dq,dq->d", self.chance, self.point**2)
        return np.asarray(np.sqrt(np.maximum(square - self.mean**2, 0)))


def area_posterior(
    counts: NestedCounts,
    X: Floats,
    theta: Floats,
    areas: int,
    *,
    nodes: int = NODES,
    unit_nodes: int = UNIT_NODES,
    region_of_area: NDArray[np.integer] | None = None,
) -> AreaPosterior:
    """Integrate over sampling units for the effect of each area, given the parameters.

    Adaptive Gauss-Hermite quadrature with `nodes` values per area, and `unit_nodes` for each unit
    within each of them (1: Laplace's method for the units). With a region level the effects of
    an area and its region together are taken as normal, by Laplace's method.

    Parameters
    ----------
    theta : (p + L,) float
        Coefficients and standard deviations.
    areas : int
        D; the counts' areas are coded 0 to D - 1.
    region_of_area : (D,) int, optional
        Region of each area, coded as in the counts; needed where the counts have regions.

    Raises
    ------
    CannotEstimate("predictor-needs-areas")
        No level of the counts is called ``"area"``, or codes lie outside 0 to D - 1.
    CannotEstimate("did-not-converge")
    """
    if AREA not in counts.levels:
        raise CannotEstimate("predictor-needs-areas", levels=", ".join(counts.levels))
    node = counts.nodes_of(AREA)
    code = counts.code[node]
    if code.max() >= areas:
        raise CannotEstimate("predictor-needs-areas", levels=", ".join(counts.levels))
    place = counts.levels.index(AREA)
    sampled = np.zeros(areas, dtype=np.bool_)
    sampled[code] = True
    if place == 0:
        point, chance = _prior(np.zeros(areas), np.full(areas, abs(theta[X.shape[1]])), nodes)
        found = _by_quadrature(counts, X, theta, nodes, unit_nodes)
        point[code], chance[code] = found.point, found.chance
        return AreaPosterior(point, chance, sampled)
    mean, sd = _by_laplace(counts, X, theta, region_of_area)
    return AreaPosterior(*_prior(mean, sd, nodes), sampled)


def _prior(mean: Floats, sd: Floats, nodes: int) -> tuple[Floats, Floats]:
    rule = hermite_rule(nodes)
    chance = np.exp(rule.log_omega - rule.x**2) / np.sqrt(np.pi)
    point = mean[:, None] + np.sqrt(2) * sd[:, None] * rule.x
    return point, np.repeat(chance[None], len(mean), axis=0)


def _by_quadrature(
    counts: NestedCounts, X: Floats, theta: Floats, nodes: int, unit_nodes: int
) -> Integral:
    p = X.shape[1]
    trees, levels = len(counts.top) - 1, len(counts.levels)
    found = Integral(
        value=np.empty(trees),
        score=np.empty(len(counts.n)),
        sd_score=np.zeros((trees, levels)),
        point=np.empty((trees, nodes)),
        chance=np.empty((trees, nodes)),
    )
    lost = quadrature(
        _trees(counts),
        cells_of(X @ theta[:p], counts.row, counts.y, counts.n),
        np.abs(theta[p:]),
        hermite_rule(nodes),
        hermite_rule(unit_nodes),
        np.zeros(len(counts.parent)),
        found,
    )
    if lost:
        raise CannotEstimate("did-not-converge", iterations=lost)
    return found


def _by_laplace(
    counts: NestedCounts,
    X: Floats,
    theta: Floats,
    region_of_area: NDArray[np.integer] | None,
) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of region's and area's effects together, each (D,)."""
    if region_of_area is None:
        raise CannotEstimate("predictor-needs-areas", levels=", ".join(counts.levels))
    p = X.shape[1]
    nodes, trees = len(counts.parent), len(counts.top) - 1
    total, spread = np.empty(nodes), np.empty(nodes)
    variance = theta[p:] ** 2
    lost = laplace(
        _trees(counts),
        cells_of(X @ theta[:p], counts.row, counts.y, counts.n),
        variance,
        np.zeros(nodes),
        np.empty(trees),
        np.empty(len(counts.n)),
        np.zeros((trees, len(counts.levels))),
        total,
        spread,
    )
    if lost:
        raise CannotEstimate("did-not-converge", iterations=lost)
    regions = int(max(region_of_area.max(), counts.code[counts.level == 0].max())) + 1
    mean_of_region, spread_of_region = np.zeros(regions), np.full(regions, variance[0])
    top = np.flatnonzero(counts.level == 0)
    mean_of_region[counts.code[top]] = total[top]
    spread_of_region[counts.code[top]] = spread[top]
    mean = mean_of_region[region_of_area]
    square = spread_of_region[region_of_area] + variance[1]
    at = counts.nodes_of(AREA)
    mean[counts.code[at]], square[counts.code[at]] = total[at], spread[at]
    return mean, np.sqrt(square)


def _trees(counts: NestedCounts) -> Trees:
    return Trees(counts.top, counts.parent, counts.level, counts.start, counts.end)
