"""The real study, from files to figures; it needs the data folder and skips without."""

from pathlib import Path

import polars as pl
import pytest

from jalon.engine import load_study, run
from jalon.engine.runs import Results

pytestmark = pytest.mark.real_data
STUDY = Path(__file__).resolve().parents[2] / "studies" / "guatemala" / "study.toml"


@pytest.fixture(scope="module")
def results(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_DATA", str(data_folder))
        return run(load_study(STUDY), tmp_path_factory.mktemp("runs") / "guatemala", sheets=False)


def direct(results: Results, domain: str) -> dict[str, float]:
    return results.frames["direct"].filter(pl.col("domain") == domain).row(0, named=True)


def measure(results: Results, name: str) -> float:
    return results.frames["assessment"].filter(pl.col("name") == name)["value"].item()


def test_every_municipality_is_estimated_and_mapped(results: Results) -> None:
    assert results.areas.height == 340
    assert results.areas["rate"].is_finite().all()
    assert results.areas["class"].is_between(1, 3).all()
    svg = (results.folder / "map.svg").read_text(encoding="utf-8")
    assert all(f'"{code}"' in svg or f">{code}<" in svg for code in results.areas["area"])


def test_the_direct_rates_are_those_of_the_survey(results: Results) -> None:
    nation = direct(results, "nation")
    assert nation["rate"] == pytest.approx(0.192, abs=0.0005)
    assert nation["se"] == pytest.approx(0.0087, abs=0.0001)
    assert nation["deff"] == pytest.approx(7.1, abs=0.05)
    with_shares = results.frames["direct"].filter(pl.col("code") == "census-shares")
    assert with_shares["rate"].item() == pytest.approx(0.186, abs=0.0005)
    young = results.frames["beside"].filter(pl.col("what") == "total")
    assert young["here"].item() == pytest.approx(335_399, abs=1)


def test_denominators_are_exact_for_seven_to_fourteen(results: Results) -> None:
    groups = results.frames["groups"].filter(pl.col("variable") == "age_group")
    young = groups.filter(pl.col("level").is_in(["7-9", "10-14"]))["children"].sum()
    # Suppressed groups are hidden; none of these is small.
    assert not groups["suppressed"].any()
    assert young == pytest.approx(2_600_376, abs=0.5)


def test_the_model_predicts_departments_it_has_not_seen(results: Results) -> None:
    assert measure(results, "auc_held_out") == pytest.approx(0.80, abs=0.01)
    assert measure(results, "correlation_in_sample") == pytest.approx(0.78, abs=0.01)
    assert measure(results, "correlation_held_out") == pytest.approx(0.66, abs=0.01)


def test_every_trap_is_shown(results: Results) -> None:
    reasons = " ".join(results.frames["reading"]["reason"])
    assert "3111 -> 1311" in reasons
    assert sum("0120" in reason for reason in results.frames["reading"]["reason"]) == 1
    unmatched = results.frames["reading"].filter(
        pl.col("reason").str.starts_with("area-code-in-no-register")
    )
    assert unmatched.height == 12


def test_few_covariates_beat_many_where_it_matters(results: Results) -> None:
    other = results.frames["alternatives"]
    study, _, none, eleven, _ = other["correlation_held_out"].to_list()
    assert study > none > eleven


def test_the_published_model_stands_beside(results: Results) -> None:
    beside = results.frames["beside"].filter(pl.col("what").str.starts_with("areas in class"))
    assert beside["published"].to_list() == [110.0, 132.0, 98.0]
    assert beside["here"].sum() == 340


def test_a_survey_and_census_that_differ_are_named(results: Results) -> None:
    rows = results.frames["harmonisation"].filter(
        (pl.col("scope") == "nation") & (pl.col("level") == "urban")
    )
    assert rows["d"].item() == pytest.approx(-0.19, abs=0.005)
    assert rows["status"].item() == "warn"
