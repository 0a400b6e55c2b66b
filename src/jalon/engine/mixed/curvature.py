"""The second derivatives of a mixed log-likelihood by Laplace's method, exactly.

What moves with a parameter is followed from the modes to the score in all directions at once. A
cell moves as x + dt, its row of the model matrix and its group's effect: sums of x over the cells
of each group, weighted by three derivatives of their likelihood, are therefore enough, and all
else is one number per group and direction. Differences of the gradient cost a search for modes
per parameter instead.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.kernels import compiled
from jalon.engine.mixed.kernels import Cells, Trees, odds_of

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Sums(NamedTuple):
    """Sums over a group's own cells, (J,), and of these times x, (J, p).

    `w`, `skew` and `bulge` are minus the second, third and fourth derivative of a cell's
    log-likelihood.
    """

    w: Floats
    skew: Floats
    bulge: Floats
    wx: Floats
    skewx: Floats
    bulgex: Floats


class Groups(NamedTuple):
    """Each group's quantities at the modes, (J + 1,), named as in `laplace` and `move_modes`.

    The last entry, of the parent that the top has not (-1), stays nought.
    """

    rho: Floats
    S: Floats
    left: Floats
    spread: Floats
    m: Floats
    moved: Floats
    z: Floats


class Moves(NamedTuple):
    """How these move with each parameter, (J + 1, p + L); `total` is the sum of effects."""

    rho: Floats
    total: Floats
    S: Floats
    spread: Floats
    m: Floats
    z: Floats


@compiled
def slopes_of(odds: float, n: float) -> tuple[float, float, float]:
    """Return `w`, `skew` and `bulge` of a cell of n respondents."""
    p = 1.0 / (1.0 + odds)
    rest = odds * p
    w = n * p * rest
    skew = w * (rest - p)
    return w, skew, skew * (rest - p) - 2.0 * w * p * rest


@compiled
def add_slopes(trees: Trees, cells: Cells, total: Floats, row: Longs, X: Floats, at: Sums) -> None:
    """Fill the sums of every group, given its effect with those above."""
    p = X.shape[1]
    for j in range(len(total)):
        factor = odds_of(total[j])
        for k in range(trees.start[j], trees.end[j]):
            w, skew, bulge = slopes_of(cells.odds[k] * factor, cells.n[k])
            at.w[j] += w
            at.skew[j] += skew
            at.bulge[j] += bulge
            x = X[row[k]]
            for v in range(p):
                at.wx[j, v] += w * x[v]
                at.skewx[j, v] += skew * x[v]
                at.bulgex[j, v] += bulge * x[v]


@compiled
def slope_of_left(group: Groups, j: int, s2: float, information: float, own: float) -> float:
    """Return how ``1 / (1 + s2 S)`` moves when S does by `information` and s2 by `own`."""
    left = float(group.left[j])
    return -(left**2) * (s2 * information + float(group.S[j]) * own)


@compiled
def move_effects(
    first: int, last: int, trees: Trees, variance: Floats, at: Sums, group: Groups, move: Moves
) -> None:
    """Fill a tree's information, and how its effects move."""
    p = at.wx.shape[1]
    for j in range(last - 1, first - 1, -1):
        group.S[j] += at.w[j]
        group.left[j] = 1.0 / (1.0 + variance[trees.level[j]] * group.S[j])
        move.rho[j, :p] -= at.wx[j]
        if j > first:
            up, left = trees.parent[j], group.left[j]
            group.S[up] += left * group.S[j]
            move.rho[up] += left * move.rho[j]
            move.rho[up, p + trees.level[j]] -= left * group.S[j] * group.rho[j]
    for j in range(first, last):
        move.total[j] = move.total[trees.parent[j]]
        move.total[j, p + trees.level[j]] += group.rho[j]
        move.rho[j] = group.left[j] * (move.rho[j] - group.S[j] * move.total[j])
        move.total[j] += variance[trees.level[j]] * move.rho[j]


@compiled
def move_spreads(
    first: int, last: int, trees: Trees, variance: Floats, at: Sums, group: Groups, move: Moves
) -> None:
    """Fill the variance of each sum of effects, and how it and the information move."""
    p = at.wx.shape[1]
    for j in range(last - 1, first - 1, -1):
        move.S[j] += at.skew[j] * move.total[j]
        move.S[j, :p] += at.skewx[j]
        if j > first:
            up, left = trees.parent[j], group.left[j]
            move.S[up] += left**2 * move.S[j]
            move.S[up, p + trees.level[j]] -= (left * group.S[j]) ** 2
    for j in range(first, last):
        up, left, s2 = trees.parent[j], group.left[j], variance[trees.level[j]]
        above = group.spread[up]
        group.spread[j] = left * (left * above + s2)
        for v in range(move.S.shape[1]):
            own = 1.0 if v == p + trees.level[j] else 0.0
            d_left = slope_of_left(group, j, s2, move.S[j, v], own)
            move.spread[j, v] = d_left * (2.0 * left * above + s2)
            move.spread[j, v] += left * (left * move.spread[up, v] + own)


