"""A study of vulnerability in memory: its tables joined to the register of areas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.areas import AreaRegister, positions_of, read_polygons, read_register
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.names import join_by_name
from jalon.engine.prepare.reading import Reading
from jalon.engine.sources.boundaries import Boundaries
from jalon.engine.sources.columns import NumberMap
from jalon.engine.sources.tables import open_table
from jalon.engine.study import IndexStudy
from jalon.engine.study.index_parts import Indicator, OtherMeasure, Table, TableColumn
from jalon.engine.watch import Watch
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
FEWEST_AREAS = 3


@dataclass(frozen=True, eq=False, slots=True)
class PreparedIndex:
    """The files of a study of vulnerability, joined and found to agree.

    values : (D, q) float
        Indicators in the order of the study, complete for the areas `used`.
    used : (D,) bool
        Areas that enter the index; the others lack a value and the study leaves them out.
    filled : (D, q) bool
        Values that are a mean of the region.
    population : (D,) float or None
    beside : by name, (D,) float, NaN where not known
    survey_rates : (G,) float or None
        By region of the register, NaN where the survey has none.
    names : by table, how rows that have no code were joined
    """

    study: IndexStudy
    register: AreaRegister
    boundaries: Boundaries | None
    values: Floats
    used: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    population: Floats | None
    beside: Mapping[str, Floats]
    survey_rates: Floats | None
    names: Mapping[str, pl.DataFrame]
    readings: tuple[Reading, ...]


@dataclass(slots=True)
class _Tables:
    """The tables that have been read: rows in the order of the file, and their areas."""

    study: IndexStudy
    register: AreaRegister
    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    position: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    names: dict[str, pl.DataFrame] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)

    def read(self, key: str) -> None:
        table = self.study.tables[key]
        rows = open_table(self.study.resolve(table.file), encoding=table.encoding).frame()
        codes = self._codes(key, table, rows)
        position = positions_of(codes, self.register, table.file)
        known = int((position >= 0).sum())
        if not known:
            raise BadInput("table-joins-nothing", file=table.file)
        self.rows[key], self.position[key] = rows, position
        dropped = {"area-unmatched": rows.height - known} if known < rows.height else {}
        self.readings.append(Reading(key, table.file, rows.height, known, dropped))

    def _codes(self, key: str, table: Table, rows: pl.DataFrame) -> pl.Series:
        if table.area is not None:
            return table.area.read(rows, f"tables.{key}.area")
        joined = join_by_name(self.study, key, table, rows, self.register)
        self.names[key] = joined.listed
        return joined.codes

    def column(self, item: Indicator | OtherMeasure | TableColumn, key: str) -> Floats:
        """Return a number of every area of the register, NaN where the table has none."""
        values = np.full(self.register.size, np.nan)
        mapping = NumberMap(item.column, item.sql, item.factor, item.missing)
        rows, position = self.rows[item.table], self.position[item.table]
        column = mapping.read(rows, key).fill_null(float("nan")).to_numpy()
        values[position[position >= 0]] = column[position >= 0]
        return np.where(np.isfinite(values), values, np.nan)


def prepare_index(study: IndexStudy, *, watch: Watch | None = None) -> PreparedIndex:
    """Read every file of a study of vulnerability.

    Raises
    ------
    Problems
        Everything that is wrong with the files, at once.
    """
    watch = watch or Watch()
    collector = Collector()
    with watch.step("areas"):
        register = collector.attempt("areas", lambda: read_register(study))
    collector.require()
    assert register is not None
    boundaries = collector.attempt("boundaries", lambda: read_polygons(study, register))
    tables = _Tables(study, register)
    with watch.step("indicators"):
        for key in study.tables:
            collector.attempt(f"tables.{key}", partial(tables.read, key))
        columns = _columns(study, tables, collector)
        rates = collector.attempt("survey_rates", lambda: _survey_rates(study, register))
    collector.require()
    raw = np.stack([columns[f"indicators.{name}"] for name in study.indicators], axis=1)
    population = columns.get("index.population")
    filled = _filled(study, register, raw, population)
    values = np.where(np.isnan(raw), filled, raw)
    used: NDArray[np.bool_] = np.asarray(~np.isnan(values).any(axis=1))
    if used.sum() < FEWEST_AREAS:
        raise CannotEstimate("index-too-few-areas", areas=int(used.sum()))
    return PreparedIndex(
        study,
        register,
        boundaries,
        values,
        used,
        np.isnan(raw) & ~np.isnan(values),
        population,
        {name: columns[f"beside.{name}"] for name in study.beside},
        rates,
        tables.names,
        tuple(tables.readings),
    )


def _columns(study: IndexStudy, tables: _Tables, collector: Collector) -> dict[str, Floats]:
    wanted: dict[str, Indicator | OtherMeasure | TableColumn] = {
        **{f"indicators.{name}": item for name, item in study.indicators.items()},
        **{f"beside.{name}": item for name, item in study.beside.items()},
    }
    if study.index.population is not None:
        wanted["index.population"] = study.index.population
    columns: dict[str, Floats] = {}
    for key, item in wanted.items():
        if item.table not in tables.rows:
            continue
        found = collector.attempt(key, partial(tables.column, item, key))
        if found is None:
            continue
        columns[key] = found
        if key.startswith("indicators.") and study.index.missing == "refuse":
            collector.attempt(key, partial(_insist_on_all, found, key, tables.register))
        if key == "index.population":
            collector.attempt(key, partial(_insist_on_persons, found, tables.register))
    return columns


def _insist_on_all(values: Floats, key: str, register: AreaRegister) -> None:
    gone = np.flatnonzero(np.isnan(values))
    if gone.size:
        areas = ", ".join(register.codes[i] for i in gone[:8])
        name = key.removeprefix("indicators.")
        raise BadInput("indicator-incomplete", name=name, count=int(gone.size), areas=areas)


def _insist_on_persons(values: Floats, register: AreaRegister) -> None:
    wrong = np.flatnonzero(~(values > 0))
    if wrong.size:
        areas = ", ".join(register.codes[i] for i in wrong[:8])
        raise BadInput("index-population-unknown", count=int(wrong.size), areas=areas)


def _filled(
    study: IndexStudy, register: AreaRegister, raw: Floats, population: Floats | None
) -> Floats:
    """Return the regional means that stand for missing values; NaN where none may or can."""
    if study.index.missing != "region":
        return np.full(raw.shape, np.nan)
    weight = np.ones(register.size) if population is None else population
    known = ~np.isnan(raw)
    G = len(register.region_codes)
    sums = np.zeros((G, raw.shape[1]))
    weights = np.zeros((G, raw.shape[1]))
    np.add.at(sums, register.region, np.where(known, raw, 0.0) * weight[:, None])
    np.add.at(weights, register.region, known * weight[:, None])
    means = sums / np.where(weights > 0, weights, np.nan)
    return np.asarray(means[register.region])


def _survey_rates(study: IndexStudy, register: AreaRegister) -> Floats | None:
    """Return the survey's rate of each region of the register.

    Raises
    ------
    BadInput("survey-rates-join-nothing")
    """
    source = study.survey_rates
    if source is None:
        return None
    rows = open_table(study.resolve(source.file), encoding=source.encoding).frame()
    codes = source.region.read(rows, "survey_rates.region").to_list()
    rates = source.rate.read(rows, "survey_rates.rate").fill_null(float("nan")).to_list()
    by_region = dict(zip(codes, rates, strict=True))
    found = np.array([by_region.get(code, np.nan) for code in register.region_codes])
    if np.isnan(found).all():
        raise BadInput("survey-rates-join-nothing", file=source.file)
    return found
