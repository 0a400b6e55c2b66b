"""The census as counts of patterns per area, read once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

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

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class CensusCounts:
    """Counts of the study's patterns per area, what was read, and what raking changed."""

    counts: AreaCounts
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
) -> CensusCounts:
    """Count the patterns of the census in one pass, then rake them to the study's margins.

    `cache` is a folder where the counts are kept by the hash of the census and of the way its
    columns are read; the same census is not scanned twice.

    Raises
    ------
    Problems
        Columns that are missing, values that are no level, areas in no register.
    """
    table = open_table(study.resolve(study.census.file), encoding=study.census.encoding)
    scan = CensusScan(study, register, table)

    def count() -> tuple[AreaCounts, Mapping[str, object]]:
        result = count_patterns(
            scan.batches(progress), census_index(study), register.size
        )
        return result.counts, scan.report(result.dropped)

    key = "\n".join([table.sha256(), repr(study.census), repr(study.population), *register.codes])
    mapping = key + repr({name: v.census for name, v in study.variables.items()})
    if cache is None:
        counts, report = count()
    else:
        counts, report = cached_counts(cache, mapping, count)
    if counts.n.sum() == 0:
        raise BadInput("census-empty", file=study.census.file)
    reading = Reading("census", study.census.file, **report)  # type: ignore[arg-type]
    margins = tuple(read_margin(study, margin, register) for margin in study.margins)
    counts, adjustments = rake(study, counts, margins)
    return CensusCounts(counts, reading, margins, adjustments)


def rake(
    study: Study, counts: AreaCounts, margins: tuple[MarginCounts, ...]
) -> tuple[AreaCounts, tuple[Adjustment, ...]]:
    """Split coarse census values and rake the cells to the margins."""
    if not margins and not any(v.census.coarse for v in study.variables.values()):
        return counts, ()
    splits = {
        name: Split(
            fine=variable.levels,
            coarse=dict(variable.census.coarse),
        )
        for name, variable in study.variables.items()
    }
    return split_and_rake(
        counts,
        census_index(study),
        study_index(study),
        splits,
        {margin.variable: margin.counts for margin in margins},
    )


@dataclass(slots=True)
class CensusScan:
    """Read the census in batches of level codes, counting what is left out."""

    study: Study
    register: AreaRegister
    table: Table
    rows_read: int = 0
    outside: int = 0
    where: int = 0
    needed: list[str] = field(default_factory=list)

    def report(self, dropped: Mapping[str, int]) -> dict[str, object]:
        """Return the facts of the reading: rows read, used, and dropped by reason."""
        names = list(self.study.variables)
        reasons = {"where": self.where, "outside-population": self.outside}
        for reason, rows in dropped.items():
            place = reason.removeprefix("factor:")
            named = f"missing:{names[int(place)]}" if place.isdigit() else reason
            reasons[named] = rows
        lost = {reason: int(rows) for reason, rows in reasons.items() if rows}
        return {
            "rows_read": self.rows_read,
            "rows_used": self.rows_read - sum(lost.values()),
            "dropped": lost,
        }

    def expressions(self) -> dict[str, pl.Expr]:
        """Return the columns of a batch, or every complaint about the source's columns."""
        source, schema, study = self.study.census, self.table.schema, self.study
        collector = Collector()
        wanted: dict[str, Callable[[], pl.Expr]] = {
            "area": lambda: source.area.expression(schema, "census.area")
        }
        if source.where is not None:
            sql = source.where
            wanted["where"] = lambda: sql_expression(sql, schema, "census.where")
        for name, number in (("age", source.age), ("weight", source.weight or source.count)):
            if number is not None:
                wanted[name] = lambda n=number, w=f"census.{name}": n.expression(schema, w)
        for name, variable in study.variables.items():
            where = f"variables.{name}.census"
            wanted[f"level:{name}"] = lambda v=variable, w=where: v.census.code(
                v.levels, schema, w
            )
        found = {
            name: collector.attempt(f"census.{name}", make) for name, make in wanted.items()
        }
        collector.require()
        return {name: expression for name, expression in found.items() if expression is not None}

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Yield the population of the census, batch by batch."""
        expressions = self.expressions()
        needed = {name for e in expressions.values() for name in e.meta.root_names()}
        self.needed = [name for name in self.table.columns if name in needed]
        place = pl.DataFrame(
            {"area": list(self.register.codes), "position": range(self.register.size)},
            schema={"area": pl.String, "position": pl.Int32},
        )
        for frame in self.table.batches(self.needed):
            self.rows_read += frame.height
            rows = frame.select(e.alias(name) for name, e in expressions.items())
            rows = self._population(rows)
            if rows.is_empty():
                continue
            rows = rows.join(place, on="area", how="left", maintain_order="left")
            self._insist(rows, frame)
            yield self._batch(rows)
            if progress is not None:
                progress(self.rows_read)

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
                collector.attempt(
                    where, lambda w=where, t=text, k=known, s=strange: _unseen(frame, w, t, k, s)
                )
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
        weight = (
            rows["weight"].to_numpy().astype(np.float64) if "weight" in rows.columns else None
        )
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