@compiled
def move_gradient(
    first: int, last: int, trees: Trees, variance: Floats, at: Sums, group: Groups, move: Moves
) -> None:
    """Fill what the gradient has of the modes' moving, and how that moves."""
    p = at.wx.shape[1]
    for j in range(last - 1, first - 1, -1):
        group.m[j] -= 0.5 * at.skew[j] * group.spread[j]
        move.m[j] -= 0.5 * at.bulge[j] * group.spread[j] * move.total[j]
        move.m[j] -= 0.5 * at.skew[j] * move.spread[j]
        move.m[j, :p] -= 0.5 * group.spread[j] * at.bulgex[j]
        if j > first:
            up, left, s2 = trees.parent[j], group.left[j], variance[trees.level[j]]
            group.m[up] += left * group.m[j]
            for v in range(move.m.shape[1]):
                own = 1.0 if v == p + trees.level[j] else 0.0
                d_left = slope_of_left(group, j, s2, move.S[j, v], own)
                move.m[up, v] += d_left * group.m[j] + left * move.m[j, v]
    for j in range(first, last):
        z = group.z[trees.parent[j]]
        group.moved[j] = group.left[j] * (group.m[j] - group.S[j] * z)
        group.z[j] = z + variance[trees.level[j]] * group.moved[j]


@compiled
def move_variances(
    first: int,
    last: int,
    trees: Trees,
    variance: Floats,
    group: Groups,
    move: Moves,
    by_variance: Floats,
) -> None:
    """Fill how `z` moves, and add how the derivatives in the variances do."""
    p = move.S.shape[1] - len(variance)
    for j in range(first, last):
        up, left, level = trees.parent[j], group.left[j], trees.level[j]
        S, s2, z = group.S[j], variance[level], group.z[up]
        bent, above = S * left, group.spread[up]
        for v in range(move.S.shape[1]):
            own = 1.0 if v == p + level else 0.0
            d_left = slope_of_left(group, j, s2, move.S[j, v], own)
            d_moved = d_left * (group.m[j] - S * z)
            d_moved += left * (move.m[j, v] - move.S[j, v] * z - S * move.z[up, v])
            move.z[j, v] = move.z[up, v] + own * group.moved[j] + s2 * d_moved
            d_bent = left**2 * (move.S[j, v] - S**2 * own)
            by_variance[level, v] += (
                (group.rho[j] + group.moved[j]) * move.rho[j, v]
                + group.rho[j] * d_moved
                + d_bent * (bent * above - 0.5)
                + 0.5 * bent**2 * move.spread[up, v]
            )


@compiled
def follow(
    trees: Trees, variance: Floats, at: Sums, group: Groups, move: Moves, by_variance: Floats
) -> None:
    """Fill how each group's quantities move, and add to `by_variance`, (L, p + L), how the
    derivatives in the variances do.
    """
    for g in range(len(trees.top) - 1):
        first, last = trees.top[g], trees.top[g + 1]
        move_effects(first, last, trees, variance, at, group, move)
        move_spreads(first, last, trees, variance, at, group, move)
        move_gradient(first, last, trees, variance, at, group, move)
        move_variances(first, last, trees, variance, group, move, by_variance)


@compiled
def own_curvature(
    trees: Trees, cells: Cells, total: Floats, spread: Floats, z: Floats, bend: Floats
) -> None:
    """Fill how each cell's score moves with its own predictor, (C,)."""
    for j in range(len(total)):
        factor = odds_of(total[j])
        for k in range(trees.start[j], trees.end[j]):
            w, skew, bulge = slopes_of(cells.odds[k] * factor, cells.n[k])
            bend[k] = -w - 0.5 * bulge * spread[j] - skew * z[j]


def laplace_curvature(
    trees: Trees,
    cells: Cells,
    variance: Floats,
    rho: Floats,
    total: Floats,
    row: Longs,
    X: Floats,
) -> Floats:
    """Return the second derivatives in coefficients and variances, (p + L, p + L).

    Parameters
    ----------
    variance : (L,) float
    rho, total : (J,) float
        At the modes, as `laplace` leaves them.
    row : (C,) int
        Row of X of each cell.
    X : (K, p) float

    References
    ----------
    Checked against differences of the gradient in ``tests/unit/mixed/test_curvature.py``.
    """
    J, p = len(rho), X.shape[1]
    q = p + len(variance)
    at = Sums(*(np.zeros(J) for _ in range(3)), *(np.zeros((J, p)) for _ in range(3)))
    group = Groups(np.append(rho, 0.0), *(np.zeros(J + 1) for _ in range(6)))
    move = Moves(*(np.zeros((J + 1, q)) for _ in range(6)))
    hessian = np.zeros((q, q))
    add_slopes(trees, cells, total, row, X, at)
    follow(trees, variance, at, group, move, hessian[p:])
    spread, z = group.spread[:J], group.z[:J]
    bend = np.empty(len(row))
    own_curvature(trees, cells, total, spread, z, bend)
    moved = at.wx + 0.5 * spread[:, None] * at.bulgex + z[:, None] * at.skewx
    hessian[:p] = -moved.T @ move.total[:J]
    hessian[:p] -= 0.5 * at.skewx.T @ move.spread[:J] + at.wx.T @ move.z[:J]
    by_row = np.bincount(row, bend, len(X))
    hessian[:p, :p] += (X * by_row[:, None]).T @ X
    return (hessian + hessian.T) / 2
