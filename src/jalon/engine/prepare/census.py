"""The census as counts per area, read once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.cache import cached_counts
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.census.rake import Adjustment, Split, split_and_rake
from jalon.engine.census.scan import Batch, count_patterns
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.margins import MarginCounts, read_margin
from jalon.engine.prepare.reading import Reading
from jalon.engine.sources.columns import sql_expression
from jalon.engine.sources.tables import Table, open_table
from jalon.engine.study import Study
from jalon.errors import BadInput

# Told the share of the rows that is done, where the file says how many it has.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Census:
    """What the census says of the population, per area.

    Attributes
    ----------
    totals : (D,)
        Children.
    by_level : variable -> (D, L)
        Children at each level of each variable.
    counts : AreaCounts or None
        Cells of the study's patterns; None when the census is streamed, then there are no
        estimates by group and no decomposition.
    margins, adjustments
        Published counts that the cells were raked to, and how far that moved them.
    """

    totals: NDArray[np.float64]
    by_level: Mapping[str, NDArray[np.float64]]
    counts: AreaCounts | None
    reading: Reading
    margins: tuple[MarginCounts, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


def study_index(study: Study) -> PatternIndex:
    """Return the index over all variables of a study, in the order of its file."""
    return PatternIndex(
        tuple(Factor(name, variable.levels) for name, variable in study.variables.items())
    )


def census_index(study: Study) -> PatternIndex:
    """Return the index over what the census can say: the levels and its coarse values."""
    return PatternIndex(
        tuple(
            Factor(name, variable.census.names(variable.levels))
            for name, variable in study.variables.items()
        )
    )


def read_census(
    study: Study,
    register: AreaRegister,
    *,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Census:
    """Count the patterns of the census in one pass, then rake them to the study's margins.

    `cache` is a folder where the counts are kept by the hash of the census and of the way its
    columns are read; the same census is not scanned twice.

    Raises
    ------
    Problems
        Columns that are missing, values that are no level, areas in no register.
    """
    scan = CensusScan.of(study, register)
    if study.census.scan == "stream":
        return _streamed(study, register, scan, progress)
    counts, reading = _counted(study, register, scan, cache, progress)
    if study.census.count is not None:
        # A cell of n persons is n persons of weight one.
        counts = replace(counts, n2=None, records=None)
    margins = tuple(read_margin(study, margin, register) for margin in study.margins)
    counts, adjustments = rake(study, register, counts, margins)
    index = study_index(study)
    by_level = {name: counts_by_level(counts, index, i) for i, name in enumerate(study.variables)}
    return Census(counts.totals, by_level, counts, reading, margins, adjustments)


def _counted(
    study: Study,
    register: AreaRegister,
    scan: "CensusScan",
    cache: Path | None,
    progress: Progress | None,
) -> tuple[AreaCounts, Reading]:
    def count() -> tuple[AreaCounts, dict[str, Any]]:
        result = count_patterns(scan.batches(progress), census_index(study), register.size)
        dropped = scan.with_filtered(result.dropped)
        facts = {"rows_read": scan.rows_read, "rows_used": result.rows_used, "dropped": dropped}
        return result.counts, facts

    report: Mapping[str, Any]
    if cache is None:
        counts, report = count()
    else:
        levels = {name: (v.levels, v.census) for name, v in study.variables.items()}
        mapping = repr((study.census, study.population.ages, register.codes, levels))
        counts, report = cached_counts(cache, [scan.table.path], mapping, count)
    _insist_on_children(study, float(counts.n.sum()))
    return counts, Reading("census", study.census.file, **report)


def _streamed(
    study: Study, register: AreaRegister, scan: "CensusScan", progress: Progress | None
) -> Census:
    """Count each variable's levels alone: all that the checks before the fit need."""
    index = census_index(study)
    by_level = {f.name: np.zeros((register.size, len(f.levels))) for f in index.factors}
    totals = np.zeros(register.size)
    used = 0
    dropped: dict[str, int] = {}
    for batch in scan.batches(progress):
        weight = np.ones(len(batch.area)) if batch.weight is None else batch.weight
        whole = np.ones(len(batch.area), dtype=np.bool_)
        for factor, codes in zip(index.factors, batch.codes, strict=True):
            gone = whole & (codes < 0)
            if gone.any():
                name = f"missing-{factor.name}"
                dropped[name] = dropped.get(name, 0) + int(gone.sum())
            whole &= ~gone
        area, kept = batch.area[whole], weight[whole]
        totals += np.bincount(area, weights=kept, minlength=register.size)
        for factor, codes in zip(index.factors, batch.codes, strict=True):
            table = by_level[factor.name]
            cell = area.astype(np.int64) * table.shape[1] + codes[whole]
            table += np.bincount(cell, weights=kept, minlength=table.size).reshape(table.shape)
        used += int(whole.sum())
    _insist_on_children(study, float(totals.sum()))
    lost = scan.with_filtered(dropped)
    reading = Reading("census", study.census.file, scan.rows_read, used, lost)
    return Census(totals, by_level, None, reading)


def _insist_on_children(study: Study, children: float) -> None:
    if not children > 0:
        raise BadInput("census-empty", file=study.census.file)


def counts_by_level(counts: AreaCounts, index: PatternIndex, variable: int) -> NDArray[np.float64]:
    """Return children per area and level of one variable, shape (D, L)."""
    levels = index.sizes[variable]
    level = index.codes(counts.pid)[:, variable]
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


