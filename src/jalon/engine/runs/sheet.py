"""Fact sheets of a run that is finished: other areas, another language."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from jalon.engine.outputs.dictionary import TABLES
from jalon.engine.outputs.manifest import read_manifest
from jalon.engine.outputs.model import read_model
from jalon.engine.runs.content import report_content
from jalon.engine.runs.folder import writing
from jalon.engine.sheets.fact_sheets import write_sheets
from jalon.engine.sources.boundaries import Geometries, read_boundaries
from jalon.engine.sources.columns import CodeMap
from jalon.engine.study import parse_study
from jalon.errors import BadInput


def write_more_sheets(
    folder: Path | str,
    *,
    areas: Sequence[str] | None = None,
    language: str = "es",
    out: Path | None = None,
) -> tuple[Path, ...]:
    """Write fact sheets from the folder of a run; nothing is estimated again.

    Raises
    ------
    BadInput("no-manifest" | "no-areas-table" | "sheet-language-unknown" | "sheet-areas-unknown")
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    model = read_model(folder / "model.json")
    study = parse_study(tomllib.loads(manifest.study), folder=folder, text=manifest.study)
    frames = read_frames(folder)
    shapes = read_shapes(folder, frames["areas"])
    sigma2 = model.sigma2_u
    content = report_content(
        study,
        frames,
        shapes,
        np.empty(0, dtype=object),
        area_effect=None if sigma2 is None else float(np.sqrt(sigma2)),
        by_area=model.covariance_of == "areas",
    )
    target = out or folder / "sheets"
    with writing(target):
        return write_sheets(content, target, [language], areas or None)


def read_frames(folder: Path) -> dict[str, pl.DataFrame]:
    """Read the tables of a run."""
    if not (folder / "areas.parquet").is_file():
        raise BadInput("no-areas-table", file=folder / "areas.parquet")
    frames = {"areas": pl.read_parquet(folder / "areas.parquet")}
    codes = {"area": pl.String, "region": pl.String, "code": pl.String, "level": pl.String}
    for name in TABLES:
        path = folder / f"{name}.csv"
        if name != "areas" and path.is_file():
            frames[name] = pl.read_csv(path, infer_schema_length=None, schema_overrides=codes)
    return frames


def read_shapes(folder: Path, areas: pl.DataFrame) -> Geometries:
    """Read the polygons of a run in the order of its areas; None where there are none."""
    shapes = np.empty(areas.height, dtype=object)
    path = folder / "areas.gpkg"
    if path.is_file():
        boundaries = read_boundaries(path, CodeMap(columns=("area",)))
        place = {code: i for i, code in enumerate(boundaries.codes)}
        for i, code in enumerate(areas["area"]):
            shapes[i] = boundaries.geometries[place[code]] if code in place else None
    return shapes
