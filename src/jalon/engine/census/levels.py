"""Count the persons of a census at each level of each variable, area by area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census import kernels
from jalon.engine.census.batch import Batch
from jalon.engine.census.chunks import Chunk, chunks, in_order
from jalon.engine.census.design import MARGIN_CELLS
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.scan import CHUNK, TABLES
from jalon.engine.census.tally import BLOCK, ScanReport, Tally

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class LevelCounts:
    """Persons, or their weights, of D areas.

    Attributes
    ----------
    totals : (D,)
    by_level : a (D, L) for each factor, in their order
    report : what became of the rows
    """

    totals: FloatArray
    by_level: tuple[FloatArray, ...]
    report: ScanReport

    def joined(self, later: Self) -> Self:
        """Return these counts and those of other rows, as one."""
        by_level = zip(self.by_level, later.by_level, strict=True)
        return type(self)(
            self.totals + later.totals,
            tuple(mine + theirs for mine, theirs in by_level),
            self.report.joined(later.report),
        )

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return all of it as arrays by their names."""
        by_level = {f"level-{v}": counts for v, counts in enumerate(self.by_level)}
        return {"totals": self.totals, **by_level, "report": self.report.array()}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` was made of."""
        by_level = tuple(kept[f"level-{v}"] for v in range(len(kept) - 2))
        return cls(kept["totals"], by_level, ScanReport.of_array(kept["report"]))


def count_levels(
    batches: Iterable[Batch], index: PatternIndex, n_areas: int, threads: int = 1
) -> LevelCounts:
    """Count each factor's levels in each area, in one pass and in memory that does not grow.

    Parameters and errors as in `stream_sums`.

    References
    ----------
    Checked against a group-by in ``tests/unit/test_census_levels.py``.
    """
    sets = _sets(index, n_areas)
    tables = [_Tables(index, sets, n_areas) for _ in range(TABLES)]

    def add(chunk: Chunk) -> Tally:
        number, pieces = chunk
        tally = Tally(index, n_areas, number * CHUNK)
        for piece in pieces:
            for block in tally.blocks(piece):
                tables[number % TABLES].add(block)
        return tally

    whole = Tally(index, n_areas)
    ahead = min(2 * threads, TABLES)
    for tally in in_order(add, chunks(batches, CHUNK), min(threads, TABLES), ahead):
        whole.join(tally)
    by_set = [sum(parts) for parts in zip(*(table.by_set for table in tables), strict=True)]
    by_level: dict[int, FloatArray] = {}
    for factors, counts in zip(sets, by_set, strict=True):
        shaped = np.reshape(counts, (n_areas, *(index.sizes[v] for v in factors)))
        for axis, v in enumerate(factors):
            others = tuple(other + 1 for other in range(len(factors)) if other != axis)
            by_level[v] = shaped.sum(axis=others)
    totals = np.reshape(by_set[0], (n_areas, -1)).sum(axis=1)
    return LevelCounts(totals, tuple(by_level[v] for v in range(len(index.sizes))), whole.report())


def _sets(index: PatternIndex, n_areas: int) -> list[tuple[int, ...]]:
    """Group factors whose tables of all levels together are small: each is one addition per row."""
    limit = max(MARGIN_CELLS // max(n_areas, 1), 1)
    sets: list[tuple[int, ...]] = [()]
    for v in sorted(range(len(index.sizes)), key=lambda v: -index.sizes[v]):
        for i, factors in enumerate(sets):
            if not factors or prod(index.sizes[u] for u in (*factors, v)) <= limit:
                sets[i] = (*factors, v)
                break
        else:
            sets.append((v,))
    return sets


class _Tables:
    """Counts per area and combination of levels, for each set of factors."""

    def __init__(self, index: PatternIndex, sets: list[tuple[int, ...]], n_areas: int) -> None:
        self.index = index
        self.sets = sets
        self.size = [prod(index.sizes[v] for v in factors) for factors in sets]
        self.by_set = [np.zeros(n_areas * size) for size in self.size]
        self._ones = np.ones(BLOCK)
        self._cell = np.empty(BLOCK, np.int32)

    def add(self, block: Batch) -> None:
        rows = len(block.area)
        values = self._ones[:rows] if block.weight is None else block.weight
        cell = self._cell[:rows]
        for factors, size, table in zip(self.sets, self.size, self.by_set, strict=True):
            cell[:] = 0
            radix = size
            for v in factors:
                radix //= self.index.sizes[v]
                kernels.add_codes(cell, block.codes[v], radix)
            kernels.add_by_cell(block.area, cell, values, table, size)
