"""Keep counts of so few children that they identify them from leaving an office."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import PatternIndex

FloatArray = NDArray[np.float64]

# Fewer children than this are not shown.
THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class CellReview:
    """How identifying a set of cells is; shares in 0-1.

    `cells_alone` are cells of one child, `cells_small` of fewer than `threshold`;
    `persons_alone` and `persons_small` are the shares of children who are in them.
    """

    cells: int
    persons: float
    threshold: int
    cells_alone: float
    cells_small: float
    persons_alone: float
    persons_small: float


@dataclass(frozen=True, slots=True)
class SafeCells:
    """Cells without small counts, and what it cost; shares of children in 0-1.

    `merged_share` were moved to a commoner level of one or more variables in their area;
    `suppressed_share` could not be and are left out; `suppressed_by_area` has shape (D,).
    """

    counts: AreaCounts
    merged_share: float
    suppressed_share: float
    suppressed_by_area: FloatArray


def review_counts(counts: AreaCounts, threshold: int = THRESHOLD) -> CellReview:
    """Say which share of cells, and of children, a reader could single out."""
    persons = counts.persons[counts.persons > 0]
    total = float(persons.sum())
    alone, small = persons <= 1, persons < threshold
    cells = len(persons)
    return CellReview(
        cells=cells,
        persons=total,
        threshold=threshold,
        cells_alone=int(alone.sum()) / cells if cells else 0.0,
        cells_small=int(small.sum()) / cells if cells else 0.0,
        persons_alone=float(persons[alone].sum()) / total if cells else 0.0,
        persons_small=float(persons[small].sum()) / total if cells else 0.0,
    )


def suppress_small(
    group: NDArray[np.integer], n: FloatArray, threshold: int = THRESHOLD
) -> NDArray[np.bool_]:
    """Return the mask of table rows to hide, shape (rows,).

    Parameters
    ----------
    group : ndarray of int, shape (rows,)
        Rows that add up to a total that is shown: an area's levels of one variable.
    n : ndarray, shape (rows,)
        Children in each row.
    threshold : int
        Rows of 1 to ``threshold - 1`` children are hidden (primary suppression). As the total
        is shown, the next smallest rows of the group are hidden with them until the hidden
        rows are at least two and hold at least `threshold` children (complementary
        suppression); a group with nothing else to hide is hidden whole.

    References
    ----------
    Hundepool and others (2012), *Statistical Disclosure Control*, chapter 4.
    Checked by its two properties in ``tests/property/test_census_disclosure.py``.
    """
    hidden = (n > 0) & (n < threshold)
    if not hidden.any():
        return hidden
    # Within a group: hidden rows first, then rows with children from the smallest, then zeros.
    order = np.lexsort((n, n == 0, ~hidden, group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0])
    for rows in np.split(order, starts[1:]):
        count = int(hidden[rows].sum())
        if count == 0:
            continue
        persons = float(n[rows[:count]].sum())
        while count < len(rows) and (count < 2 or persons < threshold):
            persons += float(n[rows[count]])
            count += 1
        hidden[rows[:count]] = True
    return hidden


def safe_cells(
    counts: AreaCounts,
    index: PatternIndex,
    give_up: tuple[str, ...],
    threshold: int = THRESHOLD,
) -> SafeCells:
    """Return cells of at least `threshold` children each, to leave an office.

    Small cells of an area that differ only in the first variable of `give_up` are merged into
    the commonest of its levels among them; those still small also in the second, and so on.
    What is still small after the last is left out. Cells that were large enough keep their
    patterns, so the distortion stays in the rare patterns and in the variables named.

    Parameters
    ----------
    counts : AreaCounts
    index : PatternIndex
    give_up : tuple of str
        Factors in the order in which their detail may be given up, least needed first.
    threshold : int

    References
    ----------
    Local recoding and suppression: Hundepool and others (2012), *Statistical Disclosure
    Control*, chapter 3. Checked in ``tests/property/test_census_disclosure.py``.
    """
    area, pid, n, persons = counts.area, counts.pid.astype(np.int64), counts.n, counts.persons
    n2 = np.zeros(counts.cells) if counts.n2 is None else counts.n2
    key, bare = pid.copy(), pid.copy()
    small = persons < threshold
    for name in give_up:
        v = index.position(name)
        radix, size = index.radices[v], index.sizes[v]
        rows = np.flatnonzero(small)
        bare[rows] -= bare[rows] // radix % size * radix
        group, commonest = _merge(area[rows], bare[rows], key[rows], persons[rows])
        key[rows] = commonest
        merged_persons = np.bincount(group, weights=persons[rows])[group]
        small[rows] = merged_persons < threshold
    # A group that stays small may still fall on a cell that is large enough.
    group, _ = _merge(area, key, key, persons)
    leave = np.bincount(group, weights=persons)[group] >= threshold
    total = float(n.sum())
    moved = leave & (key != pid)
    safe = AreaCounts.from_cells(
        area[leave],
        key[leave].astype(np.int32),
        n[leave],
        counts.areas,
        n2=None if counts.n2 is None else n2[leave],
        records=None if counts.records is None else persons[leave],
    )
    return SafeCells(
        counts=safe,
        merged_share=float(n[moved].sum()) / total if total else 0.0,
        suppressed_share=float(n[~leave].sum()) / total if total else 0.0,
        suppressed_by_area=counts.by_area(n * ~leave),
    )


def _merge(
    area: NDArray[np.int32],
    bare: NDArray[np.int64],
    key: NDArray[np.int64],
    persons: FloatArray,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group cells of one area and bare pattern; return their group and its commonest `key`."""
    if not len(area):
        return np.empty(0, np.int64), key
    order = np.lexsort((key, bare, area))
    new_group = np.ones(len(order), np.bool_)
    new_group[1:] = (np.diff(area[order]) != 0) | (np.diff(bare[order]) != 0)
    new_key = new_group.copy()
    new_key[1:] |= np.diff(key[order]) != 0
    group_sorted = np.cumsum(new_group) - 1
    starts = np.flatnonzero(new_key)
    in_key = np.add.reduceat(persons[order], starts)
    of_group = group_sorted[starts]
    # The last of each group, by persons and then against the order of patterns, is the commonest.
    ranked = np.lexsort((-key[order][starts], in_key, of_group))
    best = np.empty(group_sorted[-1] + 1, np.int64)
    best[of_group[ranked]] = key[order][starts][ranked]
    group = np.empty(len(order), np.int64)
    group[order] = group_sorted
    return group, best[group]
