"""The census as counts per area, read once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.cache import cached_counts
from jalon.engine.census.chunks import processors
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.disclosure import CellReview, review_counts
from jalon.engine.census.levels import LevelCounts, count_levels
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.rake import Adjustment, Split, split_and_rake
from jalon.engine.census.scan import ScanResult, count_distinct, count_patterns
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.batches import CensusScan
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.levels import census_index, scan_index, study_index
from jalon.engine.prepare.margins import MarginCounts, read_margin
from jalon.engine.prepare.reading import Reading
from jalon.engine.prepare.stretches import Progress, reading_of
from jalon.engine.sources.cluster import Cluster
from jalon.engine.sources.parts import parts_of
from jalon.engine.study import Study
from jalon.errors import BadInput

__all__ = ["Census", "CensusScan", "census_index", "read_census", "study_index"]


@dataclass(frozen=True, slots=True)
class Census:
    """What the census says of the population, per area.

    Attributes
    ----------
    totals : (D,)
        Children.
    by_level : variable -> (D, L)
        Children at each level of each variable; those whose level is unknown are left out.
    counts : AreaCounts or None
        Cells of the study's patterns; None when the census is streamed, then there are no
        estimates by group and no decomposition.
    margins, adjustments
        Published counts that the cells were raked to, and how far that moved them.
    kept
        How identifying the counts are that stay in the run's confidential folder.
    """

    totals: NDArray[np.float64]
    by_level: Mapping[str, NDArray[np.float64]]
    counts: AreaCounts | None
    reading: Reading
    margins: tuple[MarginCounts, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    kept: CellReview | None = None


def read_census(
    study: Study,
    register: AreaRegister,
    *,
    cache: Path | None = None,
    progress: Progress | None = None,
    cluster: Cluster | None = None,
) -> Census:
    """Count the patterns of the census in one pass, then rake them to the study's margins.

    `cache` is a folder where the counts are kept by the hash of the census and of the way its
    columns are read; the same census is not scanned twice, and a scan that is interrupted goes on
    where it stopped. With a `cluster` the census's distinct rows are counted there.

    Raises
    ------
    Problems
        Columns that are missing, values that are no level, areas in no register.
    """
    if cluster is not None:
        if study.census.scan == "stream":
            raise BadInput("spark-stream")
        scan = CensusScan.on_cluster(study, register, cluster)
    else:
        scan = CensusScan.of(study, register)
    if study.census.scan == "stream":
        return _streamed(study, register, scan, cache, progress)
    counts, reading = _counted(study, register, scan, cache, progress)
    if study.census.count is not None:
        # A cell of n persons is n persons of weight one.
        counts = replace(counts, n2=None, records=None)
    kept = review_counts(counts, study.disclosure.smallest_group)
    margins = _margins(study, register)
    counts, adjustments = rake(study, register, counts, margins)
    index = study_index(study)
    by_level = {
        name: counts_by_level(counts, index, i)[:, : len(variable.levels)]
        for i, (name, variable) in enumerate(study.variables.items())
    }
    return Census(counts.totals, by_level, counts, reading, margins, adjustments, kept)


def _margins(study: Study, register: AreaRegister) -> tuple[MarginCounts, ...]:
    collector = Collector()
    found = [
        collector.attempt(f"margins.{i}", partial(read_margin, study, margin, register))
        for i, margin in enumerate(study.margins)
    ]
    collector.require()
    return tuple(margin for margin in found if margin is not None)


def _counted(
    study: Study,
    register: AreaRegister,
    scan: "CensusScan",
    cache: Path | None,
    progress: Progress | None,
) -> tuple[AreaCounts, Reading]:
    index = scan_index(study)

    def count(first: int) -> Iterator[ScanResult]:
        for batches in scan.parts(progress, index, first):
            if scan.cluster is not None:
                result = count_distinct(batches, index, register.size)
            else:
                result = count_patterns(batches, index, register.size, threads=processors())
            yield replace(result, report=scan.report(result.report))

    mapping = reading_of(study, register.codes, index.factors)
    found = cached_counts(cache, parts_of(scan.table.path), mapping, ScanResult, count)
    counts, missing = without_missing(found.counts, index, census_index(study))
    _insist_on_children(study, float(counts.n.sum()))
    used = found.rows_used - sum(missing.values())
    dropped = {**found.dropped, **missing}
    return counts, Reading("census", study.census.file, found.rows_read, used, dropped)


def without_missing(
    counts: AreaCounts, index: PatternIndex, wanted: PatternIndex
) -> tuple[AreaCounts, dict[str, int]]:
    """Leave out the cells with an unknown level that the index `wanted` has no room for.

    Returns
    -------
    AreaCounts
        On `wanted`.
    dict
        ``missing-<variable>`` -> rows of the census that are left out.
    """
    moved = np.zeros(counts.cells, np.int64)
    keep = np.ones(counts.cells, np.bool_)
    dropped = {}
    for v, (factor, kept) in enumerate(zip(index.factors, wanted.factors, strict=True)):
        code = index.code(counts.pid, v)
        if len(factor.levels) > len(kept.levels):
            gone = keep & (code == len(kept.levels))
            if rows := int(counts.persons[gone].sum()):
                dropped[f"missing-{factor.name}"] = rows
            keep &= ~gone
        moved += code * wanted.radices[v]
    left = counts.select(keep)
    return replace(left, pid=moved[keep].astype(np.int32)), dropped


def _streamed(
    study: Study,
    register: AreaRegister,
    scan: "CensusScan",
    cache: Path | None,
    progress: Progress | None,
) -> Census:
    """Count each variable's levels alone: all that the checks before the fit need."""
    index = census_index(study)

    def count(first: int) -> Iterator[LevelCounts]:
        for batches in scan.parts(progress, index, first):
            found = count_levels(batches, index, register.size, threads=processors())
            yield replace(found, report=scan.report(found.report))

    mapping = reading_of(study, "levels", register.codes, index.factors)
    found = cached_counts(cache, parts_of(scan.table.path), mapping, LevelCounts, count)
    by_level = {
        name: counts[:, : len(variable.levels)]
        for (name, variable), counts in zip(study.variables.items(), found.by_level, strict=True)
    }
    _insist_on_children(study, float(found.totals.sum()))
    report = found.report
    reading = Reading(
        "census", study.census.file, report.rows_read, report.rows_used, report.dropped
    )
    return Census(found.totals, by_level, None, reading)


def _insist_on_children(study: Study, children: float) -> None:
    if not children > 0:
        raise BadInput("census-empty", file=study.census.file)


def counts_by_level(counts: AreaCounts, index: PatternIndex, variable: int) -> NDArray[np.float64]:
    """Return children per area and level of one variable, shape (D, L)."""
    levels = index.sizes[variable]
    level = index.code(counts.pid, variable)
    cell = counts.area.astype(np.int64) * levels + level
    table = np.bincount(cell, weights=counts.n, minlength=counts.areas * levels)
    return table.reshape(counts.areas, levels).astype(np.float64)


def rake(
    study: Study, register: AreaRegister, counts: AreaCounts, margins: tuple[MarginCounts, ...]
) -> tuple[AreaCounts, tuple[Adjustment, ...]]:
    """Split coarse census values and rake the cells to the margins."""
    if not margins:
        return counts, ()
    splits = {
        name: Split(variable.levels, dict(variable.census.coarse))
        for name, variable in study.variables.items()
        if variable.census.coarse
    }
    return split_and_rake(
        counts,
        census_index(study),
        study_index(study),
        splits,
        {margin.variable: margin.counts for margin in margins},
        codes=register.codes,
    )
