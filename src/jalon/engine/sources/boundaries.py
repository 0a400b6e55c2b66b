"""Read the polygons of areas, mend what can be mended without guessing, and say what was."""

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from jalon.engine.sources.codes import duplicates
from jalon.engine.sources.columns import CodeMap, require_column
from jalon.engine.sources.records import as_series, load_json
from jalon.errors import BadInput

WGS84 = "EPSG:4326"
_DEGREES = (WGS84, "OGC:CRS84")
_JSON = (".json", ".geojson", ".topojson")
_KINDS = (*_JSON, ".gpkg", ".shp", ".zip", ".fgb")
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)

Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Polygons of D areas in longitude and latitude (EPSG:4326), valid, with right-handed rings.

    Exterior rings run counter-clockwise and holes clockwise, as RFC 7946 asks. `backdrop` holds
    features that have a shape but no code, such as lakes: drawn, never coloured. `repaired` says
    what was mended, one text "kind: codes" per kind.
    """

    codes: tuple[str, ...]
    geometries: Geometries
    properties: pl.DataFrame
    names: tuple[str, ...] | None
    backdrop: Geometries
    repaired: tuple[str, ...]


def read_boundaries(
    path: Path,
    code: CodeMap,
    name: str | None = None,
    layer: str | None = None,
    *,
    merge_parts: bool = False,
) -> Boundaries:
    """Read GeoJSON, TopoJSON, GeoPackage, FlatGeobuf or Shapefile (also zipped).

    Parameters
    ----------
    path : Path
    code : CodeMap
        The columns that make up an area's code.
    name : str, optional
        The column of its name.
    layer : str, optional
        Needed where the file holds more than one.
    merge_parts : bool
        Features of one code are joined to one area; its other attributes are the first one's.

    Raises
    ------
    BadInput
        "file-missing", "file-kind-unknown", "file-damaged", "layer-unknown", "layer-needed",
        "crs-unknown", "column-missing", "boundary-not-polygon", "boundary-empty",
        "boundary-outside-world", "duplicate-area-codes" or "boundaries-without-codes".
    """
    path = Path(path)
    facts, geometries, properties = _read(path, layer)
    mended: dict[str, list[str]] = {
        f"read with a warning, {said}": [] for said in facts["warnings"]
    }
    if facts["nan"]:
        mended["NaN, which JSON does not have, read as missing"] = []
    if facts["crs"] is None and path.suffix.lower() not in _JSON:
        mended["coordinate system not stated, taken for longitude and latitude"] = []

    codes = properties.select(code.expression(properties.schema, path.name)).to_series()
    coded = codes.is_not_null().to_numpy()
    if not coded.any():
        raise BadInput("boundaries-without-codes", file=path.name, columns=", ".join(code.columns))
    texts = tuple(codes.drop_nulls().to_list())
    repeated = duplicates(texts)
    if repeated and not merge_parts:
        raise BadInput("duplicate-area-codes", file=path.name, codes=_some(repeated))
    geometries = _polygons(geometries, codes.to_list(), path, mended)
    backdrop, shapes = geometries[~coded], geometries[coded]
    if len(backdrop):
        mended[f"{len(backdrop)} features without a code are drawn as backdrop"] = []
    named = properties.filter(pl.Series(coded))
    if repeated:
        mended["features of one code joined to one area"] = list(repeated)
        texts, shapes, named = _joined(texts, shapes, named)
    return Boundaries(
        codes=texts,
        geometries=shapes,
        properties=named,
        names=_names(named, name, path),
        backdrop=backdrop,
        repaired=tuple(f"{k}: {_some(v)}" if v else k for k, v in mended.items()),
    )


def _joined(
    codes: tuple[str, ...], shapes: Geometries, properties: pl.DataFrame
) -> tuple[tuple[str, ...], Geometries, pl.DataFrame]:
    """Join the features of each code; the first of them gives place and attributes."""
    members: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        members.setdefault(code, []).append(i)
    whole = [
        shapes[own[0]] if len(own) == 1 else shapely.union_all(shapes[own])
        for own in members.values()
    ]
    oriented: Geometries = shapely.orient_polygons(np.array(whole, dtype=object))
    return tuple(members), oriented, properties[[own[0] for own in members.values()]]


def simplify(
    boundaries: Boundaries, *, tolerance: float | None = None, target_vertices: int | None = None
) -> Boundaries:
    """Draw borders with fewer points; borders that areas share stay shared, without slivers.

    Parameters
    ----------
    boundaries : Boundaries
    tolerance : float
        In degrees: triangles of up to about its square are cut off.
    target_vertices : int
        Instead of a tolerance: the smallest one that leaves at most so many points is used. An
        area never vanishes, so a very small target may not be reached.

    Raises
    ------
    ValueError
        Unless exactly one of the two is given.

    References
    ----------
    Visvalingam and Whyatt (1993), *The Cartographic Journal* 30(1), 46-51, as in GEOS.
    """
    if (tolerance is None) == (target_vertices is None):
        raise ValueError("give either a tolerance or a number of vertices")
    shapes = np.concatenate([boundaries.geometries, boundaries.backdrop])
    if target_vertices is not None:
        tolerance = _tolerance_for(shapes, target_vertices)
    assert tolerance is not None
    simple = shapely.orient_polygons(_coarser(shapes, tolerance))
    count = len(boundaries.geometries)
    return replace(boundaries, geometries=simple[:count], backdrop=simple[count:])


def feature_collection(
    geometries: Geometries, properties: Iterable[Mapping[str, object]], *, digits: int = 5
) -> dict[str, Any]:
    """Return a GeoJSON object; five digits are about a metre."""
    rounded = shapely.transform(geometries, lambda points: points.round(digits))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(values), "geometry": json.loads(text)}
            for text, values in zip(shapely.to_geojson(rounded), properties, strict=True)
        ],
    }


def _read(path: Path, layer: str | None) -> tuple[dict[str, Any], Geometries, pl.DataFrame]:
    if not path.is_file():
        raise BadInput("file-missing", file=str(path))
    if path.suffix.lower() not in _KINDS:
        raise BadInput("file-kind-unknown", file=path.name, known=", ".join(_KINDS))
    source: str | bytes = str(path)
    has_nan = False
    if path.suffix.lower() in _JSON:
        source, has_nan = _json_source(path)
    said: list[warnings.WarningMessage] = []
    try:
        with warnings.catch_warnings(record=True, category=RuntimeWarning) as said:
            warnings.simplefilter("always", RuntimeWarning)
            layer = _layer(source, layer, path)
            if pyogrio.read_info(source, layer=layer)["crs"] not in (None, *_DEGREES):
                source, layer = _reprojected(path, layer), None
            facts, _, shapes, values = pyogrio.raw.read(source, layer=layer, force_2d=True)
    except (DataSourceError, DataLayerError, ValueError, RuntimeError) as error:
        raise BadInput("file-damaged", file=path.name, reason=str(error)[:200]) from None
    if shapes is None or not len(shapes):
        raise BadInput("boundary-empty", file=path.name, codes="")
    names = [str(name).strip() for name in facts["fields"]]
    properties = pl.DataFrame([as_series(*pair) for pair in zip(names, values, strict=True)])
    facts |= {"nan": has_nan, "warnings": list(dict.fromkeys(str(w.message) for w in said))[:5]}
    return facts, shapely.from_wkb(shapes, on_invalid="fix"), properties


def _json_source(path: Path) -> tuple[bytes, bool]:
    """Return the file as JSON proper, and whether it held NaN."""
    constants: list[str] = []
    contents = load_json(path, constants)
    if not isinstance(contents, dict) or contents.get("type") not in (
        "FeatureCollection",
        "Topology",
    ):
        raise BadInput("boundary-not-geojson", file=path.name)
    return json.dumps(contents, ensure_ascii=False).encode(), bool(constants)


def _layer(source: str | bytes, layer: str | None, path: Path) -> str | None:
    """Return the layer to read; None for the only one, which in GeoJSON may have no name."""
    layers = [str(name) for name, _ in pyogrio.list_layers(source)]
    if not layers:
        raise BadInput("boundary-empty", file=path.name, codes="")
    if layer is None:
        if len(layers) > 1:
            raise BadInput("layer-needed", file=path.name, known=", ".join(layers))
        return None
    if layer not in layers:
        raise BadInput("layer-unknown", file=path.name, layer=layer, known=", ".join(layers))
    return layer


def _reprojected(path: Path, layer: str | None) -> str:
    """Describe the file to GDAL as one in longitude and latitude: it computes them on reading."""
    layer = layer or str(pyogrio.list_layers(str(path))[0][0])
    source = f"/vsizip/{path.resolve()}" if path.suffix.lower() == ".zip" else str(path.resolve())
    return (
        "<OGRVRTDataSource><OGRVRTWarpedLayer>"
        f'<OGRVRTLayer name="{_escape(layer)}"><SrcDataSource>{_escape(source)}</SrcDataSource>'
        f"<SrcLayer>{_escape(layer)}</SrcLayer></OGRVRTLayer>"
        f"<TargetSRS>{WGS84}</TargetSRS></OGRVRTWarpedLayer></OGRVRTDataSource>"
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _polygons(
    geometries: Geometries, codes: Sequence[str | None], path: Path, mended: dict[str, list[str]]
) -> Geometries:
    """Return valid polygons with right-handed rings, and note whose were mended."""
    called = np.array([code or "without code" for code in codes], dtype=object)
    empty = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    if empty.any():
        raise BadInput("boundary-empty", file=path.name, codes=_some(called[empty]))
    flat = ~np.isin(shapely.get_type_id(geometries), _POLYGONS)
    if flat.any():
        raise BadInput("boundary-not-polygon", file=path.name, codes=_some(called[flat]))
    _inside_world(geometries, called, path)

    broken = ~shapely.is_valid(geometries)
    if broken.any():
        mended["crossed or touching rings made valid"] = [str(code) for code in called[broken]]
        geometries = geometries.copy()
        geometries[broken] = [_surface(shape) for shape in shapely.make_valid(geometries[broken])]
        if (gone := shapely.is_empty(geometries)).any():
            raise BadInput("boundary-empty", file=path.name, codes=_some(called[gone]))
    oriented = shapely.orient_polygons(geometries)
    wound = ~broken & ~shapely.equals_exact(geometries, oriented, 0.0)
    if wound.any():
        mended["rings rewound"] = [str(code) for code in called[wound]]
    return np.asarray(oriented)


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the surfaces of what `make_valid` returns, not the lines and points beside them."""
    parts = shapely.get_parts(shapely.get_parts(np.array([shape])))
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), _POLYGONS)])


