"""Compiled loops of the classes and of the decomposition; arrays in, arrays out."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile for this machine, keep the result on disk, and let other threads run meanwhile."""
    return cast("Loop", numba.njit(cache=True, nogil=True)(loop))


@compiled
def fisher_starts(x: Floats, weight: Floats, classes: int) -> Longs:
    """Return where each class starts so that the sum of squares within classes is least.

    `x` ascending, distinct and centred; at least `classes` of them. Dynamic programme over the
    number of classes; the best start never moves left as the end moves right, so each layer is
    solved by halving: classes * m * log m steps.
    """
    m = len(x)
    total = np.zeros(m + 1)
    first = np.zeros(m + 1)
    second = np.zeros(m + 1)
    for i in range(m):
        total[i + 1] = total[i] + weight[i]
        first[i + 1] = first[i] + weight[i] * x[i]
        second[i + 1] = second[i] + weight[i] * x[i] * x[i]

    # best[j]: least sum of squares of the first j values in as many classes as layers so far.
    best = second - np.where(total > 0, first * first / np.where(total > 0, total, 1.0), 0.0)
    start = np.zeros((classes, m + 1), dtype=np.int64)
    spans = np.zeros((4 * 64, 4), dtype=np.int64)
    for layer in range(1, classes):
        now = np.full(m + 1, np.inf)
        top = 1
        spans[0] = np.array([layer + 1, m, layer, m - 1])
        while top > 0:
            top -= 1
            low, high, left, right = spans[top]
            middle = (low + high) // 2
            where = left
            for i in range(left, min(right, middle - 1) + 1):
                part = first[middle] - first[i]
                cost = (
                    best[i] + second[middle] - second[i] - part * part / (total[middle] - total[i])
                )
                if cost < now[middle]:
                    now[middle] = cost
                    where = i
            start[layer, middle] = where
            if low < middle:
                spans[top] = np.array([low, middle - 1, left, where])
                top += 1
            if middle < high:
                spans[top] = np.array([middle + 1, high, where, right])
                top += 1
        best = now

    starts = np.zeros(classes, dtype=np.int64)
    end = m
    for layer in range(classes - 1, 0, -1):
        end = start[layer, end]
        starts[layer] = end
    return starts


@compiled
def ward_ends(x: Floats, weight: Floats, classes: int) -> Longs:
    """Return where each class ends when the nearest neighbours are joined until so many are left.

    `x` ascending and distinct. Joining costs what it adds to the sum of squares within groups; of
    equal costs the lower pair goes first.
    """
    groups = len(x)
    mean, mass = x.copy(), weight.copy()
    last = np.arange(groups)
    while groups > classes:
        pair, least = 0, np.inf
        for i in range(groups - 1):
            gap = mean[i + 1] - mean[i]
            cost = mass[i] * mass[i + 1] / (mass[i] + mass[i + 1]) * gap * gap
            if cost < least:
                pair, least = i, cost
        joined = mass[pair] + mass[pair + 1]
        mean[pair] = (mass[pair] * mean[pair] + mass[pair + 1] * mean[pair + 1]) / joined
        mass[pair] = joined
        last[pair] = last[pair + 1]
        groups -= 1
        for i in range(pair + 1, groups):
            mean[i], mass[i], last[i] = mean[i + 1], mass[i + 1], last[i + 1]
    return last[:groups]


@numba.njit(cache=True, nogil=True, fastmath=True)
def largest_differences(errors: Floats, spread: Floats) -> Floats:
    """Return, shape (B,), the largest |d_j - d_k| / spread_jk of each draw, over pairs of areas.

    `errors` (D, B), `spread` (D, D). Pairs without spread are left out.
    """
    areas, draws = errors.shape
    largest = np.zeros(draws)
    # So few draws at a time that all areas' errors stay in the processor's cache.
    for start in range(0, draws, 64):
        block = errors[:, start : start + 64].copy()
        top = np.zeros(block.shape[1])
        for j in range(areas):
            for k in range(j):
                if spread[j, k] > 1e-12:
                    scale = 1 / spread[j, k]
                    for b in range(len(top)):
                        distance = abs(block[j, b] - block[k, b]) * scale
                        top[b] = max(top[b], distance)
        largest[start : start + 64] = top
    return largest


@compiled
def subset_predictors(
    eta: Floats, pattern: int, base: Floats, varying: Floats, covariate: Longs, player: Longs,
    z: Floats,
) -> None:  # fmt: skip
    """Fill `eta` with the summed predictors of every subset of players, for one cell."""
    players = base.shape[1]
    eta[0] = 0.0
    for g in range(players):
        partial = base[pattern, g]
        for j in range(len(covariate)):
            if player[j] == g:
                partial += varying[pattern, j] * z[covariate[j]]
        bit = 1 << g
        for s in range(bit):
            eta[bit + s] = eta[s] + partial


@compiled
def subset_histograms(
    ptr: Longs, pid: NDArray[np.int32], n: Floats, base: Floats, varying: Floats,
    covariate: Longs, player: Longs, Z: Floats, low: float, step: float, bins: int,
) -> Floats:  # fmt: skip
    """Spread the cells of all areas over a grid of the partial predictor of each subset.

    Row S of the result is the distribution of the summed predictors of the players in S (bit g
    for player g). Between two grid points a cell is shared in proportion, so that means are
    exact and smooth functions are off by the square of the step.
    """
    players = base.shape[1]
    subsets = 1 << players
    histogram = np.zeros((subsets, bins))
    eta = np.zeros(subsets)
    for d in range(len(ptr) - 1):
        for cell in range(ptr[d], ptr[d + 1]):
            subset_predictors(eta, pid[cell], base, varying, covariate, player, Z[d])
            for s in range(subsets):
                place = (eta[s] - low) / step
                i = min(max(int(place), 0), bins - 2)
                share = place - i
                histogram[s, i] += n[cell] * (1 - share)
                histogram[s, i + 1] += n[cell] * share
    return histogram


@compiled
def subset_means(
    ptr: Longs, pid: NDArray[np.int32], n: Floats, base: Floats, varying: Floats,
    covariate: Longs, player: Longs, Z: Floats, low: float, step: float, table: Floats,
) -> Floats:  # fmt: skip
    """Return, shape (D, 2^G), each area's mean of `table[S]` at its children's predictors of S."""
    subsets, bins = table.shape
    means = np.full((len(ptr) - 1, subsets), np.nan)
    eta = np.zeros(subsets)
    for d in range(len(ptr) - 1):
        total = 0.0
        added = np.zeros(subsets)
        for cell in range(ptr[d], ptr[d + 1]):
            total += n[cell]
            subset_predictors(eta, pid[cell], base, varying, covariate, player, Z[d])
            for s in range(subsets):
                place = (eta[s] - low) / step
                i = min(max(int(place), 0), bins - 2)
                share = place - i
                added[s] += n[cell] * (table[s, i] * (1 - share) + table[s, i + 1] * share)
        if total > 0:
            means[d] = added / total
    return means
