"""A census counted where it lies gives the same results as one that is read here."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from conftest import SmallStudy
from jalon.engine import load_study, run
from jalon.engine.runs.whole import estimate_study
from jalon.engine.sources.cluster import MULTIPLICITY, Outside, SparkCluster
from jalon.errors import Problems


class GroupedHere:
    """What a cluster does, done by Polars: the distinct rows, in an order of its own."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.rows = 0

    def schema(self, path: Path) -> pl.Schema:
        return pl.scan_parquet(path).collect_schema()

    def distinct(self, path: Path, columns: Sequence[str], outside: Outside | None) -> pl.DataFrame:
        self.asked.append(tuple(columns))
        table = pl.scan_parquet(path)
        if outside is not None:
            value = pl.col(outside.column)
            inside = (value >= outside.low) & (value < outside.high)
            stays = value.is_null() | inside | value.is_in(list(outside.kept))
            blank = [pl.when(stays).then(name).alias(name) for name in outside.blank]
            age = pl.when(stays).then(value).otherwise(outside.instead).alias(outside.column)
            table = table.with_columns(*blank, age)
        rows = table.group_by(columns).agg(pl.len().alias(MULTIPLICITY)).collect()
        self.rows = rows.height
        return rows.sample(fraction=1, shuffle=True, seed=1)


@pytest.fixture
def parted(small_study: SmallStudy) -> SmallStudy:
    return with_parts(small_study)


def with_parts(small_study: SmallStudy) -> SmallStudy:
    """Give the small study its census as a folder of Parquet parts too, some values missing."""
    census = small_study.frame("census.csv").with_row_index()
    gone = pl.when(pl.col("index") % 97 == 0).then(None)
    census = census.with_columns(age=gone.otherwise("age"), weight=1 + pl.col("index") % 3).drop(
        "index"
    )
    folder = small_study.folder / "census"
    folder.mkdir()
    for part in range(3):
        census[part::3].write_parquet(folder / f"part-{part}.parquet")
    census.write_parquet(small_study.folder / "census.parquet")
    small_study.edit('file = "census.csv"', 'file = "census.parquet"')
    return small_study


def frames(study: SmallStudy, cluster: GroupedHere | None) -> dict[str, pl.DataFrame]:
    found = estimate_study(load_study(study.path), cluster=cluster).frames
    # The file's name alone differs.
    return {name: frame.drop("file", strict=False) for name, frame in found.items()}


KEYS = (
    "",
    'weight = "weight"',
    'where = "area > 101 OR sex = 1"',
    'age = { column = "age", missing = [18, 7] }',
    'age = { sql = "age + 1" }',
)


@pytest.mark.parametrize("key", KEYS)
def test_every_table_is_the_same(key: str, parted: SmallStudy) -> None:
    if key.startswith("age"):
        study, census = parted.path.read_text(encoding="utf-8").split("[census]")
        census = census.replace('age = "age"', key, 1)
        parted.path.write_text(f"{study}[census]{census}", encoding="utf-8")
    else:
        parted.edit('file = "census.parquet"', f'{key}\nfile = "census.parquet"')
    local = frames(parted, None)
    parted.edit('file = "census.parquet"', 'file = "census"')
    there = frames(parted, GroupedHere())
    assert set(local) == set(there)
    for name, frame in local.items():
        # Sums of the same numbers in another order: the last digits of a weighted census.
        assert frame.equals(there[name]) or _close(frame, there[name]), name


def _close(first: pl.DataFrame, second: pl.DataFrame) -> bool:
    for column in first.columns:
        a, b = first[column], second[column]
        if a.dtype.is_float():
            np.testing.assert_allclose(a.to_numpy(), b.to_numpy(), rtol=1e-9, atol=1e-12)
        elif not a.equals(b, null_equal=True):
            return False
    return True


def test_only_the_columns_that_are_read_travel_and_only_once(parted: SmallStudy) -> None:
    parted.edit('file = "census.parquet"', 'file = "census"')
    cluster = GroupedHere()
    out = parted.folder / "out"
    run(load_study(parted.path), out, sheets=False, cluster=cluster)
    assert [set(asked) for asked in cluster.asked] == [{"area", "age", "sex", "zone"}]
    parted.edit("seed = 7", "seed = 8")
    run(load_study(parted.path), out, sheets=False, cluster=cluster)
    # The counts were kept by the content of the parts: another model counts nothing again.
    assert len(cluster.asked) == 1


def test_a_value_that_is_no_level_is_refused_as_it_is_here(parted: SmallStudy) -> None:
    part = parted.folder / "census" / "part-0.parquet"
    frame = pl.read_parquet(part)
    frame.with_columns(zone=pl.lit("sea")).write_parquet(part)
    parted.edit('file = "census.parquet"', 'file = "census"')
    with pytest.raises(Problems) as caught:
        frames(parted, GroupedHere())
    assert "level-unseen" in {problem.code for problem in caught.value.problems}


def test_spark_reads_no_stream(parted: SmallStudy) -> None:
    parted.edit("[census]", '[census]\nscan = "stream"')
    with pytest.raises(Problems) as caught:
        frames(parted, GroupedHere())
    assert "spark-stream" in {problem.code for problem in caught.value.problems}


def test_a_census_that_is_not_there_is_named(tmp_path: Path) -> None:
    from jalon.errors import BadInput

    with pytest.raises(BadInput) as caught:
        SparkCluster("local[1]").schema(tmp_path / "none")
    assert caught.value.code == "file-missing"
