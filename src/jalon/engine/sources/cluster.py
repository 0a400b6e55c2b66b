"""A census too big for one machine: its distinct rows counted where it lies, by Ibis.

What a study reads of a census are a few columns with few values each. Grouped by these and counted,
100 million persons become some hundred thousand rows; only these travel. Recodes, bands and
conditions are then worked out here, by the same code as for a local file: the counts are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from jalon.engine.sources.parts import has_values, parts_of
from jalon.errors import BadInput

MULTIPLICITY = "jalon_rows"


@dataclass(frozen=True, slots=True)
class Outside:
    """Whom a census holds and the study does not ask for, by one column of whole years.

    Values that are missing, in `kept`, or from `low` up to and without `high` stay. The others
    become `instead`, and the columns `blank` empty: most of a census is one row then.
    """

    column: str
    low: float
    high: float
    kept: tuple[int, ...]
    instead: int
    blank: tuple[str, ...]


class Cluster(Protocol):
    """Where a census lies that is not read here."""

    def schema(self, path: Path) -> pl.Schema:
        """Return the columns of a census and their kinds."""
        ...

    def distinct(self, path: Path, columns: Sequence[str], outside: Outside | None) -> pl.DataFrame:
        """Return each combination of values of these columns, and in `MULTIPLICITY` its rows."""
        ...


@dataclass(frozen=True, slots=True)
class SparkCluster:
    """An existing Spark cluster, at `master` (``spark://host:7077``, ``yarn``, ``local[2]``).

    The census is Parquet, one file or a folder of parts, at a path that all workers see.
    """

    master: str

    def schema(self, path: Path) -> pl.Schema:
        return self._frame(self._table(path).limit(0)).schema

    def distinct(self, path: Path, columns: Sequence[str], outside: Outside | None) -> pl.DataFrame:
        table = self._table(path)
        if outside is not None:
            table = _narrowed(table, outside)
        counted = table.group_by(list(columns)).agg(**{MULTIPLICITY: table.count()})
        return self._frame(counted)

    def _table(self, path: Path) -> Any:
        """Open the census on the cluster.

        Raises
        ------
        BadInput("spark-missing" | "file-missing")
        """
        if not path.exists():
            raise BadInput("file-missing", file=str(path))
        try:
            import ibis
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise BadInput("spark-missing", module=str(error.name)) from None
        session = (
            SparkSession.builder.master(self.master)
            .appName("jalon census")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        # Without this Spark passes over parts in folders below, unless these give a column.
        below = not has_values(path, parts_of(path))
        spark = ibis.pyspark.connect(session)
        return spark.read_parquet(str(path.resolve()), recursiveFileLookup=below)

    @staticmethod
    def _frame(expression: Any) -> pl.DataFrame:
        frame = pl.from_arrow(expression.to_pyarrow())
        assert isinstance(frame, pl.DataFrame)
        return frame


def _narrowed(table: Any, outside: Outside) -> Any:
    import ibis

    value = table[outside.column]
    stays = value.isnull() | ((value >= outside.low) & (value < outside.high))
    if outside.kept:
        stays = stays | value.isin(outside.kept)
    changed = {
        name: stays.ifelse(table[name], ibis.null(table[name].type())) for name in outside.blank
    }
    changed[outside.column] = stays.ifelse(value, ibis.literal(outside.instead, value.type()))
    return table.mutate(**changed)
