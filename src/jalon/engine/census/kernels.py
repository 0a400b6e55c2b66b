"""Compiled loops over persons and cells; nothing here knows of files, names or errors.

Each loop is small and typed by its arrays, so that one compilation serves every study.
NumPy versions of all of them stand in the tests as oracles.
"""

from collections.abc import Callable
from math import exp
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Codes = NDArray[np.integer]
Loop = TypeVar("Loop", bound=Callable[..., object])

# Patterns are looked for in runs of this many when a scratch table is emptied.
RUN = 64


def compiled(loop: Loop) -> Loop:
    """Compile for this machine, keep the result on disk, and let other threads run meanwhile."""
    return cast("Loop", numba.njit(cache=True, nogil=True)(loop))


def unchecked(loop: Loop) -> Loop:
    """Compile likewise, dividing as NumPy does: a test for nought would keep the loop slow."""
    compiler = numba.njit(cache=True, nogil=True, error_model="numpy")
    return cast("Loop", compiler(loop))


@compiled
def add_codes(index: Ints, codes: Codes, radix: int) -> None:
    """Add ``radix * codes`` to `index`."""
    step = np.int32(radix)
    for i in range(len(codes)):
        index[i] += step * np.int32(codes[i])


@compiled
def extremes(codes: Codes) -> tuple[int, int]:
    """Return the lowest and highest code."""
    low, high = codes[0], codes[0]
    for i in range(len(codes)):
        low = min(low, codes[i])
        high = max(high, codes[i])
    return low, high


@compiled
def extend_keys(keys: Ints, codes: Codes, start: int, span: int) -> None:
    """Append ``codes - start``, below `span`, as a further digit of mixed-radix `keys`."""
    for i in range(len(keys)):
        keys[i] = keys[i] * np.int32(span) + np.int32(np.int64(codes[i]) - start)


@compiled
def take(codes: Codes, start: int, table: Codes, found: Codes) -> int:
    """Put ``table[codes - start]`` in `found`, and return the lowest of these."""
    low = table[np.uint64(np.int64(codes[0]) - start)]
    for i in range(len(codes)):
        entry = table[np.uint64(np.int64(codes[i]) - start)]
        found[i] = entry
        low = min(low, entry)
    return int(low)


@compiled
def number_hashes(
    hashes: NDArray[np.uint64],
    begin: int,
    known: NDArray[np.uint64],
    numbers: Ints,
    met: int,
    found: Ints,
) -> tuple[int, int]:
    """Put in `found` the number of each hash, new ones numbered on from `met`.

    `known` and `numbers` (-1: free) are a table with open addresses, its size a power of two.
    Returns where it stopped, at the end or where the table is half full, and how many are met.
    """
    mask = np.uint64(len(known) - 1)
    for i in range(begin, len(hashes)):
        at = hashes[i] & mask
        while numbers[at] >= 0 and known[at] != hashes[i]:
            at = (at + np.uint64(1)) & mask
        if numbers[at] < 0:
            if 2 * met >= len(known):
                return i, met
            known[at] = hashes[i]
            numbers[at] = met
            met += 1
        found[i] = numbers[at]
    return len(hashes), met


@compiled
def find_rows(codes: Codes, start: int, row: Longs) -> None:
    """Put a row that has each key, ``codes - start``, in `row`."""
    for i in range(len(codes)):
        row[np.uint64(np.int64(codes[i]) - start)] = i


@compiled
def _multiply_odds(odds: Floats, area: Codes, cell: Ints, part: Floats, stride: int) -> None:
    """Multiply each row's odds against the outcome by its margin cell's part.

    `part` holds one table for all areas (`stride` 0) or a table per area (`stride` its length).
    """
    for i in range(len(area)):
        odds[i] *= part[np.uint64(stride * np.int64(area[i]) + cell[i])]


