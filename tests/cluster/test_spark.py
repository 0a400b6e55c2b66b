"""A study whose census is counted by Spark, on a standalone master with two workers."""

from pathlib import Path

import polars as pl
import pytest

from conftest import SmallStudy
from integration.test_census_cluster import GroupedHere, with_parts
from jalon.engine import load_study
from jalon.engine.runs.whole import estimate_study
from jalon.engine.sources.cluster import MULTIPLICITY, Outside, SparkCluster
from jalon.engine.sources.tables import open_table

# Spark's own Python client leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def parted(small_study: SmallStudy) -> SmallStudy:
    return with_parts(small_study)


def test_spark_counts_the_same_rows(parted: SmallStudy, master: str) -> None:
    path = parted.folder / "census"
    columns = ["area", "age", "sex", "zone"]
    outside = Outside("age", 5, 18, (19,), 18, ("area", "sex"))
    there = SparkCluster(master).distinct(path, columns, outside).sort(columns)
    here = GroupedHere().distinct(path, columns, outside).sort(columns)
    assert there.select(columns).equals(here.select(columns))
    assert there[MULTIPLICITY].to_list() == here[MULTIPLICITY].to_list()


def test_the_results_are_those_of_this_machine(parted: SmallStudy, master: str) -> None:
    here = estimate_study(load_study(parted.path)).frames
    parted.edit('file = "census.parquet"', 'file = "census"')
    there = estimate_study(load_study(parted.path), cluster=SparkCluster(master)).frames
    assert set(here) == set(there)
    for name, frame in here.items():
        assert frame.drop("file", strict=False).equals(there[name].drop("file", strict=False)), name


@pytest.mark.parametrize("column", ["zone", None])
def test_folders_below_are_read_as_here(
    parted: SmallStudy, master: str, column: str | None
) -> None:
    path, rows = parted.folder / "below", pl.read_parquet(parted.folder / "census.parquet")
    for zone in ("urban", "rural"):
        part = path / (f"{column}={zone}" if column else zone) / "part-0.parquet"
        part.parent.mkdir(parents=True)
        mine = rows.filter(pl.col("zone") == zone)
        (mine.drop("zone") if column else mine).write_parquet(part)
        (part.parent / "_SUCCESS").touch()
    cluster, columns = SparkCluster(master), ["zone", "sex"]
    table = open_table(path)
    assert set(cluster.schema(path).names()) == set(table.columns)
    here = table.frame().group_by(columns).agg(pl.len().alias(MULTIPLICITY)).sort(columns)
    there = cluster.distinct(path, columns, None).sort(columns)
    assert there.rows() == here.rows()


def test_both_workers_have_worked(parted: SmallStudy, master: str, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    SparkCluster(master).distinct(parted.folder / "census", ["area"], None)
    context = SparkSession.getActiveSession().sparkContext
    hosts = context._jsc.sc().getExecutorMemoryStatus().size()
    # The driver and an executor on each worker.
    assert hosts == 3
    assert pl.read_parquet(parted.folder / "census").height == 6000
