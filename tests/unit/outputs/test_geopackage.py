import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio.raw
import pytest
import shapely
from numpy.typing import NDArray

from jalon.engine.outputs.geopackage import write_geopackage


@pytest.fixture
def shapes() -> NDArray[np.object_]:
    """Return a polygon, a polygon of two parts, and an area without a shape."""
    two = shapely.MultiPolygon([shapely.box(2, 0, 3, 1), shapely.box(4, 0, 5, 1)])
    return np.array([shapely.box(0, 0, 1, 1), two, None], dtype=object)


def test_it_opens_again_with_its_values(
    areas: pl.DataFrame, shapes: NDArray[np.object_], tmp_path: Path
) -> None:
    path = tmp_path / "areas.gpkg"
    write_geopackage(path, areas, shapes, title="Riesgo", languages=("es",), notes=("Sintético.",))
    info, _, geometry, values = pyogrio.raw.read(path, layer="areas")
    read = dict(zip(info["fields"], values, strict=True))
    assert list(info["fields"]) == areas.columns
    assert info["crs"] == "EPSG:4326"
    assert read["area"].tolist() == ["0101", "0102", "0201"]
    assert read["name"].tolist() == areas["name"].to_list()
    np.testing.assert_equal(read["children"], [1200.0, 35.0, np.nan])
    np.testing.assert_equal(read["rate"], areas["rate"].to_numpy())
    assert read["class_label"].tolist() == ["bajo", "alto", None]
    restored = shapely.from_wkb(geometry)
    assert shapely.equals(restored[:2], shapes[:2]).all()
    assert restored[2] is None


def test_columns_have_names_that_people_read(
    areas: pl.DataFrame, shapes: NDArray[np.object_], tmp_path: Path
) -> None:
    write_geopackage(tmp_path / "a.gpkg", areas, shapes, title="Riesgo", languages=("fr",))
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        aliases = dict(
            database.execute("SELECT column_name, name FROM gpkg_data_columns").fetchall()
        )
        extension = database.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
        ).fetchone()
    assert list(aliases) == areas.columns
    assert aliases["rate"] == "Taux"
    assert aliases["probability_1"] == "Probabilité de la classe 1"
    assert extension == (1,)


def test_the_layer_says_what_a_reader_must_know(
    areas: pl.DataFrame, shapes: NDArray[np.object_], tmp_path: Path
) -> None:
    notes = ("Synthetic population.", "Boundaries do not imply endorsement.")
    write_geopackage(tmp_path / "a.gpkg", areas, shapes, title="Risk", notes=notes)
    metadata = pyogrio.read_info(tmp_path / "a.gpkg")["layer_metadata"]
    assert metadata == {"IDENTIFIER": "Risk", "DESCRIPTION": "\n".join(notes)}


def test_two_writings_give_the_same_bytes(
    areas: pl.DataFrame, shapes: NDArray[np.object_], tmp_path: Path
) -> None:
    write_geopackage(tmp_path / "a.gpkg", areas, shapes, title="Risk")
    time.sleep(1.1)  # GDAL's clock counts seconds and cannot be patched
    write_geopackage(tmp_path / "b.gpkg", areas, shapes, title="Risk")
    write_geopackage(tmp_path / "b.gpkg", areas, shapes, title="Risk")  # over an older file
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
