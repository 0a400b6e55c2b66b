from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.compare import as_text, compare, difference_of_areas, write_comparison
from jalon.engine.outputs.manifest import InputFile, make_manifest, write_manifest
from jalon.engine.outputs.model import ModelFile, write_model
from jalon.engine.outputs.tables import write_tables
from jalon.errors import BadInput
from jalon.messages import LANGUAGES

AREAS = pl.DataFrame(
    {
        "area": ["01", "02", "03", "04"],
        "name": ["Norte", "Sur", "Este", "Oeste"],
        "rate": [0.10, 0.20, 0.30, 0.40],
        "se": [0.03, 0.03, 0.03, None],
        "class": [1, 2, 2, 3],
    }
)
MODEL = ModelFile(
    outcome="Trabajo infantil",
    encoding={},
    names=("(intercept)", "sex=female"),
    coef=np.array([-2.0, 0.5]),
    covariance=np.diag([0.09, 0.0]),
    dof=100,
    sigma2_u=0.05,
)
SURVEY = InputFile("survey", "survey.csv", "aa", 1)
CENSUS = InputFile("census", "census.parquet", "bb", 1)


def written(
    folder: Path,
    areas: pl.DataFrame,
    model: ModelFile = MODEL,
    inputs: tuple[InputFile, ...] = (SURVEY, CENSUS),
    study: str = "seed = 1\n",
) -> Path:
    paths = write_tables({"areas": areas}, folder)
    write_model(folder / "model.json", model)
    assert paths
    write_manifest(folder, make_manifest(study=study, seed=1, inputs=inputs, outputs=()))
    return folder


def test_a_difference_is_noise_or_not(tmp_path: Path) -> None:
    later = AREAS.with_columns(rate=pl.Series([0.18, 0.29, 0.30, 0.90]))
    result = compare(written(tmp_path / "a", AREAS), written(tmp_path / "b", later))
    rows = {row["area"]: row for row in result.areas.iter_rows(named=True)}
    # sqrt(0.03^2 + 0.03^2) = 0.0424; 1.96 of them are 0.0832
    assert rows["01"]["se"] == pytest.approx(0.0424264)
    assert [rows[area]["moved"] for area in ("01", "02", "03", "04")] == [False, True, False, False]
    assert rows["02"]["z"] == pytest.approx(0.09 / 0.0424264)
    assert rows["04"]["se"] is None  # no error known: nothing is claimed
    assert result.areas["area"].to_list() == ["04", "02", "01", "03"]  # largest first
    assert result.moved == 1


@given(
    st.lists(
        st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 0.3), st.floats(0.001, 0.3)),
        min_size=1,
        max_size=20,
    )
)
def test_comparing_the_other_way_round_turns_the_signs(
    rows: list[tuple[float, float, float]],
) -> None:
    codes = [f"{i:02}" for i in range(len(rows))]
    a, b = (
        pl.DataFrame(
            {
                "area": codes,
                "name": codes,
                "rate": [row[0] * scale for row in rows],
                "se": [row[column] for row in rows],
                "class": [1] * len(rows),
            }
        )
        for scale, column in ((1.0, 1), (0.5, 2))
    )
    forth, back = difference_of_areas(a, b), difference_of_areas(b, a)
    np.testing.assert_allclose(forth["difference"], -back["difference"].to_numpy())
    np.testing.assert_allclose(forth["se"], back["se"].to_numpy())
    assert forth["moved"].to_list() == back["moved"].to_list()
    brute = [abs(r * 0.5) / np.hypot(s, t) > 1.959963984540054 for r, s, t in rows]
    assert forth.sort("area")["moved"].to_list() == brute


def test_a_run_equals_itself(tmp_path: Path) -> None:
    run = written(tmp_path / "a", AREAS)
    result = compare(run, run)
    assert result.moved == 0
    assert result.study == ()
    assert result.versions == {}
    assert result.inputs["same"].to_list() == [True, True]
    assert result.coefficients["z"].to_list() == [0.0, None]  # an error of zero has no z


def test_classes_coefficients_inputs_and_study_are_set_side_by_side(tmp_path: Path) -> None:
    later = AREAS.with_columns(**{"class": pl.Series([2, 2, 2, 3])})[:3]
    model = replace(MODEL, names=("(intercept)", "age=10-14"), coef=np.array([-1.4, 1.0]))
    other_census = replace(CENSUS, sha256="cc")
    result = compare(
        written(tmp_path / "a", AREAS),
        written(
            tmp_path / "b", later, model, (SURVEY, other_census), study="seed = 1\nfirth = true\n"
        ),
    )
    assert result.only_a == ("04",)
    assert result.only_b == ()
    assert result.classes.rows() == [(1, 2, 1), (2, 2, 2)]
    assert result.coefficients["column"].to_list() == ["(intercept)", "sex=female", "age=10-14"]
    assert result.coefficients["difference"].to_list()[0] == pytest.approx(0.6)
    assert result.coefficients["coef_b"].to_list()[1] is None
    assert result.inputs.rows() == [
        ("survey", "survey.csv", "survey.csv", True),
        ("census", "census.parquet", "census.parquet", False),
    ]
    assert result.study == ("+firth = true",)
    assert result.same_survey


def test_words_say_what_the_tables_hold(tmp_path: Path) -> None:
    later = AREAS.with_columns(rate=pl.Series([0.18, 0.29, 0.30, 0.90]))
    result = compare(written(tmp_path / "a", AREAS), written(tmp_path / "b", later))
    text = as_text(result)
    assert "1 of 4 areas moved by more than noise (95 %)" in text
    assert "taken as independent" in text
    assert "Both runs read the same survey file" in text
    assert "02 Sur: 20.0% -> 29.0% (+9.0% ± 4.2%)" in text
    texts = {as_text(result, language) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


def test_tables_are_written_once_for_each_question(tmp_path: Path) -> None:
    run = written(tmp_path / "a", AREAS)
    paths = write_comparison(compare(run, run), tmp_path / "out")
    names = ["compare_areas.csv", "compare_classes.csv"]
    assert [path.name for path in paths] == [
        *names,
        "compare_coefficients.csv",
        "compare_inputs.csv",
    ]
    assert pl.read_csv(paths[0]).height == AREAS.height


def test_runs_of_two_countries_cannot_be_compared(tmp_path: Path) -> None:
    other = AREAS.with_columns(area=pl.Series(["91", "92", "93", "94"]))
    a, b = written(tmp_path / "a", AREAS), written(tmp_path / "b", other)
    with pytest.raises(BadInput, match="nothing-to-compare"):
        compare(a, b)


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        ("manifest.json", "no-manifest"),
        ("areas.parquet", "no-areas-table"),
        ("model.json", "no-model"),
    ],
)
def test_a_folder_that_lacks_a_part_is_named(tmp_path: Path, gone: str, code: str) -> None:
    a, b = written(tmp_path / "a", AREAS), written(tmp_path / "b", AREAS)
    (b / gone).unlink()
    with pytest.raises(BadInput, match=code):
        compare(a, b)
