"""Read Stata and SPSS files with the labels of their values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
from pyreadstat import PyreadstatError, ReadstatError

from jalon.errors import BadInput

# What ReadStat says when text is in another encoding than the file declares, or declares none.
_ENCODING_COMPLAINTS = ("encoding", "convert", "codec", "invalid byte sequence")
_KINDS = {"string": pl.String(), "double": pl.Float64(), "float": pl.Float64()}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A Stata or SPSS file whose columns are known; its rows are read in chunks.

    SPSS keeps every number as a float: 1 comes as 1.0. Dates stay the numbers that they are.
    """

    path: Path
    encoding: str | None
    schema: pl.Schema
    labels: Mapping[str, Mapping[str, str]]
    # The file's own names of the columns, by the stripped ones.
    names: Mapping[str, str]
    rows: int | None

    def chunks(self, columns: Sequence[str], size: int, start: int = 0) -> Iterator[pl.DataFrame]:
        """Yield the rows in order from number `start`, `size` at a time.

        Raises
        ------
        BadInput("file-truncated" | "file-damaged" | "encoding-unknown")
        """
        offset = start
        while self.rows is None or offset < self.rows:
            frame = self._chunk(columns, offset, size)
            if offset > start and not frame.height:
                return
            yield frame
            if frame.height < size:
                return
            offset += size

    def _chunk(self, columns: Sequence[str], offset: int, size: int) -> pl.DataFrame:
        values, _ = _call(
            self.path,
            self.encoding,
            usecols=[self.names[column] for column in columns],
            row_offset=offset,
            row_limit=size,
        )
        return pl.DataFrame(
            [
                pl.Series(column, values[self.names[column]], self.schema[column], strict=False)
                for column in columns
            ]
        ).with_columns(pl.selectors.float().fill_nan(None))


def read_labelled(path: Path, encoding: str | None) -> Labelled:
    """Find the columns, types and labels of a Stata or SPSS file.

    Raises
    ------
    BadInput
        "file-truncated", "file-damaged", "encoding-unknown", "encoding-wrong",
        "duplicate-columns" or "table-without-rows".
    """
    _, facts = _call(path, encoding, metadataonly=True)
    if None in facts.column_names:
        # A name of bytes that the file's encoding does not have.
        raise _explained(path, encoding, "encoding")
    stripped = [
        name.strip() or f"column_{place}" for place, name in enumerate(facts.column_names, 1)
    ]
    names = dict(zip(stripped, facts.column_names, strict=True))
    if len(names) < len(stripped):
        repeated = sorted({name for name in stripped if stripped.count(name) > 1})
        raise BadInput("duplicate-columns", file=path.name, columns=", ".join(repeated))
    if not names or facts.number_rows == 0:
        raise BadInput("table-without-rows", file=path.name)
    # Text that cannot be decoded shows only when rows are read.
    _call(path, encoding, row_limit=1)
    schema = pl.Schema(
        {
            name: _KINDS.get(facts.readstat_variable_types[own], pl.Int64())
            for name, own in names.items()
        }
    )
    labels = {
        name: {
            _value_text(value): str(label)
            for value, label in facts.variable_value_labels[own].items()
        }
        for name, own in names.items()
        if own in facts.variable_value_labels
    }
    rows = facts.number_rows if facts.number_rows and facts.number_rows > 0 else None
    return Labelled(path, encoding, schema, labels, names, rows)


def _value_text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value).strip()


def _call(path: Path, encoding: str | None, **options: object) -> tuple[dict[str, list[Any]], Any]:
    reader: Callable[..., tuple[dict[str, list[Any]], Any]] = (
        pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    )
    try:
        return reader(
            str(path),
            encoding=encoding,
            output_format="dict",
            disable_datetime_conversion=True,
            **options,
        )
    except (ReadstatError, PyreadstatError, ValueError, OSError, MemoryError) as error:
        raise _explained(path, encoding, str(error)) from None


def _explained(path: Path, encoding: str | None, reason: str) -> BadInput:
    said = reason.lower()
    if any(complaint in said for complaint in _ENCODING_COMPLAINTS):
        if encoding is None:
            return BadInput("file-encoding-unknown", file=path.name)
        return BadInput("encoding-wrong", file=path.name, encoding=encoding)
    if "expected number of rows" in said:
        return BadInput("file-truncated", file=path.name)
    return BadInput("file-damaged", file=path.name, reason=reason)
