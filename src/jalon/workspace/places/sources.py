"""Read a file of areas: its layers and columns, then its codes, names, parents and shapes.

The engine's readers do the work; they are loaded when a file is read, not with the site.
"""

import json
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from jalon.errors import BadInput
from jalon.workspace.directions import straight
from jalon.workspace.places import rules
from jalon.workspace.places.rules import AreaFacts

MOST_AREAS = 20_000
MOST_POINTS = 4_000_000
START = 64  # bytes that tell a file's kind


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what."""

    level: int
    code: str
    names: Mapping[str, str]  # language: column
    layer: str = ""
    parent: str = ""
    code_width: int = 0  # zeros are put before shorter codes
    parent_width: int = 0
    parent_start: int = 0  # so many first characters of the code are the larger area's


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds: areas, and their shapes."""

    areas: list[AreaFacts]
    codes: tuple[str, ...]
    geometries: Any = field(repr=False)
    repaired: tuple[str, ...] = ()

    def shapes(self) -> dict[str, dict[str, Any]]:
        """Return the shapes by code, as GeoJSON; five digits are about a metre."""
        from jalon.engine.sources.boundaries import feature_collection

        collection = feature_collection(self.geometries, [{} for _ in self.codes], digits=5)
        return {
            code: feature["geometry"]
            for code, feature in zip(self.codes, collection["features"], strict=True)
        }


def unpack(name: str, file: BinaryIO, folder: Path, stem: str) -> Path:
    """Put a file that was sent into `folder` under a name of ours; only a Shapefile is unpacked."""
    start = file.read(START)
    file.seek(0)
    kind = rules.kind_of(name, start)
    folder.mkdir(parents=True, exist_ok=True)
    if kind != ".zip":
        path = folder / f"{stem}{kind}"
        with path.open("wb") as copy:
            while chunk := file.read(1024 * 1024):
                copy.write(chunk)
        return path
    try:
        with zipfile.ZipFile(file) as archive:
            members = [(m.filename, m.file_size, m.compress_size) for m in archive.infolist()]
            parts = rules.check_archive(name, members)
            for suffix, member in parts.items():
                _copy_part(archive, member, folder / f"{stem}{suffix}", name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise BadInput("archive-damaged", file=name) from None
    return folder / f"{stem}.shp"


def _copy_part(archive: zipfile.ZipFile, member: str, path: Path, name: str) -> None:
    """Unpack one part, no more of it than the archive said."""
    promised = archive.getinfo(member).file_size
    written = 0
    with archive.open(member) as source, path.open("wb") as copy:
        while chunk := source.read(1024 * 1024):
            written += len(chunk)
            if written > promised:
                raise BadInput("archive-bomb", file=name, member=member)
            copy.write(chunk)
    if path.suffix == ".shp":
        with path.open("rb") as shapes:
            if shapes.read(len(rules.SHAPEFILE)) != rules.SHAPEFILE:
                raise BadInput("archive-not-one-shapefile", file=name, found=0)


def layers_of(path: Path, name: str) -> list[dict[str, Any]]:
    """Return the layers of a file with their columns and numbers of areas."""
    from pyogrio.errors import DataLayerError, DataSourceError

    source: str | bytes = _json(path) if path.suffix == ".geojson" else str(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what matters is raised
            layers = list(_layers(source))
    except (DataSourceError, DataLayerError, ValueError, RuntimeError) as error:
        raise BadInput("file-damaged", file=name, reason=_reason(error, path)) from None
    if not layers:
        raise BadInput("boundary-empty", file=name, codes="")
    for layer in layers:
        if layer["areas"] > MOST_AREAS:
            raise BadInput("boundaries-too-many", file=name, found=layer["areas"], most=MOST_AREAS)
    return layers


def _layers(source: str | bytes) -> Iterator[dict[str, Any]]:
    import pyogrio

    names = [str(layer) for layer, _kind in pyogrio.list_layers(source)]
    for layer in names:  # the only layer of a JSON file has no name of its own
        info = pyogrio.read_info(source, layer=layer if len(names) > 1 else None)
        yield {
            "name": layer if len(names) > 1 else "",
            "columns": [str(column).strip() for column in info["fields"]],
            "areas": int(info["features"]),
        }


def read_areas(path: Path, name: str, mapping: Columns, layers: int) -> Brought:
    """Read the areas of a file as `mapping` says."""
    import shapely

    from jalon.engine.sources.boundaries import Boundaries, read_boundaries
    from jalon.engine.sources.columns import CodeMap

    try:
        found: Boundaries = read_boundaries(
            path,
            CodeMap(columns=(mapping.code,), widths=_widths(mapping.code_width)),
            layer=mapping.layer if layers > 1 else None,
        )
    except BadInput as error:
        raise BadInput(error.code, **{**error.params, "file": name}) from None
    points = int(shapely.get_num_coordinates(found.geometries).sum())
    if points > MOST_POINTS:
        raise BadInput("boundaries-too-detailed", file=name, found=points, most=MOST_POINTS)
    columns = {
        language: _texts(found.properties, column, name)
        for language, column in mapping.names.items()
        if column
    }
    parents = _parents(found.codes, found.properties, mapping, name)
    areas = [
        AreaFacts(
            code=code,
            name={language: texts[i] for language, texts in columns.items() if texts[i]},
            parent=parents[i] if parents else None,
        )
        for i, code in enumerate(found.codes)
    ]
    return Brought(areas, found.codes, found.geometries, found.repaired)


def _widths(width: int) -> tuple[int, ...]:
    return (width,) if width else ()


def _texts(properties: Any, column: str, name: str) -> list[str]:
    import polars as pl

    if column not in properties.columns:
        raise BadInput("column-missing", column=column, known=", ".join(properties.columns))
    texts = properties[column].cast(pl.String, strict=False).fill_null("")
    return [straight(text).strip() for text in texts.to_list()]


def _parents(
    codes: Sequence[str], properties: Any, mapping: Columns, name: str
) -> list[str | None] | None:
    from jalon.engine.sources.columns import CodeMap

    if mapping.parent_start:
        return [code[: mapping.parent_start] for code in codes]
    if not mapping.parent:
        return None
    code = CodeMap(columns=(mapping.parent,), widths=_widths(mapping.parent_width))
    found: list[str | None] = code.read(properties, name).to_list()
    return found


def _json(path: Path) -> bytes:
    from jalon.engine.sources.records import load_json

    contents = load_json(path)
    kinds = ("FeatureCollection", "Topology")
    if not isinstance(contents, dict) or contents.get("type") not in kinds:
        raise BadInput("boundary-not-geojson", file=path.name)
    return json.dumps(contents, ensure_ascii=False).encode()


def _reason(error: Exception, path: Path) -> str:
    return str(error).replace(str(path), path.name)[:200]
