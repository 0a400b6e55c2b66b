"""Read a census once, batch by batch, into sums per area or counts per area and pattern."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census import kernels
from jalon.engine.census.batch import Batch
from jalon.engine.census.chunks import Chunk, Progress, chunks, in_order
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.design import Margin, PatternDesign, margins_of
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.sums import AreaSums, area_multipliers
from jalon.engine.census.tally import BLOCK, ScanReport, Tally
from jalon.errors import CannotEstimate

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer]
Longs = NDArray[np.int64]

# Rows that a thread scores before it takes others.
CHUNK = 4 * BLOCK
# Tables of sums: chunk k is added to table k modulo so many, whatever the number of threads, and
# the tables in their order at the end. More threads than these would wait.
TABLES = 4
# Rows that are partitioned by area and counted together.
HELD_ROWS = 2_000_000
# Products of odds stay finite below this.
LARGEST_LOG_ODDS = 690.0

NO_WEIGHTS = np.empty(0)

__all__ = [
    "Batch",
    "PatternDesign",
    "ScanReport",
    "ScanResult",
    "count_distinct",
    "count_patterns",
    "stream_sums",
]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Counts per area and pattern, and what became of the rows."""

    counts: AreaCounts
    report: ScanReport

    @property
    def rows_read(self) -> int:
        return self.report.rows_read

    @property
    def rows_used(self) -> int:
        return self.report.rows_used

    @property
    def dropped(self) -> dict[str, int]:
        return self.report.dropped

    def joined(self, later: Self) -> Self:
        """Return these counts and those of other rows, as one."""
        return type(self)(self.counts.joined(later.counts), self.report.joined(later.report))

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return all of it as arrays by their names."""
        return {**self.counts.arrays(), "report": self.report.array()}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` was made of."""
        return cls(AreaCounts.of_arrays(kept), ScanReport.of_array(kept["report"]))


def stream_sums(
    batches: Iterable[Batch],
    index: PatternIndex,
    design: PatternDesign,
    n_areas: int,
    progress: Progress | None = None,
    threads: int = 1,
) -> tuple[AreaSums, ScanReport]:
    """Score every person of a census and add up, in one pass and in memory that does not grow.

    Exponentials are taken per margin cell and per area, never per person: a person's odds
    against the outcome are a product of table entries, p = 1 / (1 + odds). The gradient is
    added up in the same tables, one addition per margin, and turned into coefficients at the end.

    Parameters
    ----------
    batches : iterable of Batch
    index : PatternIndex
        Factors in the order of the batches' codes.
    design : PatternDesign
    n_areas : int
    progress : callable, optional
        Called with the number of rows read so far after each batch.
    threads : int
        Up to `TABLES` work at once, beside the reading. The sums depend on the rows and
        their order alone, to the last digit.

    Returns
    -------
    AreaSums, ScanReport

    Raises
    ------
    BadInput("code-outside-levels"), BadInput("census-weight-invalid")
    CannotEstimate("log-odds-out-of-range")
        A log-odds beyond 690, where chances are 0 or 1 to the last digit: the fit has separated.

    References
    ----------
    Checked against a sum over persons in ``tests/unit/test_census_scan.py``.
    """
    odds = _Odds.of(design, n_areas)
    tables = [_Tables(odds) for _ in range(TABLES)]

    def add(chunk: Chunk) -> Tally:
        number, pieces = chunk
        tally = Tally(index, n_areas, number * CHUNK)
        for piece in pieces:
            for block in tally.blocks(piece):
                tables[number % TABLES].add(block)
        return tally

    # Before a chunk begins, the one that was added to its table before is done.
    ahead = min(2 * threads, TABLES)
    whole = Tally(index, n_areas)
    for tally in in_order(add, chunks(batches, CHUNK, progress), min(threads, TABLES), ahead):
        whole.join(tally)
    return _sums(tables, bool(whole.weighted)), whole.report()


def count_patterns(
    batches: Iterable[Batch],
    index: PatternIndex,
    n_areas: int,
    progress: Progress | None = None,
    threads: int = 1,
) -> ScanResult:
    """Count the persons of a census per area and pattern.

    Rows are held back by the million, partitioned by area (rows that arrive in order of area
    are not moved), and counted in a scratch table the size of the index. Memory grows with the
    cells found, not with the persons.

    Parameters and errors as in `stream_sums`.

    References
    ----------
    Checked against a group-by in ``tests/unit/test_census_scan.py``.
    """
    counter = _Counter(index, n_areas)

    def count(chunk: Chunk) -> tuple[Tally, _Cells]:
        number, pieces = chunk
        tally = Tally(index, n_areas, number * HELD_ROWS)
        blocks = (block for piece in pieces for block in tally.blocks(piece))
        cells = counter.count(blocks, sum(len(piece.area) for piece in pieces))
        return tally, cells

    whole = Tally(index, n_areas)
    kept = _Segments(n_areas)
    for tally, cells in in_order(count, chunks(batches, HELD_ROWS, progress), threads, threads + 1):
        whole.join(tally)
        kept.add(cells)
    return ScanResult(kept.counts(), whole.report())