@unchecked
def _chances(odds: Floats, p: Floats, pq: Floats) -> None:
    """Turn odds against the outcome into p and p(1 - p)."""
    for i in range(len(odds)):
        chance = 1.0 / (1.0 + odds[i])
        p[i] = chance
        pq[i] = odds[i] * chance * chance


@compiled
def _add_by_area(area: Codes, weight: Floats, values: Floats, sums: Floats) -> None:
    """Add persons, weights, squared weights and `values` to their areas' row of `sums`.

    Without weights (an empty array) each person counts for one and their columns stay as they
    are. Runs of one area are summed in registers, on from what the area has, so that where one
    call ends and the next begins changes no digit.
    """
    weighted = len(weight) > 0
    current = area[0]
    since = 0
    w, w2, total = sums[current, 1], sums[current, 2], sums[current, 3]
    for i in range(len(area)):
        if area[i] != current:
            sums[current, 0] += i - since
            sums[current, 1], sums[current, 2], sums[current, 3] = w, w2, total
            current = area[i]
            since = i
            w, w2, total = sums[current, 1], sums[current, 2], sums[current, 3]
        if weighted:
            w += weight[i]
            w2 += weight[i] * weight[i]
        total += values[i]
    sums[current, 0] += len(area) - since
    sums[current, 1], sums[current, 2], sums[current, 3] = w, w2, total


@compiled
def _add_by_two_cells(
    area: Codes, cells: Ints, values: Floats, tables: Floats, start: Longs, size: Longs
) -> None:
    """Add `values` to ``[area, cell]`` of two flat tables that begin at `start`."""
    first, second = cells[0], cells[1]
    for i in range(len(area)):
        d = np.int64(area[i])
        tables[np.uint64(start[0] + size[0] * d + first[i])] += values[i]
        tables[np.uint64(start[1] + size[1] * d + second[i])] += values[i]


@compiled
def add_by_cell(area: Codes, cell: Ints, values: Floats, table: Floats, size: int) -> None:
    """Add `values` to ``table[area, cell]``, a flat table of `size` cells per area."""
    for i in range(len(area)):
        table[np.uint64(size * np.int64(area[i]) + cell[i])] += values[i]


@compiled
def score(
    area: Codes,
    weight: Floats,
    cells: Ints,
    odds_of: tuple[Floats, Floats, Longs, Longs],
    tables: tuple[Floats, Floats, Longs, Longs],
    scratch: Floats,
) -> None:
    """Score rows and add up what they give.

    Parameters
    ----------
    weight : (m,), or empty where each person counts for one.
    cells : (margins, m), each row's cell in the margins' tables.
    odds_of : odds against the outcome
        Of each area; of the margins' cells, one after the other; where each margin's begin, and
        how many each area has (0: one table for all).
    tables : sums, added to
        Of areas, (areas, 4), see `_add_by_area`; of p(1 - p) per area and cell, margins one after
        the other; where each begins, and how many cells an area has.
    scratch : (3, m or more)
    """
    m = len(area)
    odds, p, pq = scratch[0, :m], scratch[1, :m], scratch[2, :m]
    by_area, parts, part_at, stride = odds_of
    sums, spread, spread_at, size = tables
    for i in range(m):
        odds[i] = by_area[np.uint32(area[i])]
    for k in range(len(cells)):
        _multiply_odds(odds, area, cells[k], parts[part_at[k] : part_at[k + 1]], stride[k])
    _chances(odds, p, pq)
    if len(weight) > 0:
        for i in range(m):
            p[i] *= weight[i]
            pq[i] *= weight[i]
    _add_by_area(area, weight, p, sums)
    # Two at a time: their additions do not wait for each other.
    for k in range(0, len(cells) - 1, 2):
        _add_by_two_cells(area, cells[k : k + 2], pq, spread, spread_at[k:], size[k:])
    if len(cells) % 2:
        add_by_cell(area, cells[-1], pq, spread[spread_at[len(cells) - 1] :], size[-1])


