"""The synthetic country: a proper map, a proper survey, and truths that hold."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from jalon.engine.demo import Country, draw_country, draw_survey, write_demo
from jalon.engine.demo.people import (
    INTERCEPT,
    SIGMA_AREA,
    SIGMA_ENUMERATION_AREA,
    TRUTH,
)
from jalon.engine.measure.file import load_measure
from jalon.engine.measure.run import measure
from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.outcomes.parameters import Boundary, SdgParameters
from jalon.engine.sources.boundaries import read_boundaries
from jalon.engine.sources.columns import CodeMap
from jalon.engine.sources.tables import open_table
from jalon.engine.study import load_study


@pytest.fixture(scope="module")
def country() -> Country:
    return draw_country(8707, persons=200_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo"), persons=30_000, areas=60, regions=6).parent


@pytest.mark.parametrize("seed", [1, 2, 8707])
def test_the_map_is_one_without_gaps_or_overlaps(seed: int) -> None:
    land = draw_country(seed, persons=10_000).land
    assert len(land.shapes) == 300
    assert shapely.is_valid(land.shapes).all()
    assert shapely.coverage_is_valid(np.append(land.shapes, land.lake))
    assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(land.shapes))).all()
    assert not shapely.is_empty(land.shapes).any()


def test_it_lies_over_no_real_place(country: Country) -> None:
    west, south, east, north = shapely.total_bounds(country.land.shapes)
    # The Atlantic between Cape Verde and Guyana.
    assert (west > -50, east < -28, south > 6, north < 20) == (True, True, True, True)


def test_regions_hang_together_on_the_mainland(country: Country) -> None:
    land = country.land
    parts = shapely.get_parts(shapely.union_all(land.shapes))
    mainland = parts[shapely.area(parts).argmax()]
    ashore = shapely.intersection(land.shapes, mainland)
    for region in range(land.regions):
        joined = shapely.union_all(ashore[land.region == region])
        # Slivers of less than a square kilometre may stand apart where three borders meet.
        large = shapely.area(shapely.get_parts(joined)) > 1e-4
        assert large.sum() == 1
    assert np.bincount(land.region).min() >= 3


def test_municipalities_are_small_where_people_are_many(country: Country) -> None:
    order = np.argsort(country.land.density)
    size = country.land.area_km2[order]
    assert np.median(size[-75:]) < 0.4 * np.median(size[:75])
    assert country.land.area_km2.max() > 30 * country.land.area_km2.min()


def test_names_and_codes_are_of_one_place_each(country: Country) -> None:
    assert len(set(country.names)) == len(set(country.codes)) == 300
    assert len(set(country.region_names)) == 20
    assert country.codes[0] == "0101"
    assert list(country.codes) == sorted(country.codes)


def test_rates_are_of_the_real_world(country: Country) -> None:
    realised, expected, children = country.people.rates(300)
    assert 0.09 < country.people.labour.mean() < 0.13
    assert 0.02 < np.quantile(realised, 0.01) < 0.06
    assert 0.22 < np.quantile(realised, 0.99) < 0.42
    assert children.sum() == 200_000
    # What happened differs from what was expected by chance alone.
    z = (realised - expected) / np.sqrt(expected * (1 - expected) / children)
    assert 0.85 < z.std() < 1.1


def test_a_childs_probability_is_the_stated_truth(country: Country) -> None:
    people = country.people
    log_odds = np.log(people.probability / (1 - people.probability.astype(float)))
    block = np.flatnonzero(people.enumeration_area == 17)
    place = log_odds[block] - np.array([stated_log_odds(country, child) for child in block])
    # Within an enumeration area nothing else differs.
    np.testing.assert_allclose(place, place[0], atol=1e-4)


def stated_log_odds(country: Country, child: int) -> float:
    people = country.people
    age = int(people.age[child])
    terms = {
        "age 12-14": 12 <= age <= 14,
        "age 15-17": age >= 15,
        "female": people.female[child],
        "age 15-17, female": age >= 15 and people.female[child],
        "rural": people.rural[child],
        "indigenous": people.indigenous[child],
        "head none": people.head[child] == 0,
        "head primary": people.head[child] == 1,
        "head higher": people.head[child] == 3,
        "no piped water": people.no_water[child],
    }
    return INTERCEPT + sum(TRUTH[name] * bool(holds) for name, holds in terms.items())


def test_households_share_what_households_share(country: Country) -> None:
    people = country.people
    frame = pl.DataFrame(
        {
            "household": people.household,
            **{
                name: getattr(people, name)
                for name in ("area", "enumeration_area", "rural", "indigenous", "head", "no_water")
            },
        }
    )
    assert frame.unique().height == frame["household"].n_unique()


def survey_of(country: Country, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return draw_survey(country.land, country.people, country.code_series, rng, children=4_000)


def outcome_of(survey: pl.DataFrame) -> np.ndarray:
    answers = {
        "age": survey["age"].to_numpy(),
        "economic_any": survey["worked"].to_numpy(),
        "economic_hours": survey["econ_hours"].cast(pl.Float64).to_numpy(),
        "chore_hours": survey["chore_hours"].to_numpy(),
    }
    return RULES["sdg-8.7.1"].apply(answers, SdgParameters(boundary=Boundary.GPB))


def test_the_answers_give_the_truth_under_the_rule(country: Country) -> None:
    survey = survey_of(country, 1)
    # A household's children stand in the order of the census: find each one again.
    people = country.people
    census = pl.DataFrame(
        {
            "household": people.household + 1,
            "age": people.age,
            "sex": people.female + 1,
            "labour": people.labour,
        }
    ).filter(pl.col("household").is_in(survey["household"].unique().implode()))
    key = ["household", "age", "sex"]
    told = survey.select(key).with_columns(told=pl.Series(outcome_of(survey)))
    assert told.group_by(key).sum().sort(key)["told"].to_list() == (
        census.group_by(key).sum().sort(key)["labour"].to_list()
    )


def test_the_design_is_one_that_can_be_analysed(country: Country) -> None:
    survey = survey_of(country, 2)
    psus = survey.group_by("stratum").agg(pl.col("psu").n_unique())
    assert psus["psu"].min() >= 2
    assert survey.group_by("psu").agg(pl.col("stratum").n_unique())["stratum"].max() == 1
    assert survey["weight"].min() >= 1
    assert survey["weight"].max() > 4 * survey["weight"].min()
    assert 80 < survey["municipality"].n_unique() < 240


def test_surveys_of_the_country_are_right_on_average(country: Country) -> None:
    people = country.people
    truth = [people.size, people.labour.mean(), people.rural.mean(), people.indigenous.mean()]
    found = []
    for seed in range(60):
        survey = survey_of(country, seed)
        weight = survey["weight"].to_numpy()
        shares = (
            outcome_of(survey) == 1,
            survey["area_type"].to_numpy() == 2,
            survey["ethnicity"].to_numpy() == 1,
        )
        found.append([weight.sum(), *(weight @ share / weight.sum() for share in shares)])
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - truth) < 4 * error).all()


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    small = {"persons": 5_000, "children_in_survey": 500, "regions": 4, "areas": 20}
    first = write_demo(tmp_path / "a", **small).parent
    second = write_demo(tmp_path / "b", **small).parent
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_the_files_fit_each_other_and_the_study(folder: Path) -> None:
    study = load_study(folder / "study.toml")
    assert study.synthetic
    register = open_table(folder / "municipalities.csv").frame()
    codes = register["code"].to_list()
    boundaries = read_boundaries(folder / "areas.geojson", CodeMap(("code",), (4,)), name="name")
    assert list(boundaries.codes) == codes
    assert boundaries.names == tuple(register["name"])
    assert len(boundaries.backdrop) == 1
    truth = open_table(folder / "truth.csv").frame()
    census = open_table(folder / "census.parquet")
    counts = census.frame(["municipality"])["municipality"].cast(pl.String).value_counts()
    assert dict(counts.iter_rows()) == dict(truth.select("code", "children").iter_rows())
    assert not {"labour", "child_labour"} & set(census.columns)
    survey = open_table(folder / "survey.csv").frame()
    assert set(survey["municipality"]) <= set(codes)


def test_the_survey_alone_measures_what_is_true(folder: Path) -> None:
    measured = measure(load_measure(folder / "child-labour.toml"))
    truth = open_table(folder / "truth.csv").frame()
    true_rate = truth["child_labour"].sum() / truth["children"].sum()
    nation = measured.table.filter(domain="nation", sex="all").row(0, named=True)
    assert nation["low95"] < true_rate < nation["high95"]
    boys, girls = (
        measured.table.filter(domain="nation", sex=sex)["value"].item()
        for sex in ("male", "female")
    )
    assert boys > girls
    assert not measured.table["hidden"].any()


def test_every_file_that_can_says_that_it_is_synthetic(folder: Path) -> None:
    assert "does not exist" in (folder / "READ-ME.txt").read_text()
    assert "does not exist" in (folder / "study.toml").read_text()
    assert "does not exist" in pl.read_parquet_metadata(folder / "census.parquet")["note"]
    collection = json.loads((folder / "areas.geojson").read_text())
    assert "does not exist" in collection["name"]
    assert all(feature["properties"]["synthetic"] for feature in collection["features"])


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    write_demo(tmp_path, persons=5_000, areas=20, regions=4, progress=said.append)
    assert said == ["country", "census", "survey"]


def test_the_page_prints_the_truth_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "methods" / "demo-country.md"
    table = page.read_text(encoding="utf-8").split("<!-- truth -->")[1].split("<!-- end -->")[0]
    printed = dict(
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.strip().splitlines()[2:]
    )
    stated = {
        "intercept": f"{INTERCEPT:+.2f}",
        **{term: f"{value:+.2f}" for term, value in TRUTH.items()},
        "standard deviation between municipalities": f"{SIGMA_AREA:.2f}",
        "standard deviation between enumeration areas": f"{SIGMA_ENUMERATION_AREA:.2f}",
    }
    assert printed == stated