def count_distinct(batches: Iterable[Batch], index: PatternIndex, n_areas: int) -> ScanResult:
    """Count the same where each row of the batches stands for `Batch.times` persons.

    The cells are those of the persons: a row of m persons of weight w adds m w to the weights, m
    w^2 to their squares, and m to the records.

    References
    ----------
    Checked against `count_patterns` of the persons in ``tests/integration/test_census_cluster.py``.
    """
    kept = list(batches)
    weighted = any(batch.weight is not None for batch in kept)

    def counted(power: int) -> ScanResult:
        return count_patterns((_weighing(batch, power) for batch in kept), index, n_areas)

    persons = counted(0)
    counts = replace(persons.counts, n2=None, records=None)
    if weighted:
        sums, squares = counted(1).counts.n, counted(2).counts.n
        counts = replace(counts, n=sums, n2=squares, records=persons.counts.n)
    used = int(persons.counts.n.sum())
    read = int(sum(float(b.times.sum()) if b.times is not None else len(b.area) for b in kept))
    return ScanResult(counts, ScanReport(read, used, persons.dropped))


def _weighing(batch: Batch, power: int) -> Batch:
    """Return the batch weighed by persons times their weight to this power."""
    times = np.ones(len(batch.area)) if batch.times is None else batch.times
    weight = times if power == 0 or batch.weight is None else times * batch.weight**power
    return replace(batch, weight=weight, times=None)


@dataclass(frozen=True, eq=False)
class _Odds:
    """Odds against the outcome per area and margin cell, ready for `kernels.score`."""

    design: PatternDesign
    n_areas: int
    margins: tuple[Margin, ...]
    multipliers: FloatArray
    no_factor: NDArray[np.intp]
    constant: FloatArray
    tables: tuple[FloatArray, FloatArray, Longs, Longs] = field(repr=False)

    @classmethod
    def of(cls, design: PatternDesign, n_areas: int) -> "_Odds":
        margins = margins_of(design, n_areas)
        multipliers = area_multipliers(design.covariate_of, design.Z)
        no_factor = np.array(
            [j for j, factors in enumerate(design.factors_of) if not factors], np.intp
        )
        constant = design.matrix(np.zeros(1, np.int32))[0, no_factor]
        offset = multipliers[:, no_factor] @ (constant * design.coef[no_factor])
        strides, parts = [], []
        for margin in margins:
            if (design.covariate_of[margin.columns] >= 0).any():
                beta = multipliers[:, margin.columns] * design.coef[margin.columns]
                parts.append((beta @ margin.X.T).ravel())
                strides.append(margin.size)
            else:
                parts.append(margin.X @ design.coef[margin.columns])
                strides.append(0)
        largest = _largest(offset) + sum(_largest(part) for part in parts)
        if not largest <= LARGEST_LOG_ODDS:
            raise CannotEstimate("log-odds-out-of-range", largest=largest, limit=LARGEST_LOG_ODDS)
        tables = (
            np.exp(-offset),
            np.exp(-np.concatenate(parts)),
            _starts([len(part) for part in parts]),
            np.array(strides, np.int64),
        )
        return cls(design, n_areas, margins, multipliers, no_factor, constant, tables)


class _Tables:
    """Sums per area, and of w p(1 - p) per area and margin cell."""

    def __init__(self, odds: _Odds) -> None:
        self.odds = odds
        self.size = np.array([margin.size for margin in odds.margins], np.int64)
        self.start = _starts(odds.n_areas * self.size)
        self.spread = np.zeros(self.start[-1])
        self.totals = np.zeros((odds.n_areas, 4))
        self._scratch = np.empty((3, BLOCK))
        self._cells = np.empty((len(self.size), BLOCK), np.int32)

    def add(self, block: Batch) -> None:
        cells = self._cells[:, : len(block.area)]
        cells[:] = 0
        for k, margin in enumerate(self.odds.margins):
            for v in margin.factors:
                kernels.add_codes(cells[k], block.codes[v], margin.radices[v])
        weight = NO_WEIGHTS if block.weight is None else block.weight
        tables = (self.totals, self.spread, self.start, self.size)
        kernels.score(block.area, weight, cells, self.odds.tables, tables, self._scratch)

    def by_margin(self) -> list[FloatArray]:
        """Return the sums of p(1 - p), (areas, cells), of each margin."""
        return [
            self.spread[start:end].reshape(self.odds.n_areas, -1)
            for start, end in pairwise(self.start.tolist())
        ]


