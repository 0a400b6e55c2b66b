"""Compiled loops over trees of groups and their cells; nothing here knows of names or errors.

A tree's random effects form an arrow: given the groups above, the groups below do not know each
other. So the curvature of the log-likelihood is never a matrix. What node j hands up is one
number, the information of its cells that is left after its own effect has been fitted,

    S_j = sum of what its children hand up (of w = n p (1 - p) at the lowest level)
    handed up: S_j / (1 + s2 S_j)

with s2 the variance of its level, and a solve is one pass up and one pass down. The effect itself
is kept as rho = u / s2, the score of the node's cells, which stays finite where s2 is nought.
"""

from math import exp, log, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.kernels import compiled

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

# A last step below this squares itself: effects are then right to rounding.
SMALL_STEP = 1e-5
# Farther than this in log-odds, a step of Newton's is not trusted.
LARGEST_STEP = 2.0
STEPS = 200
# Log-odds whose exponentials can be multiplied two by two.
FARTHEST = 340.0
# Of single respondents 1 + odds are multiplied, and one logarithm is taken of many.
MODERATE, LARGE = 1e100, 1e150


class Trees(NamedTuple):
    """See `jalon.engine.mixed.counts.NestedCounts`."""

    top: Longs
    parent: Longs
    level: Longs
    start: Longs
    end: Longs


class Cells(NamedTuple):
    """Predictor without effects and the odds against, ``exp(-eta)``; respondents with the outcome
    and all; each (C,).

    With an effect u the odds are ``exp(-eta) exp(-u)``: one exponential for a group, not one for
    each cell.
    """

    eta: Floats
    odds: Floats
    y: Floats
    n: Floats


class Slopes(NamedTuple):
    """Scratch, each (C,): first, second (less its sign) and third derivative per cell."""

    residual: Floats
    w: Floats
    skew: Floats


def cells_of(eta: Floats, row: Longs, y: Floats, n: Floats) -> Cells:
    """Return cells from the predictor of each row of the model matrix."""
    eta = np.clip(eta, -FARTHEST, FARTHEST)
    return Cells(eta[row], np.exp(-eta)[row], y, n)


@compiled
def room_for_slopes(cells: int) -> Slopes:
    return Slopes(np.empty(cells), np.empty(cells), np.empty(cells))


@compiled
def odds_of(shift: float) -> float:
    """Return ``exp(-shift)``, within what odds can be multiplied by."""
    return exp(-min(max(shift, -FARTHEST), FARTHEST))


@compiled
def slopes_at(lo: int, hi: int, shift: float, cells: Cells, at: Slopes) -> tuple[float, float]:
    """Fill the derivatives of some cells at ``eta + shift``; return the sums of the first two."""
    factor = odds_of(shift)
    score = spread = 0.0
    for k in range(lo, hi):
        odds = cells.odds[k] * factor
        p = 1.0 / (1.0 + odds)
        rest = odds * p
        at.residual[k] = cells.y[k] - cells.n[k] * p
        at.w[k] = cells.n[k] * p * rest
        at.skew[k] = at.w[k] * (rest - p)
        score += at.residual[k]
        spread += at.w[k]
    return score, spread


@compiled
def value_at(lo: int, hi: int, shift: float, cells: Cells) -> float:
    """Return the log-likelihood of some cells at ``eta + shift``."""
    factor = odds_of(shift)
    value = 0.0
    product = 1.0
    for k in range(lo, hi):
        odds = cells.odds[k] * factor
        value -= (cells.n[k] - cells.y[k]) * (cells.eta[k] + shift)
        if cells.n[k] == 1.0 and odds < MODERATE:
            product *= 1.0 + odds
        else:
            value -= cells.n[k] * log1p(odds)
        if product > LARGE:
            value -= log(product)
            product = 1.0
    return value - log(product)


@compiled
def climb(first: int, last: int, trees: Trees, variance: Floats, S: Floats, m: Floats) -> None:
    """Hand up information `S` and right-hand sides `m` from the nodes below to those above."""
    for j in range(last - 1, first, -1):
        left = 1.0 / (1.0 + variance[trees.level[j]] * S[j])
        S[trees.parent[j]] += left * S[j]
        m[trees.parent[j]] += left * m[j]


@compiled
def descend(
    first: int, last: int, trees: Trees, variance: Floats, S: Floats, m: Floats, rho: Floats
) -> None:
    """Solve for each node's effect, `rho` times its variance; leave its sum with those above
    in `m`.
    """
    for j in range(first, last):
        above = 0.0 if j == first else m[trees.parent[j]]
        s2 = variance[trees.level[j]]
        rho[j] = (m[j] - S[j] * above) / (1.0 + s2 * S[j])
        m[j] = above + s2 * rho[j]


