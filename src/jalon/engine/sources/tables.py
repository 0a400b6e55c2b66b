"""Open a table of any kind that offices keep, and say what is wrong when it cannot be read."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from jalon.engine.sources.columns import require_column
from jalon.engine.sources.delimited import read_delimited
from jalon.engine.sources.labelled import Labelled, read_labelled
from jalon.engine.sources.parts import has_values, parts_of
from jalon.engine.sources.records import read_records, read_worksheet
from jalon.errors import BadInput

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table whose columns and types are known and whose rows are read when they are asked for.

    `labels` gives, for Stata and SPSS files, the label of each value's text in each column.
    `encoding` is the one in which the file's text was read, where there was a choice. `rows` is
    how many rows there are, where the file says it or has been read for it.
    """

    path: Path
    schema: pl.Schema
    labels: Labels = field(default_factory=dict)
    encoding: str | None = None
    rows: int | None = None
    _scan: pl.LazyFrame | Labelled = field(default_factory=pl.LazyFrame, repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.schema.names())

    def lazy(self) -> pl.LazyFrame:
        """Return a query on the table. Collect it inside `reading(table.path)`."""
        return self._scan if isinstance(self._scan, pl.LazyFrame) else self.frame().lazy()

    def frame(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the rows, of all columns or of those named.

        Raises
        ------
        BadInput("column-missing" | "file-damaged")
        """
        wanted = self._wanted(columns)
        if isinstance(self._scan, Labelled):
            return pl.concat(self._scan.chunks(wanted, size=200_000))
        with reading(self.path):
            return self._scan.select(wanted).collect()

    def batches(
        self, columns: Sequence[str], size: int = 250_000, start: int = 0
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows in order, at most about `size` at a time, so that memory stays flat.

        Of the first rows `start` are passed over.

        Raises
        ------
        BadInput("column-missing" | "file-damaged")
        """
        wanted = self._wanted(columns)
        if isinstance(self._scan, Labelled):
            yield from self._scan.chunks(wanted, size, start)
            return
        rows = self._scan.select(wanted)
        with reading(self.path):
            yield from (rows.slice(start) if start else rows).collect_batches(
                chunk_size=size, maintain_order=True
            )

    def first_text(self, column: str) -> tuple[int, str] | None:
        """Return row (from 1) and value of the first text that is no number, if there is one."""
        values = self.frame([column])[column].cast(pl.String)
        number = values.str.strip_chars().cast(pl.Float64, strict=False)
        wrong = (number.is_null() & values.is_not_null()).arg_true()
        return (int(wrong[0]) + 1, str(values[int(wrong[0])])) if len(wrong) else None

    def sha256(self) -> str:
        """Return the hash of a file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _wanted(self, columns: Sequence[str] | None) -> list[str]:
        if columns is None:
            return list(self.columns)
        return [require_column(column, self.schema, self.path.name) for column in columns]


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what polars says of a file that it cannot read into an error that a person can act on.

    Raises
    ------
    BadInput("file-damaged")
    """
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = str(error).strip().split("\n")[0][:200]
        raise BadInput("file-damaged", file=path.name, reason=reason) from None


def open_table(path: Path, *, encoding: str | None = None) -> Table:
    """Open a table; its kind is told by the name's ending.

    Parameters
    ----------
    path : Path
        .csv, .tsv or .txt (also .gz), .parquet, .dta, .sav or .zsav, .json, .xlsx (first sheet);
        or a folder of Parquet parts, read as one table in the order of their names. Folders below
        it that are named ``column=value`` give that column.
    encoding : str, optional
        Of the text in a .csv, .dta or .sav, when it is not UTF-8 and cannot be told for certain.

    Returns
    -------
    Table
        Column names are stripped of spaces. In text files a column is numeric only when every
        value in the whole file is, and none is written with a leading zero, as codes are.

    Raises
    ------
    BadInput
        "file-missing", "file-is-folder", "file-kind-unknown", "file-empty", "file-truncated",
        "file-damaged", "encoding-unknown", "duplicate-columns" and others: one for each way in
        which files fail, always with the file's name.
    """
    path = Path(path)
    if path.is_dir():
        return _open_parts(path)
    if not path.is_file():
        raise BadInput("file-missing", file=str(path))
    if path.stat().st_size == 0:
        raise BadInput("file-empty", file=path.name)
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if path.name.lower().endswith(".gz") and kind not in TEXT:
        raise BadInput("file-kind-unknown", file=path.name, known=", ".join(KINDS))
    try:
        return KINDS[kind](path, encoding)
    except KeyError:
        raise BadInput("file-kind-unknown", file=path.name, known=", ".join(KINDS)) from None


def _open_delimited(path: Path, encoding: str | None) -> Table:
    with reading(path):
        found = read_delimited(path, encoding)
        scan = found.scan()
        return Table(path, found.schema, encoding=found.encoding, rows=found.rows, _scan=scan)


def _open_parquet(path: Path, _encoding: str | None) -> Table:
    with reading(path):
        return _of_parquet(path, pl.scan_parquet(path, glob=False))


def _open_parts(path: Path) -> Table:
    parts = [part for part in parts_of(path) if part.suffix.lower() == ".parquet"]
    if not parts:
        raise BadInput("file-is-folder", file=str(path))
    named = has_values(path, parts)
    with reading(path):
        scan = pl.scan_parquet(parts, glob=False, hive_partitioning=named)
        if named:
            # Polars also takes folders above for columns.
            above = {name.partition("=")[0] for name in path.parts if "=" in name}
            scan = scan.select(pl.exclude(above) if above else pl.all())
        return _of_parquet(path, scan)


def _of_parquet(path: Path, scan: pl.LazyFrame) -> Table:
    names = scan.collect_schema().names()
    stripped = [name.strip() for name in names]
    if len(set(stripped)) < len(stripped):
        repeated = sorted({name for name in stripped if stripped.count(name) > 1})
        raise BadInput("duplicate-columns", file=path.name, columns=", ".join(repeated))
    scan = scan.rename(dict(zip(names, stripped, strict=True)))
    rows = scan.select(pl.len()).collect().item()
    return Table(path, scan.collect_schema(), rows=rows, _scan=scan)


def _open_labelled(path: Path, encoding: str | None) -> Table:
    found = read_labelled(path, encoding)
    return Table(path, found.schema, found.labels, found.encoding, found.rows, found)


def _open_json(path: Path, _encoding: str | None) -> Table:
    frame = read_records(path)
    return Table(path, frame.schema, rows=frame.height, _scan=frame.lazy())


def _open_worksheet(path: Path, _encoding: str | None) -> Table:
    frame = read_worksheet(path)
    return Table(path, frame.schema, rows=frame.height, _scan=frame.lazy())


TEXT = ("csv", "tsv", "txt")
KINDS: Mapping[str, Callable[[Path, str | None], Table]] = {
    **dict.fromkeys(TEXT, _open_delimited),
    "parquet": _open_parquet,
    **dict.fromkeys(("dta", "sav", "zsav"), _open_labelled),
    "json": _open_json,
    "xlsx": _open_worksheet,
}
