"""Compiled loops over the cells of a census: rates at values of the area's effect, and bins."""

from math import floor

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.kernels import compiled

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]


@compiled
def rates_at(
    ptr: Longs,
    n: Floats,
    group: Ints,
    eta: Floats,
    point: Floats,
    low: float,
    step: float,
    curve: Floats,
    slope: Floats,
    children: Floats,
    chance: Floats,
    spread: Floats,
) -> None:
    """Add up, per area and group, the chances of its children at each value of its effect.

    `curve` and `slope` hold a smooth function and its derivative at ``low + step * i``; between
    them it is a cubic that agrees with both (Hermite), outside it stays at the ends. `children`
    (D, groups), `chance` and `spread` (D, groups, Q) are filled with the sums of n, n p and
    n dp; without columns, `spread` is left out.
    """
    end = len(curve) - 1
    for d in range(len(ptr) - 1):
        for k in range(ptr[d], ptr[d + 1]):
            if group[k] < 0:
                continue
            children[d, group[k]] += n[k]
            for q in range(point.shape[1]):
                at = (eta[k] + point[d, q] - low) / step
                at = min(max(at, 0.0), end - 1e-9)
                i = int(at)
                t = at - i
                a, b = step * slope[i], step * slope[i + 1]
                rise = curve[i + 1] - curve[i]
                square, cube = 3.0 * rise - 2.0 * a - b, a + b - 2.0 * rise
                chance[d, group[k], q] += n[k] * (curve[i] + t * (a + t * (square + t * cube)))
                if spread.shape[2] > 0:
                    bent = a + t * (2.0 * square + t * 3.0 * cube)
                    spread[d, group[k], q] += n[k] * bent / step


@compiled
def number_bins(
    ptr: Longs, n: Floats, group: Ints, groups: int, eta: Floats, width: float
) -> tuple[Longs, Longs]:
    """Number the bins of the predictor that occur per area and group.

    Returns where areas start, and each cell's bin, -1 for cells without children or group.
    """
    areas = len(ptr) - 1
    place = np.full(len(n), -1, np.int64)
    bins = np.zeros(areas + 1, np.int64)
    for d in range(areas):
        bins[d + 1] = bins[d]
        if ptr[d] == ptr[d + 1]:
            continue
        low = floor(eta[ptr[d] : ptr[d + 1]].min() / width)
        many = int(floor(eta[ptr[d] : ptr[d + 1]].max() / width) - low) + 1
        number = np.full(many * groups, -1, np.int64)
        for k in range(ptr[d], ptr[d + 1]):
            if group[k] < 0 or n[k] == 0.0:
                continue
            slot = group[k] * many + int(floor(eta[k] / width) - low)
            if number[slot] < 0:
                number[slot] = bins[d + 1]
                bins[d + 1] += 1
            place[k] = number[slot]
    return bins, place


@compiled
def fill_bins(
    ptr: Longs,
    pattern: Ints,
    n: Floats,
    group: Ints,
    place: Longs,
    bins: Longs,
    row_ptr: Longs,
    column: Longs,
    value: Floats,
    by_area: Floats,
) -> tuple[Ints, Floats, Floats]:
    """Return each bin's group, children and mean row of the model matrix.

    Pattern k's row is ``value[row_ptr[k]:row_ptr[k + 1]]`` in the columns ``column[...]``, each
    multiplied by ``by_area[d, column]``.
    """
    total = np.zeros(bins[-1])
    home = np.zeros(bins[-1], np.int32)
    X = np.zeros((bins[-1], by_area.shape[1]))
    for d in range(len(ptr) - 1):
        for k in range(ptr[d], ptr[d + 1]):
            b = place[k]
            if b < 0:
                continue
            total[b] += n[k]
            home[b] = group[k]
            for r in range(row_ptr[pattern[k]], row_ptr[pattern[k] + 1]):
                X[b, column[r]] += n[k] * value[r]
        for b in range(bins[d], bins[d + 1]):
            for j in range(X.shape[1]):
                X[b, j] *= by_area[d, j] / total[b]
    return home, total, X
