"""`jalon risk validate`: the estimates hold what they promise where the model is right."""

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from conftest import SmallStudy
from jalon.cli import app
from jalon.engine.prepare.everything import prepare
from jalon.engine.study import load_study
from jalon.engine.validate import validate_study
from jalon.engine.validate.invent import by_resampling
from jalon.errors import BadInput


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder = tmp_path_factory.mktemp("validated")
    (folder / "study").mkdir()
    small = SmallStudy(folder / "study")
    return validate_study(load_study(small.path), folder / "out", surveys=12)


def value(frame: pl.DataFrame, way: str, estimator: str, measure: str) -> float:
    return frame.filter(surveys=way, estimator=estimator, areas="all", measure=measure)[
        "value"
    ].item()


def test_surveys_of_the_model_are_estimated_without_bias(frame: pl.DataFrame) -> None:
    """Twelve surveys of twelve areas: 144 intervals, so 0.95 is known to 0.02."""
    for estimator in ("synthetic", "predicted"):
        assert abs(value(frame, "model", estimator, "bias")) < 0.02
        assert value(frame, "model", estimator, "coverage95") > 0.85
    assert (frame["simulated"] == 12).all()


def test_the_predictor_follows_areas_that_no_model_made(frame: pl.DataFrame) -> None:
    way = "resampling"
    assert value(frame, way, "predicted", "rmse") < 1.05 * value(frame, way, "synthetic", "rmse")


def test_the_pages_and_the_table_are_written(small_study: SmallStudy) -> None:
    out = small_study.folder / "out"
    command = ["risk", "validate", str(small_study.path), "--surveys", "2", "--out", str(out), "-q"]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert {path.name for path in out.iterdir()} == {
        "manifest.json", "validation.csv", "validation.html", "validation.es.html",
    }  # fmt: skip
    page = (out / "validation.html").read_text(encoding="utf-8")
    assert "NaN" not in page
    assert page.count("<table") == 2
    again = CliRunner().invoke(app, command)  # an earlier validation is replaced
    assert again.exit_code == 0


def test_one_survey_is_refused(small_study: SmallStudy) -> None:
    with pytest.raises(BadInput) as refused:
        validate_study(load_study(small_study.path), small_study.folder / "out", surveys=1)
    assert refused.value.code == "validation-needs-surveys"


def test_a_drawn_survey_has_the_design_and_its_own_truth(small_study: SmallStudy) -> None:
    prepared = prepare(load_study(small_study.path))
    drawn = list(by_resampling(prepared, surveys=20, seed=3))
    sample = prepared.sample
    inside = sample.known & (sample.area >= 0)
    first = inside & (sample.area == 0)
    weight = sample.design.weight
    rate = np.average(sample.outcome[first], weights=weight[first])
    assert drawn[0].truth[0] == pytest.approx(rate)
    for one in drawn:
        assert one.prepared.sample.design.n_psu == sample.design.n_psu
        assert one.prepared.sample.design.n_strata == sample.design.n_strata
    # On average a drawn survey says what its population says.
    said = [
        np.average(
            one.prepared.sample.outcome,
            weights=one.prepared.sample.design.weight * (one.prepared.sample.known),
        )
        for one in drawn
    ]
    assert np.mean(said) == pytest.approx(
        np.average(sample.outcome, weights=weight * inside), abs=0.02
    )
