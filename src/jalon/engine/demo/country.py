"""Put the synthetic country together and write it as the files that an office would have."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from jalon.engine.demo.land import Land, draw_land
from jalon.engine.demo.names import COUNTRY, name_municipalities, name_regions
from jalon.engine.demo.people import (
    Covariates,
    People,
    census_frame,
    draw_covariates,
    draw_people,
)
from jalon.engine.demo.sample import draw_survey
from jalon.engine.sources.boundaries import feature_collection

Progress = Callable[[str], None]
SYNTHETIC = f"Synthetic data: {COUNTRY} does not exist, and neither do its people."
# Degrees; finer detail would only make the map slower.
MAP_DETAIL = 0.004
STUDY, MEASURE = "study.toml", "child-labour.toml"
# Random stream of the survey that ships, a typical one; see docs/methods/demo-country.md.
SURVEY = 10


@dataclass(frozen=True, slots=True)
class Country:
    """Everything that is true of the country; `codes`, `names` and so on are in register order."""

    land: Land
    covariates: Covariates
    people: People
    codes: tuple[str, ...]
    names: tuple[str, ...]
    region_names: tuple[str, ...]

    @property
    def code_series(self) -> pl.Series:
        return pl.Series("municipality", self.codes, dtype=pl.Categorical)


def draw_country(
    seed: int, *, persons: int = 1_000_000, regions: int = 20, areas: int = 300
) -> Country:
    """Draw the country. Land, names and people have random streams of their own.

    Parameters
    ----------
    seed : int
    persons : int
        Children of 5-17, all of them.
    regions, areas : int
        At most 99 regions, with at most 99 municipalities each.
    """
    for_land, for_names, for_people = np.random.default_rng(seed).spawn(3)
    land = draw_land(for_land, regions=regions, areas=areas)
    covariates = draw_covariates(land, for_people)
    start = np.searchsorted(land.region, np.arange(land.regions))
    number = np.arange(len(land.region)) - start[land.region] + 1
    return Country(
        land=land,
        covariates=covariates,
        people=draw_people(land, covariates, for_people, persons=persons),
        codes=tuple(f"{r + 1:02}{n:02}" for r, n in zip(land.region, number, strict=True)),
        names=tuple(name_municipalities(land, for_names)),
        region_names=tuple(name_regions(land.regions, for_names)),
    )


def write_demo(
    folder: Path,
    *,
    seed: int = 8707,
    persons: int = 1_000_000,
    children_in_survey: int = 8_000,
    regions: int = 20,
    areas: int = 300,
    progress: Progress | None = None,
) -> Path:
    """Write the country's survey, census, register, map, covariates, truth and study.

    Parameters
    ----------
    folder : Path
        Made where it is not there; files of the same names are replaced.
    seed : int
        The same seed gives the same files.
    persons, children_in_survey, regions, areas : int
    progress : callable, optional
        Told what is being made.

    Returns
    -------
    Path
        The study file.
    """
    say = progress or (lambda _: None)
    folder.mkdir(parents=True, exist_ok=True)
    say("country")
    country = draw_country(seed, persons=persons, regions=regions, areas=areas)
    say("census")
    census = census_frame(country.people, country.code_series)
    census.write_parquet(folder / "census.parquet", metadata={"note": SYNTHETIC})
    say("survey")
    survey = draw_survey(
        country.land,
        country.people,
        country.code_series,
        np.random.default_rng([seed, SURVEY]),
        children=children_in_survey,
    )
    survey.write_csv(folder / "survey.csv")
    _register(country).write_csv(folder / "municipalities.csv")
    _covariates(country).write_csv(folder / "covariates.csv")
    _truth(country).write_csv(folder / "truth.csv")
    (folder / "areas.geojson").write_text(_map(country), encoding="utf-8")
    (folder / "READ-ME.txt").write_text(f"{SYNTHETIC}\nSeed: {seed}.\n", encoding="utf-8")
    for name in (STUDY, MEASURE):
        template = resources.files("jalon.engine.demo").joinpath(name)
        (folder / name).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    return folder / STUDY


def _register(country: Country) -> pl.DataFrame:
    region = country.land.region
    return pl.DataFrame(
        {
            "code": country.codes,
            "name": country.names,
            "region": [f"{r + 1:02}" for r in region],
            "region_name": [country.region_names[r] for r in region],
            "area_km2": country.land.area_km2.round(1),
        }
    )


def _covariates(country: Country) -> pl.DataFrame:
    known = country.covariates
    return pl.DataFrame(
        {
            "code": country.codes,
            "cropland": known.cropland,
            "travel_time": known.travel_time,
            "night_lights": known.night_lights,
        }
    )


def _truth(country: Country) -> pl.DataFrame:
    realised, expected, children = country.people.rates(len(country.codes))
    return pl.DataFrame(
        {
            "code": country.codes,
            "children": children,
            "child_labour": np.bincount(
                country.people.area, country.people.labour, len(country.codes)
            ).astype(np.int64),
            "true_rate": realised,
            "expected_rate": expected,
            "area_effect": country.people.area_effect,
        }
    )


def _map(country: Country) -> str:
    land = country.land
    shapes = np.append(land.shapes, land.lake)
    drawn = shapely.orient_polygons(shapely.coverage_simplify(shapes, MAP_DETAIL))
    properties: list[dict[str, object]] = [
        {
            "code": code,
            "name": name,
            "region": f"{region + 1:02}",
            "region_name": country.region_names[region],
            "synthetic": True,
        }
        for code, name, region in zip(country.codes, country.names, land.region, strict=True)
    ]
    lake = {"code": None, "name": "Lago Melar", "region": None, "region_name": None}
    collection = feature_collection(drawn, [*properties, {**lake, "synthetic": True}], digits=4)
    return json.dumps(
        {"type": "FeatureCollection", "name": SYNTHETIC, "features": collection["features"]},
        ensure_ascii=False,
        separators=(",", ":"),
    )