@compiled
def partition(
    area: Ints, pattern: Ints, weight: Floats, n_areas: int
) -> tuple[Longs, Ints, Floats]:
    """Order rows by area, keeping their order within it; return where areas start, and the rows."""
    ptr = np.zeros(n_areas + 1, np.int64)
    for i in range(len(area)):
        ptr[area[i] + 1] += 1
    for d in range(n_areas):
        ptr[d + 1] += ptr[d]

    ordered = True
    for i in range(1, len(area)):
        if area[i] < area[i - 1]:
            ordered = False
            break
    if ordered:
        return ptr, pattern, weight

    place = ptr[:-1].copy()
    by_area = np.empty_like(pattern)
    weight_by_area = np.empty_like(weight)
    weighted = len(weight) > 0
    for i in range(len(area)):
        at = place[area[i]]
        place[area[i]] += 1
        by_area[at] = pattern[i]
        if weighted:
            weight_by_area[at] = weight[i]
    return ptr, by_area, weight_by_area


@compiled
def count_patterns_by_area(
    ptr: Longs, pattern: Ints, weight: Floats, scratch: Floats
) -> tuple[Longs, Ints, Floats, Floats, Floats]:
    """Count rows, weights and squared weights per area and pattern.

    `scratch` has shape (3 or 1, patterns rounded up to `RUN`), is zero, and is left zero.
    Patterns come out in ascending order within each area.
    """
    n_areas = len(ptr) - 1
    weighted = len(weight) > 0
    runs = scratch.shape[1] // RUN
    touched = np.zeros(runs, np.bool_)
    cells = np.zeros(n_areas + 1, np.int64)
    out_pattern = np.empty_like(pattern)
    out_persons = np.empty(len(pattern))
    out_weight = np.empty(len(pattern) if weighted else 0)
    out_weight2 = np.empty(len(pattern) if weighted else 0)
    at = 0
    for d in range(n_areas):
        for i in range(ptr[d], ptr[d + 1]):
            k = pattern[i]
            scratch[0, k] += 1.0
            touched[k // RUN] = True
            if weighted:
                scratch[1, k] += weight[i]
                scratch[2, k] += weight[i] * weight[i]
        if ptr[d + 1] > ptr[d]:
            for run in range(runs):
                if touched[run]:
                    touched[run] = False
                    for k in range(run * RUN, (run + 1) * RUN):
                        if scratch[0, k] > 0.0:
                            out_pattern[at] = k
                            out_persons[at] = scratch[0, k]
                            scratch[0, k] = 0.0
                            if weighted:
                                out_weight[at] = scratch[1, k]
                                out_weight2[at] = scratch[2, k]
                                scratch[1, k] = 0.0
                                scratch[2, k] = 0.0
                            at += 1
        cells[d + 1] = at
    return cells, out_pattern[:at], out_persons[:at], out_weight[:at], out_weight2[:at]


@compiled
def merge_cells(
    ptr_a: Longs, pattern_a: Ints, values_a: Floats, ptr_b: Longs, pattern_b: Ints, values_b: Floats
) -> tuple[Longs, Ints, Floats]:
    """Merge two sets of cells with ascending patterns per area; `values` have shape (q, cells)."""
    n_areas = len(ptr_a) - 1
    q = len(values_a)
    ptr = np.zeros(n_areas + 1, np.int64)
    pattern = np.empty(len(pattern_a) + len(pattern_b), np.int32)
    values = np.empty((q, len(pattern)))
    at = 0
    for d in range(n_areas):
        i, end_a = ptr_a[d], ptr_a[d + 1]
        j, end_b = ptr_b[d], ptr_b[d + 1]
        while i < end_a or j < end_b:
            from_a = j >= end_b or (i < end_a and pattern_a[i] <= pattern_b[j])
            from_b = i >= end_a or (j < end_b and pattern_b[j] <= pattern_a[i])
            pattern[at] = pattern_a[i] if from_a else pattern_b[j]
            for r in range(q):
                value = 0.0
                if from_a:
                    value += values_a[r, i]
                if from_b:
                    value += values_b[r, j]
                values[r, at] = value
            if from_a:
                i += 1
            if from_b:
                j += 1
            at += 1
        ptr[d + 1] = at
    return ptr, pattern[:at], values[:, :at]


@compiled
def sum_cells(
    ptr: Longs,
    pattern: Ints,
    n: Floats,
    n2: Floats,
    persons: Floats,
    level: Ints,
    n_levels: int,
    row_ptr: Longs,
    column: Ints,
    value: Floats,
    coef: Floats,
    by_area: Floats,
    totals: Floats,
    gradient: Floats,
) -> None:
    """Add up counts, n p and the gradient of n p per area and level, one cell at a time.

    Pattern k's row of the model matrix is ``value[row_ptr[k]:row_ptr[k + 1]]`` in the columns
    ``column[...]``, each multiplied by ``by_area[d, column]``. `totals` has a row per area and
    level: persons, n, n2, n p and n p(1 - p).
    """
    n_coef = len(coef)
    beta = np.empty(n_coef)
    for d in range(len(ptr) - 1):
        for j in range(n_coef):
            beta[j] = coef[j] * by_area[d, j]
        for i in range(ptr[d], ptr[d + 1]):
            k = pattern[i]
            if level[k] < 0:
                continue
            row = d * n_levels + level[k]
            eta = 0.0
            for r in range(row_ptr[k], row_ptr[k + 1]):
                eta += value[r] * beta[column[r]]
            small = exp(-abs(eta))
            chance = 1.0 / (1.0 + small) if eta >= 0.0 else small / (1.0 + small)
            spread = n[i] * small / ((1.0 + small) * (1.0 + small))
            totals[row, 0] += persons[i]
            totals[row, 1] += n[i]
            totals[row, 2] += n2[i]
            totals[row, 3] += n[i] * chance
            totals[row, 4] += spread
            for r in range(row_ptr[k], row_ptr[k + 1]):
                gradient[row, column[r]] += spread * value[r]
        for row in range(d * n_levels, (d + 1) * n_levels):
            for j in range(n_coef):
                gradient[row, j] *= by_area[d, j]


@compiled
def rake_areas(
    ptr: Longs,
    n: Floats,
    cell_of: Ints,
    margin_start: Longs,
    margin: Floats,
    tolerance: float,
    max_iter: int,
) -> tuple[Ints, Floats]:
    """Scale each area's cells in turn to each of its margins until none moves any more.

    `cell_of` has shape (margins, cells): where each cell falls in that margin's table;
    `margin` has shape (areas, all margin cells). `n` is changed in place. Returns, per area,
    the rounds used and the largest relative gap that the last round found.
    """
    n_areas = len(ptr) - 1
    n_margins = len(margin_start) - 1
    rounds = np.zeros(n_areas, np.int32)
    gaps = np.zeros(n_areas)
    sums = np.zeros(margin.shape[1])
    for d in range(n_areas):
        first, last = ptr[d], ptr[d + 1]
        for _ in range(max_iter):
            gap = 0.0
            for m in range(n_margins):
                lo, hi = margin_start[m], margin_start[m + 1]
                sums[lo:hi] = 0.0
                for i in range(first, last):
                    sums[lo + cell_of[m, i]] += n[i]
                for c in range(lo, hi):
                    if sums[c] > 0.0:
                        gap = max(gap, abs(sums[c] - margin[d, c]) / max(margin[d, c], 1.0))
                        sums[c] = margin[d, c] / sums[c]
                for i in range(first, last):
                    n[i] *= sums[lo + cell_of[m, i]]
            rounds[d] += 1
            gaps[d] = gap
            if gap <= tolerance:
                break
    return rounds, gaps
