"""Read a census once, batch by batch, into sums per area or counts per area and pattern."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census import kernels
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.design import PatternDesign, margins_of
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.sums import AreaSums, area_multipliers
from jalon.errors import BadInput, CannotEstimate

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer]
Progress = Callable[[int], None]

# Rows taken at a time: their indices and chances stay in a core's own cache.
BLOCK = 16_384
# Rows held back to be partitioned by area before they are counted.
HELD_ROWS = 4_000_000
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
class Batch:
    """Rows of a census as codes.

    Parameters
    ----------
    area : ndarray of int, shape (m,)
        Position in the area register; -1 where the row has no such area.
    codes : tuple of V ndarrays of int, each shape (m,)
        Level of each factor; -1 where it is missing.
    weight : ndarray, shape (m,), optional
        Weight of each person; absent when each counts for one.
    times : ndarray, shape (m,), optional
        Persons that each row stands for; absent when it is one. See `count_distinct`.
    """

    area: Codes
    codes: tuple[Codes, ...]
    weight: FloatArray | None = None
    times: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What became of the rows: `dropped` counts them by ``no-area`` or ``missing-<factor>``."""

    rows_read: int
    rows_used: int
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Counts per area and pattern, and what became of the rows."""

    counts: AreaCounts
    rows_read: int
    rows_used: int
    dropped: dict[str, int]


def stream_sums(
    batches: Iterable[Batch],
    index: PatternIndex,
    design: PatternDesign,
    n_areas: int,
    progress: Progress | None = None,
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
    scorer = _Scorer(design, n_areas)
    tally = _Tally(index, n_areas)
    for batch in batches:
        for block in tally.blocks(batch):
            scorer.add(block)
        if progress is not None:
            progress(tally.rows_read)
    return scorer.sums(), tally.report()


def count_patterns(
    batches: Iterable[Batch],
    index: PatternIndex,
    n_areas: int,
    progress: Progress | None = None,
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
    tally = _Tally(index, n_areas)
    for batch in batches:
        for block in tally.blocks(batch):
            counter.add(block)
        if progress is not None:
            progress(tally.rows_read)
    report = tally.report()
    return ScanResult(counter.counts(), report.rows_read, report.rows_used, report.dropped)


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
    return ScanResult(counts, read, used, persons.dropped)


def _weighing(batch: Batch, power: int) -> Batch:
    """Return the batch weighed by persons times their weight to this power."""
    times = np.ones(len(batch.area)) if batch.times is None else batch.times
    weight = times if power == 0 or batch.weight is None else times * batch.weight**power
    return replace(batch, weight=weight, times=None)


class _Tally:
    """Cut batches into blocks without missing codes, and count what is left out."""

    def __init__(self, index: PatternIndex, n_areas: int) -> None:
        self.index = index
        self.n_areas = n_areas
        self.rows_read = 0
        self.rows_used = 0
        self.dropped: dict[str, int] = {}
        self.weighted: bool | None = None

    def blocks(self, batch: Batch) -> Iterator[Batch]:
        weighted = batch.weight is not None
        if self.weighted not in (None, weighted):
            raise ValueError("either every batch has weights, or none has")
        self.weighted = weighted
        if len(batch.codes) != len(self.index.factors):
            raise BadInput(
                "census-columns-differ", given=len(batch.codes), wanted=len(self.index.factors)
            )
        for start in range(0, len(batch.area), BLOCK):
            rows = slice(start, start + BLOCK)
            weight = None if batch.weight is None else batch.weight[rows]
            block = Batch(batch.area[rows], tuple(codes[rows] for codes in batch.codes), weight)
            self.rows_read += len(block.area)
            block = self._without_missing(block)
            self.rows_used += len(block.area)
            if len(block.area):
                yield block

    def report(self) -> ScanReport:
        return ScanReport(self.rows_read, self.rows_used, dict(self.dropped))

    def _without_missing(self, block: Batch) -> Batch:
        weight = block.weight
        if weight is not None and not (np.isfinite(weight).all() and weight.min() >= 0.0):
            wrong = int((~np.isfinite(weight) | (weight < 0)).sum())
            raise BadInput("census-weight-invalid", rows=wrong, before_row=self.rows_read)
        lowest = [self._lowest("area", block.area, self.n_areas)]
        for factor, codes in zip(self.index.factors, block.codes, strict=True):
            lowest.append(self._lowest(factor.name, codes, len(factor.levels)))
        if min(lowest) >= 0:
            return block

        keep = np.ones(len(block.area), np.bool_)
        reasons = ["no-area", *(f"missing-{factor.name}" for factor in self.index.factors)]
        columns = (block.area, *block.codes)
        for reason, low, codes in zip(reasons, lowest, columns, strict=True):
            if low < 0:
                missing = keep & (codes < 0)
                if rows := int(missing.sum()):
                    self.dropped[reason] = self.dropped.get(reason, 0) + rows
                keep &= ~missing
        return Batch(
            block.area[keep],
            tuple(codes[keep] for codes in block.codes),
            None if weight is None else weight[keep],
        )

    def _lowest(self, name: str, codes: Codes, levels: int) -> int:
        low, high = kernels.extremes(codes)
        if high >= levels:
            raise BadInput("code-outside-levels", column=name, found=int(high), levels=levels)
        return int(low)


class _Scorer:
    """Tables of odds per margin, and tables of sums of w p(1 - p) per area and margin cell."""

    def __init__(self, design: PatternDesign, n_areas: int) -> None:
        self.design = design
        self.n_areas = n_areas
        self.margins = margins_of(design, n_areas)
        self.multipliers = area_multipliers(design.covariate_of, design.Z)
        no_factor = [j for j, factors in enumerate(design.factors_of) if not factors]
        self.no_factor = np.array(no_factor, np.intp)
        constant = design.matrix(np.zeros(1, np.int32))[0, self.no_factor]
        offset = self.multipliers[:, self.no_factor] @ (constant * design.coef[self.no_factor])
        self.constant = constant
        self.strides, parts = [], []
        for margin in self.margins:
            if (design.covariate_of[margin.columns] >= 0).any():
                beta = self.multipliers[:, margin.columns] * design.coef[margin.columns]
                parts.append((beta @ margin.X.T).ravel())
                self.strides.append(margin.size)
            else:
                parts.append(margin.X @ design.coef[margin.columns])
                self.strides.append(0)
        largest = _largest(offset) + sum(_largest(part) for part in parts)
        if not largest <= LARGEST_LOG_ODDS:
            raise CannotEstimate("log-odds-out-of-range", largest=largest, limit=LARGEST_LOG_ODDS)
        self.area_odds = np.exp(-offset)
        self.part_odds = [np.exp(-part) for part in parts]
        self.spread = [np.zeros(n_areas * margin.size) for margin in self.margins]
        self.totals = np.zeros((n_areas, 4))
        self.weighted = False
        self._odds, self._p, self._pq = np.empty((3, BLOCK))
        self._cell = np.empty((len(self.margins), BLOCK), np.int32)

    def add(self, block: Batch) -> None:
        m = len(block.area)
        odds, p, pq, cells = self._odds[:m], self._p[:m], self._pq[:m], self._cell[:, :m]
        kernels.take_area_odds(odds, block.area, self.area_odds)
        cells[:] = 0
        for k, margin in enumerate(self.margins):
            for v in margin.factors:
                kernels.add_codes(cells[k], block.codes[v], margin.radices[v])
            kernels.multiply_odds(odds, block.area, cells[k], self.part_odds[k], self.strides[k])
        kernels.chances(odds, p, pq)
        weight = block.weight
        if weight is not None:
            self.weighted = True
            p *= weight
            pq *= weight
        kernels.add_by_area(block.area, NO_WEIGHTS if weight is None else weight, p, self.totals)
        for k, margin in enumerate(self.margins):
            kernels.add_by_cell(block.area, cells[k], pq, self.spread[k], margin.size)

    def sums(self) -> AreaSums:
        tables = [spread.reshape(self.n_areas, -1) for spread in self.spread]
        pq = tables[0].sum(axis=1)
        gradient = np.empty((self.n_areas, len(self.design.coef)))
        gradient[:, self.no_factor] = pq[:, None] * self.constant
        for margin, table in zip(self.margins, tables, strict=True):
            gradient[:, margin.columns] = table @ margin.X
        gradient *= self.multipliers
        persons, weight, weight2, p = self.totals.T.copy()
        if not self.weighted:
            weight, weight2 = persons, persons
        return AreaSums(persons, weight, weight2, p, pq, gradient)


def _largest(values: FloatArray) -> float:
    return float(np.abs(values).max(initial=0.0))


class _Counter:
    """Rows held back until there are enough to partition, and the cells counted so far."""

    def __init__(self, index: PatternIndex, n_areas: int) -> None:
        self.index = index
        self.n_areas = n_areas
        self.held = 0
        self.area = np.empty(HELD_ROWS + BLOCK, np.int32)
        self.pattern = np.empty(HELD_ROWS + BLOCK, np.int32)
        self.weight: FloatArray | None = None
        self.weighted = False
        self.scratch: FloatArray | None = None
        self.segments: list[tuple[NDArray[np.int64], NDArray[np.int32], FloatArray]] = []

    def add(self, block: Batch) -> None:
        rows = slice(self.held, self.held + len(block.area))
        self.area[rows] = block.area
        pattern = self.pattern[rows]
        pattern[:] = 0
        for codes, radix in zip(block.codes, self.index.radices, strict=True):
            kernels.add_codes(pattern, codes, radix)
        if block.weight is not None:
            self.weighted = True
            if self.weight is None:
                self.weight = np.empty(len(self.area))
            self.weight[rows] = block.weight
        self.held += len(block.area)
        if self.held >= HELD_ROWS:
            self.flush()

    def flush(self) -> None:
        weight = NO_WEIGHTS if self.weight is None else self.weight[: self.held]
        if self.scratch is None:
            runs = -(-self.index.size // kernels.RUN)
            self.scratch = np.zeros((3 if self.weighted else 1, runs * kernels.RUN))
        ptr, pattern, by_area = kernels.partition(
            self.area[: self.held], self.pattern[: self.held], weight, self.n_areas
        )
        ptr, pattern, *values = kernels.count_patterns_by_area(ptr, pattern, by_area, self.scratch)
        kept = values if self.weighted else values[:1]
        self.segments.append((ptr, pattern.copy(), np.array(kept)))
        self.held = 0
        # Like sizes are merged with like, so that each cell is moved only a few times.
        while len(self.segments) > 1 and (
            len(self.segments[-2][1]) <= 2 * len(self.segments[-1][1])
        ):
            self.merge()

    def merge(self) -> None:
        later, earlier = self.segments.pop(), self.segments.pop()
        self.segments.append(kernels.merge_cells(*earlier, *later))

    def counts(self) -> AreaCounts:
        self.flush()
        while len(self.segments) > 1:
            self.merge()
        ptr, pattern, values = self.segments[0]
        if not self.weighted:
            return AreaCounts(ptr, pattern, np.ascontiguousarray(values[0]))
        records, n, n2 = (np.ascontiguousarray(row) for row in values)
        return AreaCounts(ptr, pattern, n, n2, records)