def _sums(tables: Sequence[_Tables], weighted: bool) -> AreaSums:
    """Add up the tables in their order, and turn cells into coefficients."""
    odds, totals = tables[0].odds, tables[0].totals
    by_margin = tables[0].by_margin()
    for table in tables[1:]:
        seen = np.flatnonzero(table.totals[:, 0])
        totals[seen] += table.totals[seen]
        for whole, part in zip(by_margin, table.by_margin(), strict=True):
            whole[seen] += part[seen]
    pq = by_margin[0].sum(axis=1)
    gradient = np.empty((odds.n_areas, len(odds.design.coef)))
    gradient[:, odds.no_factor] = pq[:, None] * odds.constant
    for margin, cells in zip(odds.margins, by_margin, strict=True):
        gradient[:, margin.columns] = cells @ margin.X
    gradient *= odds.multipliers
    persons, weight, weight2, p = totals.T.copy()
    if not weighted:
        weight, weight2 = persons, persons
    return AreaSums(persons, weight, weight2, p, pq, gradient)


def _starts(sizes: Sequence[int] | Longs) -> Longs:
    """Return where each of several parts begins that lie one after the other, and the end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _largest(values: FloatArray) -> float:
    return float(np.abs(values).max(initial=0.0))


@dataclass(frozen=True, eq=False, slots=True)
class _Cells:
    """Where each area's cells begin, their patterns, and what they hold: persons, and with
    weights their sum and that of their squares, (1 or 3, cells).
    """

    ptr: Longs
    pattern: NDArray[np.int32]
    values: FloatArray

    @classmethod
    def none(cls, n_areas: int) -> "_Cells":
        return cls(np.zeros(n_areas + 1, np.int64), np.empty(0, np.int32), np.empty((1, 0)))

    def merged(self, later: "_Cells") -> "_Cells":
        return _Cells(
            *kernels.merge_cells(
                self.ptr, self.pattern, self.values, later.ptr, later.pattern, later.values
            )
        )


class _Counter:
    """Count rows per area and pattern; several threads may at once."""

    def __init__(self, index: PatternIndex, n_areas: int) -> None:
        self.index = index
        self.n_areas = n_areas
        # Scratch tables that no thread uses: fresh memory costs more than the counting.
        self.idle: list[FloatArray] = []

    def count(self, blocks: Iterable[Batch], most: int) -> _Cells:
        """Return the cells of the rows of `blocks`, of which there are `most` or fewer."""
        area, pattern = np.empty(most, np.int32), np.empty(most, np.int32)
        weight, held = NO_WEIGHTS, 0
        for block in blocks:
            rows = slice(held, held + len(block.area))
            area[rows] = block.area
            pattern[rows] = 0
            for codes, radix in zip(block.codes, self.index.radices, strict=True):
                kernels.add_codes(pattern[rows], codes, radix)
            if block.weight is not None:
                weight = weight if len(weight) else np.empty(most)
                weight[rows] = block.weight
            held += len(block.area)
        if held == 0:
            return _Cells.none(self.n_areas)
        weighted = len(weight) > 0
        ptr, by_area, weight = kernels.partition(
            area[:held], pattern[:held], weight[:held], self.n_areas
        )
        scratch = self._scratch(3 if weighted else 1)
        ptr, found, *values = kernels.count_patterns_by_area(ptr, by_area, weight, scratch)
        self.idle.append(scratch)
        return _Cells(ptr, found.copy(), np.array(values if weighted else values[:1]))

    def _scratch(self, rows: int) -> FloatArray:
        try:
            return self.idle.pop()
        except IndexError:
            runs = -(-self.index.size // kernels.RUN)
            return np.zeros((rows, runs * kernels.RUN))


class _Segments:
    """Cells of one chunk after the other, merged: like sizes with like, so that each cell is
    moved only a few times.
    """

    def __init__(self, n_areas: int) -> None:
        self.none = _Cells.none(n_areas)
        self.kept: list[_Cells] = []

    def add(self, cells: _Cells) -> None:
        if len(cells.pattern) == 0:
            return
        self.kept.append(cells)
        while len(self.kept) > 1 and (len(self.kept[-2].pattern) <= 2 * len(self.kept[-1].pattern)):
            self.merge()

    def merge(self) -> None:
        later, earlier = self.kept.pop(), self.kept.pop()
        self.kept.append(earlier.merged(later))

    def counts(self) -> AreaCounts:
        while len(self.kept) > 1:
            self.merge()
        cells = self.kept[0] if self.kept else self.none
        if len(cells.values) == 1:
            return AreaCounts(cells.ptr, cells.pattern, np.ascontiguousarray(cells.values[0]))
        records, n, n2 = (np.ascontiguousarray(row) for row in cells.values)
        return AreaCounts(cells.ptr, cells.pattern, n, n2, records)
