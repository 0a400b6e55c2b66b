"""The areas as a GeoPackage: one layer that QGIS and its like open with readable column names."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from jalon.engine.outputs.columns import Column, Kind
from jalon.engine.outputs.dictionary import describe, label, meaning, word
from jalon.messages import translator

LAYER = "areas"
# GDAL writes the day of writing into the file; a fixed one lets two runs give the same bytes.
WRITTEN = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}

# The schema extension of the standard (GeoPackage 1.2, annex F.9), where readable names live.
SCHEMA_EXTENSION = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name));
INSERT INTO gpkg_extensions VALUES
    ('gpkg_data_columns', NULL, 'gpkg_schema',
     'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
"""


def write_geopackage(
    path: Path,
    areas: pl.DataFrame,
    geometries: NDArray[np.object_],
    *,
    title: str,
    languages: Sequence[str] = ("en",),
    notes: Sequence[str] = (),
    table: str = "areas",
) -> None:
    """Write ``areas.gpkg``; the same areas and shapes give the same bytes.

    Parameters
    ----------
    path
        The file to write; an older one is replaced.
    areas
        One row per area, with the columns of the dictionary's table "areas".
    geometries : ndarray of shapely geometries, shape (D,)
        In the order of the rows, longitude and latitude (EPSG:4326); None where an area has no
        shape.
    title
        Shown as the name of the layer.
    languages
        The first is the language of the readable column names and of words in cells.
    notes
        What a reader must know first; they stand in the layer's description.
    table
        The dictionary's table that says what the columns mean.
    """
    columns = [describe(table, name) for name in areas.columns]
    cells = [_cells(areas[column.name], column, languages[0]) for column in columns]
    path.unlink(missing_ok=True)
    before = {name: pyogrio.get_gdal_config_option(name) for name in WRITTEN}
    pyogrio.set_gdal_config_options(WRITTEN)
    try:
        pyogrio.raw.write(
            path,
            geometry=_as_wkb(geometries),
            field_data=[values for values, _missing in cells],
            field_mask=[missing for _values, missing in cells],
            fields=areas.columns,
            layer=LAYER,
            driver="GPKG",
            crs="EPSG:4326",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            dataset_options={"VERSION": "1.2"},  # what every QGIS in use can read
            layer_options={"IDENTIFIER": title, "DESCRIPTION": "\n".join(notes)},
        )
    finally:
        pyogrio.set_gdal_config_options(before)
    _name_columns(path, columns, languages[0])


def _as_wkb(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return well-known binary; None stays None."""
    wkb: NDArray[np.object_] = shapely.to_wkb(geometries)
    return wkb


def _cells(
    values: pl.Series, column: Column, language: str
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return a column as GDAL takes it: the values, and which of them are missing."""
    missing = values.is_null().to_numpy()
    if column.kind is Kind.WORD:
        catalogue = translator(language)
        return np.array([word(v, catalogue) for v in values.to_list()], dtype=object), None
    if values.dtype == pl.String:
        return np.array(values.to_list(), dtype=object), None
    if values.dtype == pl.Boolean:
        return values.fill_null(value=False).to_numpy(), missing
    if values.dtype.is_integer():
        return values.fill_null(0).cast(pl.Int64).to_numpy(), missing
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy(), None


def _name_columns(path: Path, columns: Sequence[Column], language: str) -> None:
    """Give each column its readable name and meaning, which QGIS shows as alias and comment."""
    rows = [
        (LAYER, column.name, label(column, language), meaning(column, language))
        for column in columns
    ]
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA_EXTENSION)
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) "
            "VALUES (?, ?, ?3, ?3, ?4)",
            rows,
        )
        database.commit()
