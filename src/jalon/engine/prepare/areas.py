"""The register of areas, their regions, boundaries and covariates."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.collect import Collector
from jalon.engine.sources.boundaries import Boundaries, read_boundaries
from jalon.engine.sources.codes import duplicates, match_codes
from jalon.engine.sources.columns import NumberMap, sql_expression
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study
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


def read_register(study: Study) -> AreaRegister:
    """Read the register of areas.

    Raises
    ------
    BadInput("area-code-missing" | "area-code-twice" | "area-name-missing" | "register-empty")
        Besides what reading a table raises.
    """
    source = study.areas
    rows = _register_rows(study)
    schema = rows.schema
    columns = {
        "code": source.code.expression(schema, "areas.code"),
        "name": source.name.expression(schema, "areas.name"),
    }
    if source.region is not None:
        columns["region"] = source.region.expression(schema, "areas.region")
    if source.region_name is not None:
        columns["region_name"] = source.region_name.expression(schema, "areas.region_name")
    if source.where is not None:
        rows = rows.filter(sql_expression(source.where, schema, "areas.where"))
    return _register(rows.select(**columns), source.file)


def _register_rows(study: Study) -> pl.DataFrame:
    """Read the register's table, which may be the attributes of the boundaries."""
    source = study.areas
    path = study.resolve(source.file)
    if path.suffix.lower() in BOUNDARY_KINDS:
        return read_boundaries(path, source.code).properties
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


def read_polygons(study: Study, register: AreaRegister) -> Boundaries | None:
    """Read the boundaries and insist that they and the register name the same areas.

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
    )
    missing = sorted(set(register.codes) - set(boundaries.codes))
    extra = sorted(set(boundaries.codes) - set(register.codes))
    if missing or extra:
        raise BadInput(
            "boundaries-unmatched",
            file=study.boundaries.file,
            missing=_some(missing),
            extra=_some(extra),
        )
    return boundaries


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
    code = source.area.expression(table.schema, "covariates.area")
    codes = rows.select(code.alias("code"))["code"].to_list()
    if twice := duplicates([c for c in codes if c in set(register.codes)]):
        raise BadInput("area-code-twice", file=source.file, codes=", ".join(list(twice)[:10]))
    position, _ = match_codes(codes, register.codes)
    collector = Collector()
    values = np.full((register.size, len(names)), np.nan)
    for i, name in enumerate(names):
        item = source.columns[name]
        mapping = NumberMap(item.column, item.sql, item.factor, item.missing)
        key = f"covariates.columns.{name}"
        column = collector.attempt(key, partial(_numbers, rows, mapping, table.schema, key))
        if column is None:
            continue
        values[position[position >= 0], i] = column[position >= 0]
        collector.attempt(key, partial(_check_covariate, values[:, i], name, source.file, register))
    collector.require()
    return AreaCovariates(names, values)


def _numbers(
    rows: pl.DataFrame, mapping: NumberMap, schema: pl.Schema, key: str
) -> NDArray[np.float64]:
    expression = mapping.expression(schema, key)
    return rows.select(expression.alias("v"))["v"].fill_null(float("nan")).to_numpy()


def _check_covariate(
    values: NDArray[np.float64], name: str, file: str, register: AreaRegister
) -> None:
    gone = np.flatnonzero(~np.isfinite(values))
    if gone.size:
        areas = _some([register.codes[i] for i in gone])
        raise BadInput("covariate-incomplete", name=name, file=file, areas=areas)
    if np.ptp(values) == 0:
        raise BadInput("covariate-constant", name=name, file=file, value=float(values[0]))
