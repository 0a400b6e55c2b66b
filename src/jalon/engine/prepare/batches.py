"""The census in batches of level codes, row by row checked against the study."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.distinct import Taken
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.scan import Batch, ScanReport
from jalon.engine.prepare import stretches
from jalon.engine.prepare.coding import AGELESS, Coding
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.stretches import EVERY_ROW, OfCensus, Places, Progress, in_parts
from jalon.engine.sources.cluster import MULTIPLICITY, Cluster, Outside
from jalon.engine.sources.columns import NumberMap, as_text
from jalon.engine.sources.rowwise import FAULTS, keep_rows, row_of_table, sql_condition
from jalon.engine.sources.tables import Table, open_table
from jalon.errors import BadInput

# A census that says anything else than the study knows shows at most this many of its values.
SHOWN_VALUES = 8


@dataclass(slots=True)
class CensusScan:
    """Read the census in batches of level codes, counting what is left out.

    `rows_read`, `where`, `ageless` and `outside` are of the part that was read last; `before` are
    the rows of the census that come before it.
    """

    study: OfCensus
    register: Places
    table: Table
    before: int = 0
    rows_read: int = 0
    where: int = 0
    ageless: int = 0
    outside: int = 0
    cluster: Cluster | None = None

    @classmethod
    def on_cluster(cls, study: OfCensus, register: Places, cluster: Cluster) -> Self:
        """Have the census's distinct rows counted where it lies, and read these as if they were it.

        Nothing is counted before the first batch is asked for.
        """
        path = study.resolve(study.census.file)
        return cls(study, register, Table(path, cluster.schema(path)), cluster=cluster)

    @classmethod
    def of(cls, study: OfCensus, register: Places) -> Self:
        """Open the census of a study."""
        table = open_table(study.resolve(study.census.file), encoding=study.census.encoding)
        return cls(study, register, table)

    def report(self, found: ScanReport) -> ScanReport:
        """Return what became of the rows: before the levels were looked at, then for each level."""
        reasons = {
            "where": self.where,
            "age-unknown": self.ageless,
            "outside-population": self.outside,
            **found.dropped,
        }
        dropped = {reason: rows for reason, rows in reasons.items() if rows}
        return ScanReport(self.rows_read, found.rows_used, dropped)

    def expressions(self) -> dict[str, pl.Expr]:
        """Return what each batch is asked for: area, age, condition, weight and levels."""
        study, schema = self.study, self.table.schema
        source = study.census
        collector = Collector()
        places = {code: place for place, code in enumerate(self.register.codes)}

        def position() -> pl.Expr:
            code = source.area.expression(schema, "census.area")
            return code.replace_strict(places, default=None, return_dtype=pl.Int32)

        wanted: dict[str, tuple[str, Callable[[], pl.Expr]]] = {
            "position": ("census.area", position)
        }
        if source.where is not None:
            make = partial(sql_condition, source.where, schema, "census.where")
            wanted["where"] = ("census.where", make)
        for name, key, number in self._numbers():
            wanted[name] = (key, partial(number.expression, schema, key))
        for name, variable in study.variables.items():
            key = f"variables.{name}.census"
            read = partial(variable.census.code, variable.levels, schema, key)
            wanted[f"level:{name}"] = (key, read)
        found = {name: collector.attempt(where, make) for name, (where, make) in wanted.items()}
        collector.require()
        return {name: expression for name, expression in found.items() if expression is not None}

    def _outside(self, columns: Sequence[str]) -> Outside | None:
        """Return what tells a person outside the ages, where one column of numbers says it."""
        source = self.study.census
        age = source.age
        if age is None or age.column is None or age.factor != 1.0:
            return None
        if not self.table.schema[age.column].is_numeric():
            return None
        low, high = self.study.population.ages
        missing = tuple(int(as_text(code)) for code in age.missing if as_text(code).isdecimal())
        instead = next(year for year in count(high + 1) if year not in missing)
        # The study's condition comes before the ages, and must still see its columns.
        asked: set[str] = {age.column}
        if source.where is not None:
            condition = sql_condition(source.where, self.table.schema, "census.where")
            asked |= set(condition.meta.root_names())
        blank = tuple(name for name in columns if name not in asked)
        return Outside(age.column, low, high + 1, missing, instead, blank)

    def _numbers(self) -> Iterator[tuple[str, str, NumberMap]]:
        """Yield the census's numbers: what they are here, their key in the study, their column."""
        source = self.study.census
        if source.age is not None:
            yield "age", "census.age", source.age
        if source.weight is not None:
            yield "weight", "census.weight", source.weight
        elif source.count is not None:
            yield "weight", "census.count", source.count

    def parts(
        self, progress: Progress | None, index: PatternIndex, first: int = 0
    ) -> Iterator[Iterator[Batch]]:
        """Yield the population of each part of `PART_ROWS` rows, from number `first`, in batches.

        A part is to be read to its end before the next is asked for. There is at least one; from a
        cluster it is the only one. Missing values are at the unknown level of variables that have
        one in `index`, else -1.

        Raises
        ------
        Problems
            Values that are no level, areas in no register, unusable weights, text for numbers.
        """
        size = stretches.PART_ROWS if self.cluster is None else EVERY_ROW
        yield from self._parts(progress, index, first, size)

    def batches(self, progress: Progress | None, index: PatternIndex) -> Iterator[Batch]:
        """Yield the population of the whole census as one part, batch by batch; see `parts`."""
        for part in self._parts(progress, index, 0, EVERY_ROW):
            yield from part

    def _parts(
        self, progress: Progress | None, index: PatternIndex, first: int, size: int
    ) -> Iterator[Iterator[Batch]]:
        expressions = self.expressions()
        needed = {name for e in expressions.values() for name in e.meta.root_names()}
        columns = [name for name in self.table.columns if name in needed]
        if self.cluster is not None:
            # In one order whatever the workers' was, so that two runs give the same bytes.
            outside = self._outside(columns)
            rows = self.cluster.distinct(self.table.path, columns, outside).sort(columns)
            self.table = replace(self.table, _scan=rows.lazy(), schema=rows.schema)
            columns = [*columns, MULTIPLICITY]
        persons, schema = self.cluster is None, self.table.schema
        coding = Coding.of(self.study, index, expressions, schema, persons=persons)
        self.before = first * size
        for frames in in_parts(self.table.batches(columns, start=self.before), size):
            self.rows_read = self.where = self.ageless = self.outside = 0
            yield self._batches(frames, coding, progress)
            self.before += self.rows_read

    def _batches(
        self, frames: Iterator[pl.DataFrame], coding: Coding, progress: Progress | None
    ) -> Iterator[Batch]:
        for frame in frames:
            batch = self._batch_of(frame, coding)
            if batch is not None:
                yield batch
            if progress is not None and self.table.rows:
                progress(min((self.before + self.rows_read) / self.table.rows, 1.0))

    def _batch_of(self, frame: pl.DataFrame, coding: Coding) -> Batch | None:
        """Return the population of a frame, if there is any, and count the others."""
        try:
            batch = self._coded(frame, coding)
            if batch is not None:
                return batch
            rows = coding.remembered.select(frame).with_columns(**coding.constant)
        except FAULTS:
            self._find_fault(frame)
            raise
        times = self._times(frame)
        self.rows_read += int(times.sum())
        kept = self._population(rows, times)
        if not kept.all():
            rows = rows.filter(kept)
        if rows.is_empty():
            return None
        self._insist(rows, frame, kept)
        several = times.filter(kept) if self.cluster is not None else None
        return self._batch(rows, coding.unknown, several)

    def _coded(self, frame: pl.DataFrame, coding: Coding) -> Batch | None:
        """Return the population of a batch by table look-ups alone; None where something in it
        needs a closer look: nothing has been counted then.
        """
        taken = None if coding.codes is None else coding.codes.take(frame, coding.forms)
        if taken is None:
            return None
        outside, where, ageless = 0, 0, 0
        kept = None
        if "where" in taken and taken["where"].low == 0:
            kept = taken["where"].values == 1
            where = len(kept) - int(np.count_nonzero(kept))
        if "age" in taken and taken["age"].low < 1:
            age = taken["age"].values
            asked = np.ones(len(age), np.bool_) if kept is None else kept
            ageless = int(np.count_nonzero(asked & (age == AGELESS)))
            kept = asked & (age == 1)
            outside = int(np.count_nonzero(asked)) - int(np.count_nonzero(kept)) - ageless
        rows = None if kept is None else np.flatnonzero(kept)
        columns = {
            name: _of(one, rows) for name, one in taken.items() if name not in ("where", "age")
        }
        lost = columns["position"].low < 0
        if lost or any(one.low < -1 for one in columns.values()):
            return None
        weight = None
        if "weight" in coding.expressions:
            found = frame.select(weight=coding.expressions["weight"])["weight"]
            found = found if rows is None else found[rows]
            if found.null_count() or not (found.is_finite() & (found >= 0)).all():
                return None
            weight = found.to_numpy().astype(np.float64)
        self.rows_read += len(frame)
        self.where += where
        self.ageless += ageless
        self.outside += outside
        levels = tuple(columns[f"level:{name}"].values for name in self.study.variables)
        return Batch(columns["position"].values, levels, weight)

    def _find_fault(self, frame: pl.DataFrame) -> None:
        """Raise what is wrong with a batch that could not be evaluated, with row and value."""
        source, before = self.study.census, self.before + self.rows_read
        collector = Collector()

        def row_of(position: int) -> int:
            return row_of_table(before + position)

        collector.attempt("census.area", partial(source.area.read, frame, "census.area"))
        if source.where is not None:
            where = "census.where"
            collector.attempt(where, partial(keep_rows, frame, source.where, where))
        for _, key, number in self._numbers():
            collector.attempt(key, partial(number.read, frame, key, row_of))
        for name, variable in self.study.variables.items():
            key = f"variables.{name}.census"
            read = partial(variable.census.read, frame, variable.levels, key, row_of)
            collector.attempt(key, read)
        collector.require()

    def _times(self, frame: pl.DataFrame) -> pl.Series:
        """Return how many rows of the census each row stands for."""
        return (
            frame[MULTIPLICITY]
            if self.cluster is not None
            else pl.repeat(1, frame.height, eager=True)
        )

    def _population(self, rows: pl.DataFrame, times: pl.Series) -> pl.Series:
        """Return which rows are of the population, counting the others by reason."""
        kept = pl.repeat(True, rows.height, eager=True)
        if "where" in rows.columns:
            kept = rows["where"].fill_null(False)
            self.where += int(times.filter(~kept).sum())
        if "age" in rows.columns:
            low, high = self.study.population.ages
            age = rows["age"]
            # Ages are completed years: 17.5 is still 17.
            inside = ((age >= low) & (age < high + 1)).fill_null(False)
            ageless = int(times.filter(kept & age.is_null()).sum())
            self.ageless += ageless
            self.outside += int(times.filter(kept & ~inside).sum()) - ageless
            kept = kept & inside
        return kept

    def _insist(self, rows: pl.DataFrame, frame: pl.DataFrame, kept: pl.Series) -> None:
        """Refuse a batch of the population, `frame.filter(kept)`, that the study cannot read."""
        collector = Collector()
        if rows["position"].null_count():
            lost = frame.filter(kept).filter(rows["position"].is_null())
            collector.attempt("census.area", partial(self._unmatched, lost))
        for name in self.study.variables:
            strange = rows[f"level:{name}"] == -2
            if strange.any():
                where = f"variables.{name}.census"
                found = frame.filter(kept).filter(strange.fill_null(False))
                collector.attempt(where, partial(self._unseen, name, where, found))
        if "weight" in rows.columns:
            where = "census.count" if self.study.census.weight is None else "census.weight"
            collector.attempt(where, partial(_insist_on_weights, rows["weight"]))
        collector.require()

    def _unmatched(self, rows: pl.DataFrame) -> None:
        source = self.study.census
        codes = source.area.read(rows, "census.area").fill_null("").unique().sort().to_list()
        raise BadInput(
            "areas-unmatched",
            where="census.area",
            file=source.file,
            count=len(codes),
            codes=", ".join(codes[:SHOWN_VALUES]),
            rows=rows.height,
        )

    def _unseen(self, name: str, where: str, rows: pl.DataFrame) -> None:
        variable = self.study.variables[name]
        values = ", ".join(variable.census.strange(rows, variable.levels, where)[:SHOWN_VALUES])
        raise BadInput("level-unseen", where=where, values=values, rows=rows.height)

    def _batch(self, rows: pl.DataFrame, unknown: Sequence[int], times: pl.Series | None) -> Batch:
        codes = tuple(
            rows[f"level:{name}"].fill_null(missing).cast(pl.Int16).to_numpy()
            for name, missing in zip(self.study.variables, unknown, strict=True)
        )
        weight = rows["weight"].to_numpy().astype(np.float64) if "weight" in rows.columns else None
        rows_of = None if times is None else times.to_numpy().astype(np.float64)
        return Batch(rows["position"].to_numpy(), codes, weight, rows_of)


def _of(column: Taken, rows: NDArray[np.intp] | None) -> Taken:
    """Return some rows of a column, all by default."""
    if rows is None:
        return column
    values = column.values[rows]
    return Taken(values, int(values.min(initial=0)))


def _insist_on_weights(weight: pl.Series) -> None:
    missing = weight.null_count() + int((~weight.is_finite()).sum())
    negative = int((weight < 0).sum())
    if missing or negative:
        raise BadInput(
            "census-weights-invalid", rows=missing + negative, negative=negative, missing=missing
        )
