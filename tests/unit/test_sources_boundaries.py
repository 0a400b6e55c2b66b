"""Boundaries as they circulate, mended and said so, or refused."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.engine.sources.boundaries import (
    Boundaries,
    feature_collection,
    read_boundaries,
    simplify,
)
from jalon.engine.sources.columns import CodeMap
from jalon.errors import BadInput

CODE = CodeMap(("code",), (4,))
SQUARE = shapely.box(0, 0, 1, 1)
CLOCKWISE = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
COUNTER = CLOCKWISE[::-1]
BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
NEXT_DOOR = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]


def feature(code: object, ring: list[list[float]], **more: object) -> dict[str, object]:
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, **more}, "geometry": shape}


def geojson(folder: Path, *features: dict[str, object]) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def refusal(path: Path, code: CodeMap = CODE, layer: str | None = None) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_boundaries(path, code, layer=layer)
    return caught.value


def test_a_clean_file_needs_no_mending(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(101, COUNTER, name=" Aldea "), feature("0102", NEXT_DOOR))
    boundaries = read_boundaries(path, CODE, name="name")
    assert boundaries.codes == ("0101", "0102")
    assert boundaries.names == ("Aldea", "")
    assert boundaries.repaired == ()
    assert shapely.area(boundaries.geometries).tolist() == [1, 1]


def test_rings_the_wrong_way_round_are_rewound(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(101, CLOCKWISE), feature(102, NEXT_DOOR))
    boundaries = read_boundaries(path, CODE)
    assert shapely.is_ccw(shapely.get_exterior_ring(boundaries.geometries)).all()
    assert boundaries.repaired == ("rings rewound: 0101",)


def test_nan_is_read_as_missing(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(101, COUNTER, note=float("nan")))
    assert "NaN" in path.read_text()
    boundaries = read_boundaries(path, CODE)
    assert boundaries.properties["note"].to_list() == [None]
    assert "NaN" in boundaries.repaired[0]


def test_crossed_rings_are_made_valid(tmp_path: Path) -> None:
    boundaries = read_boundaries(geojson(tmp_path, feature(101, BOW_TIE)), CODE)
    assert shapely.is_valid(boundaries.geometries).all()
    assert shapely.area(boundaries.geometries).sum() == pytest.approx(0.5)
    assert boundaries.repaired == ("crossed or touching rings made valid: 0101",)


def test_features_without_code_are_the_backdrop(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(101, COUNTER), feature(None, NEXT_DOOR, name="Lake"))
    boundaries = read_boundaries(path, CODE, name="name")
    assert boundaries.codes == ("0101",)
    assert boundaries.properties.height == 1
    assert len(boundaries.backdrop) == 1
    assert "backdrop" in boundaries.repaired[0]


def test_codes_may_stand_in_several_columns(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(7, COUNTER, dep="1"))
    assert read_boundaries(path, CodeMap(("dep", "code"), (2, 2))).codes == ("0107",)


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ([feature(101, COUNTER), feature("0101", NEXT_DOOR)], "duplicate-area-codes"),
        ([feature(None, COUNTER)], "boundaries-without-codes"),
        ([], "boundary-empty"),
        ([{**feature(101, COUNTER), "geometry": None}], "boundary-empty"),
        (
            [{**feature(101, COUNTER), "geometry": {"type": "Point", "coordinates": [0, 0]}}],
            "boundary-not-polygon",
        ),
        ([feature(101, [[9e5, 1e6], [9e5, 2e6], [8e5, 2e6], [9e5, 1e6]])], "crs-unknown"),
    ],
)
def test_unusable_features_are_named(
    tmp_path: Path, features: list[dict[str, object]], code: str
) -> None:
    assert refusal(geojson(tmp_path, *features)).code == code


def test_unusable_files_say_why(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(101, COUNTER))
    assert refusal(path, CodeMap(("ubigeo",), ())).code == "column-missing"
    assert refusal(path, layer="roads").code == "layer-unknown"
    assert refusal(tmp_path / "gone.geojson").code == "file-missing"
    for name, content, code in (
        ("areas.kmz", "x", "file-kind-unknown"),
        ("cut.geojson", path.read_text()[:-9], "file-damaged"),
        ("other.json", '{"a": 1}', "boundary-not-geojson"),
        ("list.json", "[1]", "boundary-not-geojson"),
        ("areas.gpkg", "rubbish", "file-damaged"),
        ("areas.shp", "rubbish", "file-damaged"),
        ("areas.zip", "rubbish", "file-damaged"),
    ):
        (tmp_path / name).write_text(content)
        assert refusal(tmp_path / name).code == code, name


def write_layer(path: Path, layer: str, crs: str | None, shape: shapely.Geometry) -> None:
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array([shape])),
        [np.array(["0101"], dtype=object)],
        ["code"],
        layer=layer,
        geometry_type="Polygon",
        crs=crs,
        append=path.exists() and path.suffix == ".gpkg",
    )


def test_other_coordinates_are_reprojected(tmp_path: Path) -> None:
    path = tmp_path / "utm.gpkg"
    # Zone 15 north: its central meridian is 93 degrees west.
    write_layer(path, "areas & more", "EPSG:32615", shapely.box(500_000, 1.6e6, 6e5, 1.7e6))
    boundaries = read_boundaries(path, CODE)
    west, south, east, north = shapely.bounds(boundaries.geometries)[0]
    assert (west, south) == (pytest.approx(-93, abs=1e-3), pytest.approx(14.47, abs=0.01))
    assert east > west
    assert north > south


def test_a_geopackage_with_layers_needs_one_named(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    write_layer(path, "lakes", "EPSG:4326", SQUARE)
    write_layer(path, "areas", "EPSG:4326", SQUARE)
    assert refusal(path).code == "layer-needed"
    assert read_boundaries(path, CODE, layer="areas").codes == ("0101",)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32615"])
def test_a_zipped_shapefile(tmp_path: Path, crs: str) -> None:
    shape = SQUARE if crs == "EPSG:4326" else shapely.box(500_000, 1.6e6, 6e5, 1.7e6)
    write_layer(tmp_path / "areas.shp", "areas", crs, shape)
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as archive:
        for part in tmp_path.glob("areas.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    assert read_boundaries(tmp_path / "areas.zip", CODE).codes == ("0101",)


def test_a_shapefile_without_coordinate_system_is_taken_as_degrees(tmp_path: Path) -> None:
    path = tmp_path / "areas.shp"
    write_layer(path, "areas", "EPSG:4326", SQUARE)
    path.with_suffix(".prj").unlink()
    assert "not stated" in read_boundaries(path, CODE).repaired[0]


def two_wiggly_neighbours(seed: int) -> Boundaries:
    rng = np.random.default_rng(seed)
    line = np.column_stack([1 + rng.uniform(-0.05, 0.05, 60), np.linspace(0, 1, 60)])
    left = shapely.Polygon([*line, (0, 1), (0, 0)])
    right = shapely.Polygon([*line, (2, 1), (2, 0)])
    shapes = shapely.orient_polygons(np.array([left, right]))
    empty = np.array([], dtype=object)
    return Boundaries(("1", "2"), shapes, None, None, empty, ())  # type: ignore[arg-type]


@given(seed=st.integers(0, 2**32 - 1), tolerance=st.floats(0.001, 0.3))
def test_shared_borders_stay_shared(seed: int, tolerance: float) -> None:
    before = two_wiggly_neighbours(seed)
    after = simplify(before, tolerance=tolerance)
    assert shapely.coverage_is_valid(after.geometries)
    assert shapely.is_valid(after.geometries).all()
    points = shapely.get_num_coordinates
    assert (points(after.geometries) <= points(before.geometries)).all()


@given(target=st.integers(12, 120))
def test_the_number_of_points_is_kept_to(target: int) -> None:
    after = simplify(two_wiggly_neighbours(1), target_vertices=target)
    assert shapely.get_num_coordinates(after.geometries).sum() <= target


def test_simplify_wants_one_measure() -> None:
    with pytest.raises(ValueError, match="either"):
        simplify(two_wiggly_neighbours(1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    corners=st.lists(
        st.tuples(st.integers(-170, 160), st.integers(-80, 70)), min_size=1, max_size=5, unique=True
    )
)
def test_what_is_written_is_read(tmp_path: Path, corners: list[tuple[int, int]]) -> None:
    shapes = shapely.orient_polygons(
        shapely.box(*np.array([(x, y, x + 5, y + 5) for x, y in corners]).T)
    )
    rows = [{"code": f"{i:04}"} for i in range(len(corners))]
    path = tmp_path / "round.geojson"
    path.write_text(json.dumps(feature_collection(shapes, rows)))
    back = read_boundaries(path, CODE)
    assert shapely.equals(back.geometries, shapes).all()
    assert back.repaired == ()


@pytest.mark.real_data
def test_the_map_of_guatemala(data_folder: Path) -> None:
    path = data_folder / "guatemala" / "adm2_uscb2020_simplified.topojson"
    boundaries = read_boundaries(path, CodeMap(("muni_code",), (4,)), name="municipality")
    assert len(boundaries.codes) == 340
    assert len(boundaries.backdrop) == 2  # lakes
    assert any("NaN" in text for text in boundaries.repaired)
    assert any("rewound" in text for text in boundaries.repaired)
    assert shapely.is_valid(boundaries.geometries).all()
    smaller = simplify(boundaries, target_vertices=6_000)
    assert shapely.get_num_coordinates(smaller.geometries).sum() <= 6_000
