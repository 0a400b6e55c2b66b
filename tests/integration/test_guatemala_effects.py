"""The real study with effects of municipalities and sampling units, moved to the departments."""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jalon.engine import load_study, run
from jalon.engine.runs import Results

STUDIES = Path(__file__).resolve().parents[2] / "studies" / "guatemala"
# The same levels in a model of age, sex, zone and ethnicity alone, fitted elsewhere: what the
# covariates of municipalities explain is no longer between municipalities.
SIGMA_AREA, SIGMA_UNIT = 0.43, 0.91


def test_it_is_the_study_but_for_its_effects_and_benchmark() -> None:
    plain, other = (
        tomllib.loads((STUDIES / name).read_text(encoding="utf-8"))
        for name in ("study.toml", "effects.toml")
    )
    assert other["model"].pop("effects") == "area+psu"
    assert other.pop("benchmark") == {"to": "region"}
    assert other.pop("name") == "guatemala-effects"
    assert plain.pop("name") == "guatemala"
    assert other == plain


@pytest.fixture(scope="module")
def results(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_DATA", str(data_folder))
        study = load_study(STUDIES / "effects.toml")
        return run(study, tmp_path_factory.mktemp("runs") / "effects", sheets=False)


@pytest.mark.real_data
def test_municipalities_and_sampling_units_differ_as_elsewhere(results: Results) -> None:
    effects = results.frames["effects"]
    area, unit = effects["sd"].to_list()
    assert 0.2 < area < SIGMA_AREA
    assert unit == pytest.approx(SIGMA_UNIT, abs=0.05)
    assert (effects["p"] < 0.01).all()


@pytest.mark.real_data
def test_departments_have_the_surveys_rates(results: Results) -> None:
    regions = results.frames["national"].filter(pl.col("level") == "region")
    np.testing.assert_allclose(regions["rate"], regions["direct_rate"], rtol=1e-6)
    shifts = results.frames["benchmark"]
    assert shifts.height == 22
    assert set(shifts.filter("large_shift")["name"]) == {"El Progreso", "Zacapa"}


@pytest.mark.real_data
def test_every_municipality_is_predicted_with_its_error(results: Results) -> None:
    areas = results.areas
    assert areas.height == 340
    assert areas["rate"].is_between(0.01, 0.7).all()
    assert (areas["low95"] < areas["rate"]).all()
    assert (areas["rate"] < areas["high95"]).all()
    # Respondents of their own make an area's effect better known.
    part = areas.group_by("sampled").agg(pl.col("se_area").median()).sort("sampled")["se_area"]
    assert part[1] < part[0]
