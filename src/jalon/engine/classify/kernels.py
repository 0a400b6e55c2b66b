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
