"""Studies at the edge of what is usual: each runs, or is refused in words."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from jalon.engine import load_study, run
from jalon.engine.check import check_study
from jalon.engine.outputs.model import read_model
from jalon.engine.prepare.everything import prepare
from jalon.engine.runs.estimates import hidden_groups
from jalon.errors import BadInput, CannotEstimate


def results_of(small_study, *, sheets: bool = False):
    return run(load_study(small_study.path), small_study.folder / "out", sheets=sheets)


def test_an_area_without_children_has_no_rate_no_class_and_no_rank(small_study) -> None:
    census = small_study.frame("census.csv")
    small_study.put("census.csv", census.filter(pl.col("area") != 302))
    small_study.edit("[model]", '[classification]\nby = "expected"\n[model]')
    results = results_of(small_study, sheets=True)
    row = results.areas.filter(pl.col("area") == "302").row(0, named=True)
    assert row["children"] == 0 or row["children"] is None
    for column in ("rate", "class", "class_label", "certainty", "rank", "precision", "low95"):
        assert row[column] is None, column
    assert results.areas["class"].drop_nulls().len() == 11


def test_a_region_without_children_is_no_error(small_study) -> None:
    census = small_study.frame("census.csv")
    small_study.put("census.csv", census.filter(pl.col("area") < 300))
    results = results_of(small_study)
    national = results.frames["national"]
    assert national.filter(pl.col("code") == "3")["rate"].item() is None
    assert national.filter(pl.col("level") == "nation")["rate"].is_finite().all()


def test_fixed_points_outside_the_rates_keep_their_order(small_study) -> None:
    fixed = '[classification]\nmethod = "fixed"\nclasses = 3\npoints = [0.01, 0.95]\n[model]'
    small_study.edit("[model]", fixed)
    classes = results_of(small_study).frames["classes"]
    assert (classes["low"] <= classes["high"]).all()


def test_firth_keeps_a_separated_level_and_is_used_in_every_check(small_study) -> None:
    never = pl.when(pl.col("zone") == "rural").then(0).otherwise(pl.col("worked"))
    small_study.put("survey.csv", small_study.frame("survey.csv").with_columns(worked=never))
    with pytest.raises(CannotEstimate, match="separation"):
        results_of(small_study)
    small_study.edit('terms = ["sex"', 'firth = true\nterms = ["sex"')
    assert results_of(small_study).areas["rate"].is_finite().all()


def test_a_study_changed_in_memory_is_refused(small_study) -> None:
    study = load_study(small_study.path)
    changed = replace(study, model=replace(study.model, terms=("sex",)))
    with pytest.raises(BadInput, match="study-changed-in-memory"):
        run(changed, small_study.folder / "out", sheets=False)


def test_an_alternative_that_changes_how_classes_are_cut_is_held_to_the_study_s(
    small_study,
) -> None:
    other = '[[alternatives]]\nlabel = "other"\nchanges = { "classification.by" = "expected" }\n'
    small_study.path.write_text(small_study.path.read_text() + other)
    rows = results_of(small_study).frames["alternatives"]
    assert rows["other_class"].to_list() == [0, 0]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("languages.3", "alternative-key-unknown"),
        ("languages.x.y", "alternative-key-unknown"),
        ("seed.x", "alternative-key-unknown"),
        ("model.nothing.firth", "study-key-unknown"),
    ],
)
def test_an_alternative_that_leads_nowhere_is_named_before_the_run(small_study, key, code) -> None:
    other = f'[[alternatives]]\nlabel = "other"\nchanges = {{ "{key}" = true }}\n'
    small_study.path.write_text(small_study.path.read_text() + other)
    problems = check_study(small_study.path).problems
    assert [p.code for p in problems] == [code]


def test_check_finds_what_the_fit_would_stumble_over(small_study) -> None:
    survey = small_study.frame("survey.csv")
    lonely = pl.when(pl.col("region") == 1).then(1).otherwise(pl.col("psu"))
    small_study.put("survey.csv", survey.with_columns(psu=lonely, worked=0))
    codes = {p.code for p in check_study(small_study.path).problems}
    assert {"single-psu-stratum", "outcome-constant"} <= codes


def test_what_somebody_put_beside_the_results_stays(small_study) -> None:
    results = results_of(small_study)
    (results.folder / "my-map.qgz").write_text("a QGIS project")
    (results.folder / "notes").mkdir()
    (results.folder / "notes" / "todo.txt").write_text("call the ministry")
    again = results_of(small_study)
    assert (again.folder / "my-map.qgz").read_text() == "a QGIS project"
    assert (again.folder / "notes" / "todo.txt").exists()


def test_the_model_file_says_which_covariance_it_holds(small_study) -> None:
    results = results_of(small_study)
    assert read_model(results.folder / "model.json").covariance_of == "design"


def test_survey_and_census_are_compared_jointly_too(small_study) -> None:
    joint = results_of(small_study).frames["agreement"]
    assert set(joint["variable"]) == {"sex", "zone", "age_group"}
    assert joint["p"].is_between(0, 1).all()


def test_a_region_of_few_respondents_is_hidden(small_study) -> None:
    survey = small_study.frame("survey.csv")
    few = survey.filter(pl.col("region") == 3, pl.col("age").is_between(5, 17)).head(4)
    small_study.put("survey.csv", pl.concat([survey.filter(pl.col("region") != 3), few]))
    results = results_of(small_study)
    row = results.frames["national"].filter(pl.col("code") == "3")
    assert row["n_sample"].item() == 4
    assert row["direct_rate"].item() is None
    held = results.frames["regions_held_out"].filter(pl.col("region") == "3")
    assert held["direct"].item() is None


def test_a_hidden_group_cannot_be_worked_out_from_the_nation() -> None:
    # Area 0 has three children at level 1: hidden, and level 0 with it.
    persons = np.array([[50.0, 3.0], [40.0, 60.0], [80.0, 20.0]])
    hidden = hidden_groups(persons, 10).reshape(3, 2)
    assert hidden[0].all()
    # The nation's figure less two areas would give it: a second area is hidden.
    assert (hidden.sum(axis=0) >= 2).all()
    assert hidden.all(axis=1).sum() == 2


def test_the_note_on_the_counts_that_are_kept_is_of_those_before_raking(small_study) -> None:
    codes = small_study.frame("areas.csv")["code"]
    margin = pl.DataFrame({"area": codes, "boys": 1500, "girls": 1700})
    small_study.put("margin.csv", margin)
    small_study.path.write_text(
        small_study.path.read_text()
        + '[[margins]]\nvariable = "sex"\n[margins.tables.t]\nfile = "margin.csv"\n'
        + 'area = "area"\n[margins.counts]\nmale = "t__boys"\nfemale = "t__girls"\n'
    )
    small_study.put("census.csv", small_study.frame("census.csv").head(300))
    kept = prepare(load_study(small_study.path)).census.kept
    assert kept is not None
    assert kept.persons_alone > 0
    results = results_of(small_study)
    share = f"{100 * kept.persons_alone:.1f} %"
    assert share in (results.folder / "manifest.json").read_text(encoding="utf-8")


def test_no_group_is_hidden_where_all_are_large() -> None:
    assert not hidden_groups(np.full((4, 3), 100.0), 10).any()
