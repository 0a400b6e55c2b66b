"""Hold a census as counts of children per area and pattern of levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census import kernels
from jalon.engine.census.patterns import PatternIndex
from jalon.errors import BadInput

FloatArray = NDArray[np.float64]

AREA, PERSONS, WEIGHT2, RECORDS = "area_code", "n", "n2", "records"


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """Counts per area and pattern, areas one after the other, patterns ascending within each.

    A model that reads only the pattern and the area gives the same estimates on these cells
    as on the persons, because all persons of a cell have the same covariates: it is an
    identity, not an approximation.

    Parameters
    ----------
    ptr : ndarray, shape (D + 1,), int64
        Area d's cells are ``ptr[d]:ptr[d + 1]``.
    pid : ndarray, shape (C,), int32
        Pattern of each cell, in a `PatternIndex`.
    n : ndarray, shape (C,)
        Persons, or the sum of their weights where the census is a weighted sample.
    n2 : ndarray, shape (C,), optional
        Sum of squared weights; absent when each person counts for one.
    records : ndarray, shape (C,), optional
        Persons actually enumerated, where `n` is a sum of weights.
    """

    ptr: NDArray[np.int64]
    pid: NDArray[np.int32]
    n: FloatArray
    n2: FloatArray | None = None
    records: FloatArray | None = None

    @property
    def areas(self) -> int:
        """Number of areas, D; some may have no cell."""
        return len(self.ptr) - 1

    @property
    def cells(self) -> int:
        """Number of cells, C."""
        return len(self.pid)

    @property
    def area(self) -> NDArray[np.int32]:
        """Area of each cell, shape (C,)."""
        return np.repeat(np.arange(self.areas, dtype=np.int32), np.diff(self.ptr))

    @property
    def persons(self) -> FloatArray:
        """Persons enumerated in each cell, shape (C,)."""
        return self.n if self.records is None else self.records

    @property
    def totals(self) -> FloatArray:
        """Sum of `n` in each area, shape (D,)."""
        return self.by_area(self.n)

    def by_area(self, values: FloatArray) -> FloatArray:
        """Add up one value per cell within each area, shape (D,)."""
        return bincount(self.area, values, self.areas)

    def by_pattern(self, patterns: int) -> FloatArray:
        """Add up `n` over areas for each of `patterns` patterns, shape (K,)."""
        return bincount(self.pid, self.n, patterns)

    def joined(self, later: Self) -> Self:
        """Return these counts and those of other rows, as one; cells of both are added up."""
        # Rows of which none is of the population tell neither that there are weights nor not.
        if not later.cells:
            return self
        if not self.cells:
            return later
        mine, theirs = self._values(), later._values()
        ptr, pid, values = kernels.merge_cells(
            *(self.ptr, self.pid, np.array(list(mine.values()))),
            *(later.ptr, later.pid, np.array([theirs[name] for name in mine])),
        )
        return type(self)(ptr, pid.copy(), **dict(zip(mine, values.copy(), strict=True)))

    def _values(self) -> dict[str, FloatArray]:
        given = {"n": self.n, "n2": self.n2, "records": self.records}
        return {name: values for name, values in given.items() if values is not None}

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return all of it as arrays by their names."""
        return {"ptr": self.ptr, "pid": self.pid, **self._values()}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` was made of."""
        return cls(kept["ptr"], kept["pid"], kept["n"], kept.get("n2"), kept.get("records"))

    def select(self, keep: NDArray[np.bool_]) -> Self:
        """Return only the cells of the mask `keep`, shape (C,)."""
        kept_before = np.concatenate([[0], np.cumsum(keep)])
        return type(self)(
            ptr=kept_before[self.ptr].astype(np.int64),
            pid=self.pid[keep],
            n=self.n[keep],
            n2=None if self.n2 is None else self.n2[keep],
            records=None if self.records is None else self.records[keep],
        )

    def restrict(self, patterns: NDArray[np.bool_]) -> Self:
        """Return only the cells whose pattern is in the mask `patterns`, shape (K,)."""
        return self.select(patterns[self.pid])

    def observed(self) -> tuple[NDArray[np.int32], Self]:
        """Return the patterns that occur, ascending, and the counts numbered within them.

        An index may have millions of patterns of which a country shows a few thousand;
        tables per pattern need only those.
        """
        # A mark per pattern up to the highest, since sorting millions of cells takes seconds.
        occurs = np.zeros(int(self.pid.max(initial=-1)) + 1, np.bool_)
        occurs[self.pid] = True
        place = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
        return np.flatnonzero(occurs).astype(np.int32), replace(self, pid=place[self.pid])

    def to_frame(self, index: PatternIndex, codes: Sequence[str]) -> pl.DataFrame:
        """Return one row per cell: area code, the text of each level, and the counts."""
        levels = index.codes(self.pid)
        columns = [pl.Series(AREA, codes, pl.String).gather(self.area)]
        for v, factor in enumerate(index.factors):
            words = pl.Series(factor.name, factor.levels, pl.Enum(factor.levels))
            columns.append(words.gather(levels[:, v]))
        columns.append(pl.Series(PERSONS, self.n))
        for name, values in ((WEIGHT2, self.n2), (RECORDS, self.records)):
            if values is not None:
                columns.append(pl.Series(name, values))
        return pl.DataFrame(columns)

    def to_parquet(self, path: Path, index: PatternIndex, codes: Sequence[str]) -> None:
        """Write the cells in the form in which offices exchange them.

        `codes` are the D area codes. Cells of one or two persons identify them: see
        `jalon.engine.census.disclosure` before a file like this leaves an office.
        """
        self.to_frame(index, codes).write_parquet(path, compression="zstd")

    @classmethod
    def from_parquet(cls, path: Path, index: PatternIndex, codes: Sequence[str]) -> Self:
        """Read cells written by `to_parquet`, or by an office in that form.

        Raises
        ------
        BadInput("cells-column-missing")
            There is no area code, no count, or no column for a factor of `index`.
        BadInput("cells-unknown-area"), BadInput("cells-unknown-level")
            A code that is not in `codes`, or a level that is not the factor's.
        BadInput("cells-count-invalid")
            A count is negative, missing or not finite.
        """
        return cls.from_frame(pl.read_parquet(path), index, codes, source=path.name)

    @classmethod
    def from_frame(
        cls, cells: pl.DataFrame, index: PatternIndex, codes: Sequence[str], *, source: str
    ) -> Self:
        """Read cells from a frame in the form of `to_frame`; rows of one cell are added up.

        Raises the same errors as `from_parquet`; `source` names the frame in them.
        """
        wanted = [AREA, *(factor.name for factor in index.factors), PERSONS]
        if missing := [name for name in wanted if name not in cells.columns]:
            raise BadInput("cells-column-missing", source=source, columns=", ".join(missing))
        area = _positions(cells[AREA], codes)
        if (area < 0).any():
            unknown = cells[AREA].filter(pl.Series(area < 0))[0]
            raise BadInput("cells-unknown-area", source=source, area=unknown)
        pattern = np.zeros(len(cells), np.int64)
        for factor, radix in zip(index.factors, index.radices, strict=True):
            level = _positions(cells[factor.name], factor.levels)
            if (level < 0).any():
                unknown = cells[factor.name].filter(pl.Series(level < 0))[0]
                raise BadInput(
                    "cells-unknown-level", source=source, column=factor.name, level=unknown
                )
            pattern += radix * level.astype(np.int64)
        values = {
            name: cells[name].cast(pl.Float64).to_numpy()
            for name in (PERSONS, WEIGHT2, RECORDS)
            if name in cells.columns
        }
        for name, column in values.items():
            if wrong := int((~np.isfinite(column) | (column < 0)).sum()):
                raise BadInput("cells-count-invalid", source=source, column=name, rows=wrong)
        return cls.from_cells(
            area,
            pattern.astype(np.int32),
            values[PERSONS],
            len(codes),
            n2=values.get(WEIGHT2),
            records=values.get(RECORDS),
        )

    @classmethod
    def from_cells(
        cls,
        area: NDArray[np.integer],
        pattern: NDArray[np.integer],
        n: FloatArray,
        n_areas: int,
        *,
        n2: FloatArray | None = None,
        records: FloatArray | None = None,
    ) -> Self:
        """Build counts from cells in any order; cells of one area and pattern are added up."""
        order = np.lexsort((pattern, area))
        area, pattern = area[order], pattern[order]
        first = np.ones(len(area), np.bool_)
        first[1:] = (area[1:] != area[:-1]) | (pattern[1:] != pattern[:-1])
        starts = np.flatnonzero(first)

        def added(values: FloatArray | None) -> FloatArray | None:
            if values is None or not len(starts):
                return values
            return np.add.reduceat(values[order], starts).astype(np.float64)

        cells = np.bincount(area[starts], minlength=n_areas)
        n_added = added(n)
        assert n_added is not None
        return cls(
            ptr=np.concatenate([[0], np.cumsum(cells)]).astype(np.int64),
            pid=pattern[starts].astype(np.int32),
            n=n_added,
            n2=added(n2),
            records=added(records),
        )


def bincount(places: NDArray[np.integer], values: FloatArray, size: int) -> FloatArray:
    """Add up `values` by place, shape (size,)."""
    totals: FloatArray = np.bincount(places, weights=values, minlength=size).astype(np.float64)
    return totals


def _positions(values: pl.Series, known: Sequence[str]) -> NDArray[np.int32]:
    """Return where each value stands among the texts of `known`; -1 where it does not."""
    positions = values.cast(pl.String).replace_strict(
        pl.Series(known, dtype=pl.String),
        pl.Series(np.arange(len(known), dtype=np.int32)),
        default=-1,
        return_dtype=pl.Int32,
    )
    return positions.to_numpy()
