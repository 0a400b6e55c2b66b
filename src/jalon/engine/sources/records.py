"""Read tables that come as JSON records or as the first sheet of an Excel workbook."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from jalon.errors import BadInput


def load_json(path: Path, constants: list[str] | None = None) -> Any:
    """Return the contents of a JSON file; NaN and infinities, which JSON does not have, are null.

    Those met are added to `constants`. Names are stripped of spaces.

    Raises
    ------
    BadInput("file-not-text" | "file-damaged" | "duplicate-columns")
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("file-not-text", file=path.name) from None

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key.strip() in found:
                raise BadInput("duplicate-columns", file=path.name, columns=key.strip())
            found[key.strip()] = value
        return found

    def nothing(constant: str) -> None:
        if constants is not None:
            constants.append(constant)

    try:
        return json.loads(text, parse_constant=nothing, object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        raise BadInput("file-damaged", file=path.name, reason=str(error)[:200]) from None


def read_records(path: Path) -> pl.DataFrame:
    """Read a list of records, or the one list of records inside an object.

    Where an object holds several lists, as exports of workbooks do, the longest is the table.
    Columns that mix text and numbers become text.

    Raises
    ------
    BadInput
        "json-without-records", "json-nested", "table-without-rows" and those of `load_json`.
    """
    records = _records(load_json(path), path)
    names = list(dict.fromkeys(name for record in records for name in record))
    if not names:
        raise BadInput("table-without-rows", file=path.name)
    return pl.DataFrame([_series(name, [r.get(name) for r in records], path) for name in names])


def _records(contents: object, path: Path) -> Sequence[Mapping[str, object]]:
    lists = [contents, *contents.values()] if isinstance(contents, dict) else [contents]
    tables = [
        item
        for item in lists
        if isinstance(item, list) and item and all(isinstance(row, dict) for row in item)
    ]
    if contents == []:
        raise BadInput("table-without-rows", file=path.name)
    if not tables:
        raise BadInput("json-without-records", file=path.name)
    return max(tables, key=len)


def _series(name: str, values: list[object], path: Path) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds & {list, dict}:
        raise BadInput("json-nested", file=path.name, column=name)
    if kinds == {bool}:
        return pl.Series(name, values, pl.Boolean)
    if kinds and kinds <= {int, float} and not _too_long(values):
        return pl.Series(name, values, pl.Float64 if float in kinds else pl.Int64, strict=False)
    return pl.Series(name, [None if v is None else str(v) for v in values], pl.String)


def _too_long(values: list[object]) -> bool:
    return any(isinstance(value, int) and abs(value) >= 2**63 for value in values)


def read_worksheet(path: Path) -> pl.DataFrame:
    """Read the first sheet of a workbook; its first row names the columns.

    Raises
    ------
    BadInput("file-damaged" | "duplicate-columns" | "table-without-rows")
    """
    try:
        facts, _, _, values = pyogrio.raw.read(str(path), read_geometry=False, HEADERS="FORCE")
    except (DataSourceError, DataLayerError, ValueError, IndexError) as error:
        raise BadInput("file-damaged", file=path.name, reason=str(error)[:200]) from None
    names = [str(name).strip() for name in facts["fields"]]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput("duplicate-columns", file=path.name, columns=", ".join(repeated))
    if not names or not len(values[0]):
        raise BadInput("table-without-rows", file=path.name)
    return pl.DataFrame([as_series(*pair) for pair in zip(names, values, strict=True)])


def as_series(name: str, values: NDArray[Any]) -> pl.Series:
    """Make a column of what GDAL returns: NaN and None are missing, objects are text."""
    if values.dtype != object:
        return pl.Series(name, values, nan_to_null=True)
    texts = [None if v is None or isinstance(v, float) else str(v) for v in values]
    return pl.Series(name, texts, pl.String)
