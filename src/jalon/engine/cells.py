"""Cells of a census that may leave an office: no study is needed, only the census's columns."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.cache import cached_counts
from jalon.engine.census.chunks import processors
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.disclosure import CellReview, SafeCells, review_counts, safe_cells
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.census.scan import ScanReport, ScanResult, count_patterns
from jalon.engine.prepare.batches import CensusScan
from jalon.engine.prepare.stretches import reading_of
from jalon.engine.sources.parts import parts_of
from jalon.engine.sources.tables import open_table
from jalon.engine.study.cells_file import CellsFile, load_cells_file
from jalon.engine.study.parts import Census, Population, Variable
from jalon.engine.watch import Advance
from jalon.errors import BadInput, CannotWrite
from jalon.messages import marked as _
from jalon.messages import translator

LEAVES = ("cells.csv", "census.toml", "review.json")


@dataclass(frozen=True, slots=True)
class _CensusAlone:
    """A census as the scan asks for it, without survey or model."""

    file: CellsFile
    variables: Mapping[str, Variable]

    @property
    def census(self) -> Census:
        return self.file.census

    @property
    def population(self) -> Population:
        return self.file.population

    def resolve(self, file: str) -> Path:
        return self.file.resolve(file)


@dataclass(frozen=True, slots=True)
class AreaCodes:
    """The areas that the census itself names, sorted."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountedAreas:
    """Counts per area and pattern, and the areas' codes in their order."""

    codes: tuple[str, ...]
    result: ScanResult

    def joined(self, later: Self) -> Self:
        """Return these counts and those of other rows of the same areas, as one."""
        return type(self)(self.codes, self.result.joined(later.result))

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return all of it as arrays by their names."""
        return {"codes": np.array(self.codes, np.str_), **self.result.arrays()}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` was made of."""
        return cls(tuple(kept["codes"].tolist()), ScanResult.of_arrays(kept))


@dataclass(frozen=True, slots=True)
class WrittenCells:
    """What leaves, in `folder`, and what it cost.

    `before` and `after` say how identifying the cells were and are; `merged_share` of the children
    were moved to a commoner level, `suppressed_share` are left out, in `areas_without` areas all.
    """

    folder: Path
    areas: int
    before: CellReview
    after: CellReview
    merged_share: float
    suppressed_share: float
    areas_without: int
    rows_read: int
    dropped: Mapping[str, int]

    def summary(self, language: str) -> list[str]:
        """Return what leaves, in a few lines."""
        words = translator(language)
        text = _(
            "%(cells)s cells of at least %(least)s children in %(areas)s areas; %(merged).1f %% of "
            "the children were moved to a commoner level, %(gone).1f %% are left out."
        )
        facts = {
            "cells": f"{self.after.cells:,}",
            "least": self.after.threshold,
            "areas": f"{self.areas:,}",
            "merged": 100 * self.merged_share,
            "gone": 100 * self.suppressed_share,
        }
        return [
            words.gettext(text) % facts,
            words.gettext("Look the files over before they leave; the decision is your office's."),
        ]

    def places(self) -> list[tuple[str, Path]]:
        return [
            (_("Cells"), self.folder / "cells.csv"),
            (_("For the study"), self.folder / "census.toml"),
            (_("What it cost"), self.folder / "review.json"),
        ]