@dataclass(slots=True)
class CensusScan:
    """Read the census in batches of level codes, counting what is left out."""

    study: Study
    register: AreaRegister
    table: Table
    rows: int = 0
    rows_read: int = 0
    outside: int = 0
    where: int = 0

    @classmethod
    def of(cls, study: Study, register: AreaRegister) -> Self:
        """Open the census of a study."""
        table = open_table(study.resolve(study.census.file), encoding=study.census.encoding)
        parquet = table.path.suffix == ".parquet"
        rows = table.lazy().select(pl.len()).collect().item() if parquet else 0
        return cls(study, register, table, rows)

    def with_filtered(self, dropped: Mapping[str, int]) -> dict[str, int]:
        """Return the rows left out by reason, those outside the population among them."""
        reasons = {"where": self.where, "outside-population": self.outside, **dropped}
        return {reason: int(rows) for reason, rows in reasons.items() if rows}

    def expressions(self) -> dict[str, pl.Expr]:
        """Return the columns of a batch, or every complaint about the source's columns."""
        source, schema, study = self.study.census, self.table.schema, self.study
        collector = Collector()
        wanted: dict[str, tuple[str, Callable[[], pl.Expr]]] = {
            "area": ("census.area", lambda: source.area.expression(schema, "census.area"))
        }
        if source.where is not None:
            sql = source.where
            wanted["where"] = (
                "census.where",
                lambda: sql_expression(sql, schema, "census.where"),
            )
        for name, number in (("age", source.age), ("weight", source.weight or source.count)):
            if number is not None:
                key = f"census.{name}"
                wanted[name] = (key, partial(number.expression, schema, key))
        for name, variable in study.variables.items():
            key = f"variables.{name}.census"
            read = partial(variable.census.code, variable.levels, schema, key)
            wanted[f"level:{name}"] = (key, read)
        found = {name: collector.attempt(where, make) for name, (where, make) in wanted.items()}
        collector.require()
        return {name: expression for name, expression in found.items() if expression is not None}

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Yield the population of the census, batch by batch."""
        expressions = self.expressions()
        needed = {name for e in expressions.values() for name in e.meta.root_names()}
        columns = [name for name in self.table.columns if name in needed]
        place = pl.DataFrame(
            {"area": list(self.register.codes), "position": range(self.register.size)},
            schema={"area": pl.String, "position": pl.Int32},
        )
        self.rows_read = self.where = self.outside = 0
        for frame in self.table.batches(columns):
            self.rows_read += frame.height
            rows = frame.select(e.alias(name) for name, e in expressions.items())
            rows = self._population(rows)
            if rows.is_empty():
                continue
            rows = rows.join(place, on="area", how="left", maintain_order="left")
            self._insist(rows, frame)
            yield self._batch(rows)
            if progress is not None and self.rows:
                progress(self.rows_read / self.rows)

    def _population(self, rows: pl.DataFrame) -> pl.DataFrame:
        if "where" in rows.columns:
            height = rows.height
            rows = rows.filter(pl.col("where"))
            self.where += height - rows.height
        if "age" in rows.columns:
            height = rows.height
            low, high = self.study.population.ages
            rows = rows.filter(pl.col("age").is_between(low, high))
            self.outside += height - rows.height
        return rows

    def _insist(self, rows: pl.DataFrame, frame: pl.DataFrame) -> None:
        collector = Collector()
        lost = rows.filter(pl.col("position").is_null())
        if lost.height:
            codes = lost["area"].fill_null("").unique().sort().to_list()
            collector.attempt("census.area", lambda: _unmatched(self.study, codes, lost.height))
        for name, variable in self.study.variables.items():
            strange = rows.filter(pl.col(f"level:{name}") == -2).height
            if strange:
                where = f"variables.{name}.census"
                text = variable.census.text(self.table.schema, where)
                known = variable.census.names(variable.levels)
                collector.attempt(where, partial(_unseen, frame, where, text, known, strange))
        if "weight" in rows.columns:
            bad = rows.filter(~(pl.col("weight") >= 0) | pl.col("weight").is_null()).height
            if bad:
                collector.attempt("census.weight", lambda: _bad_weight(bad))
        collector.require()

    def _batch(self, rows: pl.DataFrame) -> Batch:
        codes = tuple(
            rows[f"level:{name}"].fill_null(-1).cast(pl.Int16).to_numpy()
            for name in self.study.variables
        )
        weight = rows["weight"].to_numpy().astype(np.float64) if "weight" in rows.columns else None
        return Batch(area=rows["position"].to_numpy(), codes=codes, weight=weight)


def _unmatched(study: Study, codes: list[str], rows: int) -> None:
    raise BadInput(
        "areas-unmatched",
        where="census.area",
        file=study.census.file,
        count=len(codes),
        codes=", ".join(codes[:8]),
        rows=rows,
    )


def _unseen(
    frame: pl.DataFrame, where: str, text: pl.Expr, known: tuple[str, ...], rows: int
) -> None:
    values = frame.select(text.alias("v"))["v"].drop_nulls().unique().sort().to_list()
    strange = [value for value in values if value not in known]
    raise BadInput("level-unseen", where=where, values=", ".join(strange[:8]), rows=rows)


def _bad_weight(rows: int) -> None:
    raise BadInput("weights-not-positive", where="census.weight", rows=rows, first=1)