def _inside_world(geometries: Geometries, called: NDArray[np.object_], path: Path) -> None:
    west, south, east, north = shapely.bounds(geometries).T
    outside = ~((west >= -180.5) & (south >= -90.5) & (east <= 180.5) & (north <= 90.5))
    if outside.any():
        raise BadInput("crs-unknown", file=path.name, codes=_some(called[outside]))


def _names(properties: pl.DataFrame, name: str | None, path: Path) -> tuple[str, ...] | None:
    if name is None:
        return None
    column = properties[require_column(name, properties.schema, path.name)]
    return tuple(column.cast(pl.String).fill_null("").str.strip_chars().to_list())


def _coarser(shapes: Geometries, tolerance: float) -> Geometries:
    """Simplify all shapes together; one that would vanish or cross itself keeps its own points."""
    simple = shapely.coverage_simplify(shapes, tolerance)
    return np.where(shapely.is_empty(simple) | ~shapely.is_valid(simple), shapes, simple)


def _tolerance_for(shapes: Geometries, target: int) -> float:
    low, high = 0.0, 1.0
    if int(shapely.get_num_coordinates(shapes).sum()) <= target:
        return 0.0
    for _ in range(18):
        middle = (low + high) / 2
        points = int(shapely.get_num_coordinates(_coarser(shapes, middle)).sum())
        low, high = (middle, high) if points > target else (low, middle)
    return high


def _some(codes: Iterable[object]) -> str:
    texts = [str(code) for code in codes]
    return ", ".join(texts[:8]) + (f" ... ({len(texts)})" if len(texts) > 8 else "")


def boundary_columns(path: Path) -> tuple[str, ...]:
    """Return the names of the attributes of a file of boundaries (its first layer).

    Raises
    ------
    BadInput("file-damaged")
    """
    try:
        return tuple(str(field) for field in pyogrio.read_info(path)["fields"])
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise BadInput("file-damaged", file=path.name, reason=str(error)) from None