def write_cells(
    path: Path | str, out: Path, *, cache: Path | None = None, advance: Advance | None = None
) -> WrittenCells:
    """Count a census in the levels of a file, make the cells safe, and write what may leave.

    Parameters
    ----------
    path : Path
        The file with the census's columns (`kind = "cells"`).
    out : Path
        Folder of what leaves: ``cells.csv``, ``census.toml`` to put into a study, ``review.json``.
        It must be empty or hold nothing but these.
    cache : Path, optional
        Folder, readable by its owner only, where the counts are kept by the census's content and
        the columns read, so that another threshold reads nothing again. By default the folder
        ``confidential`` beside the file; it never lies in `out`.

    Raises
    ------
    Problems, BadInput
        "cells-cache-in-out", "census-empty", and what reading a census raises.
    CannotWrite("folder-not-a-run" | "folder-unwritable")
    """
    file = load_cells_file(path)
    cache = Path(path).parent / "confidential" if cache is None else cache
    if cache.resolve().is_relative_to(out.resolve()):
        raise BadInput("cells-cache-in-out", folder=str(cache))
    _insist_on_place(out)
    variables = file.as_variables()
    index = PatternIndex(tuple(Factor(name, v.levels) for name, v in variables.items()))
    counts, codes, report = _counted(file, index, cache, advance)
    if not counts.n.sum() > 0:
        raise BadInput("census-empty", file=file.census.file)
    safe = safe_cells(counts, index, file.give_up, file.smallest_cell)
    written = _written(file, out, counts, safe, report)
    try:
        out.mkdir(parents=True, exist_ok=True)
        cells_frame(safe.counts, index, codes).write_csv(out / "cells.csv")
        (out / "census.toml").write_text(_for_study(file, codes), encoding="utf-8")
        facts = json.dumps(asdict(written) | {"folder": out.name}, indent=2)
        (out / "review.json").write_text(f"{facts}\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite("folder-unwritable", folder=str(out), reason=reason) from error
    return written


def cells_frame(counts: AreaCounts, index: PatternIndex, codes: tuple[str, ...]) -> pl.DataFrame:
    """Return one row per cell: area, the level of each variable, and n.

    Sorted, so that the order of the census's rows says nothing.
    """
    levels = index.codes(counts.pid)
    columns = {
        factor.name: np.array(factor.levels, dtype=object)[levels[:, v]]
        for v, factor in enumerate(index.factors)
    }
    area = np.array(codes, dtype=object)[counts.area]
    schema = {"area": pl.String, **dict.fromkeys(columns, pl.String), "n": pl.Float64}
    return pl.DataFrame({"area": area, **columns, "n": counts.n}, schema=schema)


def _counted(
    file: CellsFile, index: PatternIndex, cache: Path, advance: Advance | None
) -> tuple[AreaCounts, tuple[str, ...], ScanReport]:
    alone = _CensusAlone(file, file.as_variables())

    def count(first: int) -> Iterator[CountedAreas]:
        codes = _area_codes(file)
        scan = CensusScan.of(alone, AreaCodes(codes))
        for batches in scan.parts(advance, index, first):
            result = count_patterns(batches, index, len(codes), threads=processors())
            yield CountedAreas(codes, replace(result, report=scan.report(result.report)))

    sources = parts_of(file.resolve(file.census.file))
    found = cached_counts(cache, sources, reading_of(alone, "cells"), CountedAreas, count)
    counts = found.result.counts
    if file.census.count is not None:
        # A cell of n persons is n persons of weight one.
        counts = AreaCounts(counts.ptr, counts.pid, counts.n)
    return counts, found.codes, found.result.report


def _area_codes(file: CellsFile) -> tuple[str, ...]:
    """Return the codes of areas that the census names."""
    table = open_table(file.resolve(file.census.file), encoding=file.census.encoding)
    needed = [name for name in file.census.area.columns if name in table.columns]
    found: set[str] = set()
    for frame in table.batches(needed):
        found |= set(file.census.area.read(frame, "census.area").drop_nulls().unique().to_list())
    return tuple(sorted(found))


def _insist_on_place(out: Path) -> None:
    """Refuse a folder with anything else in it: what lies there would leave the office too."""
    if not out.exists():
        return
    if not out.is_dir() or {path.name for path in out.iterdir()} - set(LEAVES):
        raise CannotWrite("folder-not-a-run", folder=str(out))


def _written(
    file: CellsFile,
    out: Path,
    counts: AreaCounts,
    safe: SafeCells,
    report: ScanReport,
) -> WrittenCells:
    peopled = counts.totals > 0
    return WrittenCells(
        out,
        int((safe.counts.totals > 0).sum()),
        review_counts(counts, file.smallest_cell),
        review_counts(safe.counts, file.smallest_cell),
        safe.merged_share,
        safe.suppressed_share,
        int((peopled & (safe.counts.totals == 0)).sum()),
        report.rows_read,
        # How many rows were left out for which reason, but no number that is itself small.
        {reason: rows for reason, rows in report.dropped.items() if rows >= file.smallest_cell},
    )


def _for_study(file: CellsFile, codes: tuple[str, ...]) -> str:
    """Return the tables by which a study reads these cells."""
    widths = {len(code) for code in codes}
    digits = all(code.isdecimal() for code in codes)
    area = '"area"'
    if digits and len(widths) == 1:
        area = f'{{ columns = ["area"], widths = [{widths.pop()}] }}'
    lines = [
        "# Put this into a study: the cells are its census.",
        "[census]",
        'file = "cells.csv"',
        f"source = {_toml(file.census.source)}",
        f"year = {file.census.year}",
        f"area = {area}",
        'count = "n"',
        "",
    ]
    for name, variable in file.variables.items():
        lines += [
            f"[variables.{name}]",
            f"levels = {json.dumps(list(variable.levels), ensure_ascii=False)}",
            f'census = "{name}"',
            "",
        ]
    return "\n".join(lines)


def _toml(text: object) -> str:
    if isinstance(text, str):
        return json.dumps(text, ensure_ascii=False)
    assert isinstance(text, Mapping)
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in text.items())
    return f"{{ {', '.join(pairs)} }}"
