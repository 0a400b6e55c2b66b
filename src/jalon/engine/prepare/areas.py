"""The register of areas, their regions, boundaries and covariates."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.collect import Collector
from jalon.engine.sources.boundaries import Boundaries, read_boundaries
from jalon.engine.sources.codes import duplicates, match_codes
from jalon.engine.sources.columns import NumberMap
from jalon.engine.sources.rowwise import keep_rows
from jalon.engine.sources.tables import open_table
from jalon.engine.study import OfAreas, Study
from jalon.errors import BadInput

# A register may be the attributes of a file of boundaries; .json is read as a table.
BOUNDARY_KINDS = (".geojson", ".topojson", ".gpkg", ".shp", ".zip", ".fgb")


@dataclass(frozen=True, slots=True)
class AreaRegister:
    """The areas that are estimated, in the order of their codes.

    codes, names : D texts. region : (D,) int32, position in `region_codes`; one region stands for
    the whole country when the study names none.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    region: NDArray[np.int32]
    region_codes: tuple[str, ...]
    region_names: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.codes)


def read_register(study: OfAreas) -> AreaRegister:
    """Read the register of areas.

    Raises
    ------
    BadInput("area-code-missing" | "area-code-twice" | "area-name-missing" | "register-empty")
        Besides what reading a table raises.
    """
    source = study.areas
    rows = _register_rows(study)
    if source.where is not None:
        rows = rows.filter(keep_rows(rows, source.where, "areas.where"))
    columns = {
        "code": source.code.read(rows, "areas.code"),
        "name": source.name.read(rows, "areas.name"),
    }
    if source.region is not None:
        columns["region"] = source.region.read(rows, "areas.region")
    if source.region_name is not None:
        columns["region_name"] = source.region_name.read(rows, "areas.region_name")
    return _register(pl.DataFrame(columns), source.file)


def _register_rows(study: OfAreas) -> pl.DataFrame:
    """Read the register's table, which may be the attributes of the boundaries."""
    source = study.areas
    path = study.resolve(source.file)
    if path.suffix.lower() in BOUNDARY_KINDS:
        own = study.boundaries is not None and study.resolve(study.boundaries.file) == path
        merge = study.boundaries is not None and own and study.boundaries.merge_parts
        return read_boundaries(path, source.code, merge_parts=merge).properties
    return open_table(path, encoding=source.encoding).frame()


def _register(rows: pl.DataFrame, file: str) -> AreaRegister:
    if rows.is_empty():
        raise BadInput("register-empty", file=file)
    codes = rows["code"].to_list()
    if blank := sum(1 for code in codes if not code):
        raise BadInput("area-code-missing", file=file, rows=blank)
    if twice := duplicates(codes):
        raise BadInput("area-code-twice", file=file, codes=", ".join(list(twice)[:10]))
    if "region" not in rows.columns:
        rows = rows.with_columns(region=pl.lit("1"))
    if "region_name" not in rows.columns:
        rows = rows.with_columns(region_name=pl.col("region"))
    if (blank := rows["region"].null_count()) or (blank := rows["name"].null_count()):
        raise BadInput("area-name-missing", file=file, rows=blank)
    rows = rows.sort("code")
    regions = rows.group_by("region").agg(pl.col("region_name").first()).sort("region")
    region_codes = regions["region"].to_list()
    place = {code: i for i, code in enumerate(region_codes)}
    return AreaRegister(
        codes=tuple(rows["code"]),
        names=tuple(rows["name"]),
        region=np.array([place[code] for code in rows["region"]], dtype=np.int32),
        region_codes=tuple(region_codes),
        region_names=tuple(regions["region_name"].fill_null("").to_list()),
    )