@compiled
def find_modes(
    first: int,
    last: int,
    trees: Trees,
    cells: Cells,
    variance: Floats,
    rho: Floats,
    total: Floats,
    S: Floats,
    m: Floats,
    at: Slopes,
) -> bool:
    """Find the most probable effects of one tree by Newton's method, starting from `rho`.

    `total` is left at each node's effect and those above it; `S`, `m` and `at` are scratch.
    """
    new = np.empty(last - first)
    for j in range(first, last):
        above = 0.0 if j == first else total[trees.parent[j]]
        total[j] = above + variance[trees.level[j]] * rho[j]
    for _ in range(STEPS):
        for j in range(first, last):
            score, S[j] = slopes_at(trees.start[j], trees.end[j], total[j], cells, at)
            m[j] = score + S[j] * total[j]
            new[j - first] = rho[j]
        climb(first, last, trees, variance, S, m)
        descend(first, last, trees, variance, S, m, rho)
        step = 0.0
        for j in range(first, last):
            step = max(step, abs(m[j] - total[j]))
        part = 1.0 if step <= LARGEST_STEP else LARGEST_STEP / step
        for j in range(first, last):
            rho[j] = new[j - first] + part * (rho[j] - new[j - first])
            total[j] += part * (m[j] - total[j])
        if step < SMALL_STEP:
            return True
    return False


@compiled
def laplace(
    trees: Trees,
    cells: Cells,
    variance: Floats,
    rho: Floats,
    value: Floats,
    score: Floats,
    variance_score: Floats,
    total: Floats,
    spread: Floats,
) -> int:
    """Approximate each tree's log-likelihood by Laplace's method, with its exact gradient.

    Parameters
    ----------
    variance : (L,) float
        Of the effects of each level.
    rho : (J,) float
        Where to start; left at the mode, divided by the variance.
    value : (G,), score : (C,), variance_score : (G, L)
        Filled: log-likelihood, its derivative in the predictor, and in `variance`.
    total, spread : (J,)
        Filled: a node's effect with those above it, and the variance of that sum.

    Returns
    -------
    int
        Trees whose modes were not found.
    """
    S, m = np.empty(len(rho)), np.empty(len(rho))
    at = room_for_slopes(len(cells.eta))
    lost = 0
    for g in range(len(trees.top) - 1):
        first, last = trees.top[g], trees.top[g + 1]
        if not find_modes(first, last, trees, cells, variance, rho, total, S, m, at):
            lost += 1
        value[g] = 0.0
        for j in range(first, last):
            m[j] = 0.0
            value[g] += value_at(trees.start[j], trees.end[j], total[j], cells)
            _, S[j] = slopes_at(trees.start[j], trees.end[j], total[j], cells, at)
        climb(first, last, trees, variance, S, m)
        for j in range(first, last):
            s2 = variance[trees.level[j]]
            value[g] -= 0.5 * (s2 * rho[j] * rho[j] + log1p(s2 * S[j]))
            # The variance of the sum of effects down to j, from that of its parent.
            left = 1.0 / (1.0 + s2 * S[j])
            above = 0.0 if j == first else spread[trees.parent[j]]
            spread[j] = left * (left * above + s2)
            bent = S[j] * left
            by_variance = rho[j] * rho[j] - bent + bent * bent * above
            variance_score[g, trees.level[j]] += 0.5 * by_variance
        move_modes(g, first, last, trees, variance, rho, spread, S, m, at, score, variance_score)
    return lost


@compiled
def move_modes(
    g: int,
    first: int,
    last: int,
    trees: Trees,
    variance: Floats,
    rho: Floats,
    spread: Floats,
    S: Floats,
    m: Floats,
    at: Slopes,
    score: Floats,
    variance_score: Floats,
) -> None:
    """Fill a tree's gradient in the predictor, and add what comes of its modes moving.

    The determinant depends on the modes, and these on the parameters: one more solve, with
    the determinant's derivative in the predictor on the right-hand side.
    """
    for j in range(first, last):
        m[j] = 0.0
        for k in range(trees.start[j], trees.end[j]):
            m[j] -= 0.5 * at.skew[k] * spread[j]
    for j in range(last - 1, first, -1):
        m[trees.parent[j]] += m[j] / (1.0 + variance[trees.level[j]] * S[j])
    for j in range(first, last):
        s2 = variance[trees.level[j]]
        above = 0.0 if j == first else m[trees.parent[j]]
        moved = (m[j] - S[j] * above) / (1.0 + s2 * S[j])
        variance_score[g, trees.level[j]] += moved * rho[j]
        m[j] = above + s2 * moved
        for k in range(trees.start[j], trees.end[j]):
            score[k] = at.residual[k] - 0.5 * at.skew[k] * spread[j] - at.w[k] * m[j]
