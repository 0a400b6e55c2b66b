"""Counts per area and pattern: what they hold, and their exchange form."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.errors import BadInput

INDEX = PatternIndex((Factor("age", ("5-9", "10-14")), Factor("sex", ("male", "female", "other"))))
CODES = ("0101", "0102", "0103")


@pytest.fixture
def counts() -> AreaCounts:
    """Three areas, the second empty."""
    return AreaCounts(
        ptr=np.array([0, 3, 3, 5]),
        pid=np.array([0, 2, 5, 1, 5], np.int32),
        n=np.array([4.0, 1.0, 2.5, 8.0, 3.0]),
        n2=np.array([8.0, 1.0, 6.25, 16.0, 9.0]),
        records=np.array([2.0, 1.0, 1.0, 4.0, 1.0]),
    )


def assert_same(a: AreaCounts, b: AreaCounts) -> None:
    for name in AreaCounts.__slots__:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)


def test_totals_and_areas(counts: AreaCounts) -> None:
    assert (counts.areas, counts.cells) == (3, 5)
    np.testing.assert_array_equal(counts.area, [0, 0, 0, 2, 2])
    np.testing.assert_array_equal(counts.totals, [7.5, 0, 11])
    np.testing.assert_array_equal(counts.by_pattern(6), [4, 8, 1, 0, 0, 5.5])


def test_restrict_keeps_the_areas(counts: AreaCounts) -> None:
    kept = counts.restrict(np.array([False, True, False, False, False, True]))
    np.testing.assert_array_equal(kept.ptr, [0, 1, 1, 3])
    np.testing.assert_array_equal(kept.pid, [5, 1, 5])
    np.testing.assert_array_equal(kept.totals, [2.5, 0, 11])


def test_observed_renumbers_the_patterns_that_occur(counts: AreaCounts) -> None:
    patterns, renumbered = counts.observed()
    np.testing.assert_array_equal(patterns, [0, 1, 2, 5])
    np.testing.assert_array_equal(patterns[renumbered.pid], counts.pid)
    np.testing.assert_array_equal(renumbered.n, counts.n)


def test_cells_in_any_order_and_in_parts(counts: AreaCounts) -> None:
    area = np.array([2, 0, 2, 0, 0, 0])
    pattern = np.array([5, 5, 1, 0, 2, 0])
    n = np.array([3.0, 2.5, 8.0, 1.5, 1.0, 2.5])
    built = AreaCounts.from_cells(area, pattern, n, 3)
    np.testing.assert_array_equal(built.ptr, counts.ptr)
    np.testing.assert_array_equal(built.pid, counts.pid)
    np.testing.assert_array_equal(built.n, counts.n)


def test_no_cells_at_all() -> None:
    none = np.empty(0, np.int32)
    empty = AreaCounts.from_cells(none, none, np.empty(0), 2)
    np.testing.assert_array_equal(empty.totals, [0, 0])


def test_parquet_round_trip(counts: AreaCounts, tmp_path: Path) -> None:
    path = tmp_path / "cells.parquet"
    counts.to_parquet(path, INDEX, CODES)
    assert pl.read_parquet(path).columns == ["area_code", "age", "sex", "n", "n2", "records"]
    assert pl.read_parquet(path)["sex"].cast(pl.String).to_list() == [
        "male",
        "other",
        "other",
        "female",
        "other",
    ]
    assert_same(AreaCounts.from_parquet(path, INDEX, CODES), counts)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.lit("9999").alias("area_code"), "cells-unknown-area"),
        (pl.lit("boy").alias("sex"), "cells-unknown-level"),
        (pl.lit(None, pl.String).alias("age"), "cells-unknown-level"),
        (pl.lit(-1.0).alias("n"), "cells-count-invalid"),
        (pl.lit(None, pl.Float64).alias("n"), "cells-count-invalid"),
    ],
)
def test_wrong_cells_are_refused(counts: AreaCounts, change: pl.Expr, code: str) -> None:
    frame = counts.to_frame(INDEX, CODES).with_columns(change)
    with pytest.raises(BadInput, match=code):
        AreaCounts.from_frame(frame, INDEX, CODES, source="cells.parquet")


def test_missing_columns_are_named(counts: AreaCounts) -> None:
    frame = counts.to_frame(INDEX, CODES).drop("sex", "n")
    with pytest.raises(BadInput) as error:
        AreaCounts.from_frame(frame, INDEX, CODES, source="cells.parquet")
    assert error.value.params["columns"] == "sex, n"