def read_polygons(study: OfAreas, register: AreaRegister) -> Boundaries | None:
    """Read the boundaries and insist that they and the register name the same areas.

    Where the register keeps only some areas (`areas.where`, or rows of the boundaries' own file),
    the other polygons are drawn behind, like lakes.

    Raises
    ------
    BadInput("boundaries-unmatched")
        Areas without polygon, or polygons whose code is in no register.
    """
    if study.boundaries is None:
        return None
    boundaries = read_boundaries(
        study.resolve(study.boundaries.file),
        study.boundaries.code,
        layer=study.boundaries.layer,
        merge_parts=study.boundaries.merge_parts,
    )
    missing = sorted(set(register.codes) - set(boundaries.codes))
    extra = sorted(set(boundaries.codes) - set(register.codes))
    if extra and not missing and _keeps_some(study):
        return _with_backdrop(boundaries, set(register.codes))
    if missing or extra:
        raise BadInput(
            "boundaries-unmatched",
            file=study.boundaries.file,
            missing=_some(missing),
            extra=_some(extra),
        )
    return boundaries


def _keeps_some(study: OfAreas) -> bool:
    assert study.boundaries is not None
    own_file = study.resolve(study.areas.file) == study.resolve(study.boundaries.file)
    return study.areas.where is not None or own_file


def _with_backdrop(boundaries: Boundaries, areas: set[str]) -> Boundaries:
    """Return the boundaries with the polygons that are no area moved to the backdrop."""
    inside = np.array([code in areas for code in boundaries.codes])
    keep = np.flatnonzero(inside)
    return replace(
        boundaries,
        codes=tuple(boundaries.codes[i] for i in keep),
        geometries=boundaries.geometries[inside],
        properties=boundaries.properties.filter(pl.Series(inside)),
        names=None if boundaries.names is None else tuple(boundaries.names[i] for i in keep),
        backdrop=np.concatenate([boundaries.backdrop, boundaries.geometries[~inside]]),
    )


def _some(codes: list[str]) -> str:
    shown = ", ".join(codes[:8])
    return f"{len(codes)} ({shown}{', ...' if len(codes) > 8 else ''})" if codes else "0"


@dataclass(frozen=True, slots=True)
class AreaCovariates:
    """Numbers known for every area: `values` (D, c) in the order of `names`."""

    names: tuple[str, ...]
    values: NDArray[np.float64]


def read_covariates(study: Study, register: AreaRegister, names: tuple[str, ...]) -> AreaCovariates:
    """Read the covariates `names` for every area of the register.

    Raises
    ------
    Problems
        With "covariate-incomplete" (areas without a value), "covariate-constant", and what reading
        a table and its columns raises.
    """
    if study.covariates is None or not names:
        return AreaCovariates((), np.empty((register.size, 0)))
    source = study.covariates
    table = open_table(study.resolve(source.file), encoding=source.encoding)
    rows = table.frame()
    position = positions_of(source.area.read(rows, "covariates.area"), register, source.file)
    known = position >= 0
    collector = Collector()
    values = np.full((register.size, len(names)), np.nan)
    for i, name in enumerate(names):
        item = source.columns[name]
        mapping = NumberMap(item.column, item.sql, item.factor, item.missing)
        key = f"covariates.columns.{name}"
        column = collector.attempt(key, partial(mapping.read, rows, key))
        if column is None:
            continue
        values[position[known], i] = column.fill_null(float("nan")).to_numpy()[known]
        collector.attempt(key, partial(_check_covariate, values[:, i], name, source.file, register))
    collector.require()
    return AreaCovariates(names, values)


def positions_of(codes: pl.Series, register: AreaRegister, file: str) -> NDArray[np.int32]:
    """Return each row's place in the register, -1 for rows that are no area, such as footers.

    Raises
    ------
    BadInput("area-code-twice")
    """
    position, _ = match_codes(codes, register.codes)
    if twice := duplicates([register.codes[place] for place in position if place >= 0]):
        raise BadInput("area-code-twice", file=file, codes=", ".join(list(twice)[:10]))
    return position


def _check_covariate(
    values: NDArray[np.float64], name: str, file: str, register: AreaRegister
) -> None:
    gone = np.flatnonzero(~np.isfinite(values))
    if gone.size:
        areas = _some([register.codes[i] for i in gone])
        raise BadInput("covariate-incomplete", name=name, file=file, areas=areas)
    if np.ptp(values) == 0:
        raise BadInput("covariate-constant", name=name, file=file, value=float(values[0]))
