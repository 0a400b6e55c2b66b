"""A small study from files to folder: what is there, and that it is the same twice."""

import json
import os
import stat
from pathlib import Path

import polars as pl
import pytest

from jalon.engine import load_study, run
from jalon.engine.runs import write_more_sheets

TABLES = ("areas.csv", "areas.parquet", "areas.xlsx", "areas.gpkg", "groups.csv", "model.json")


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def test_two_runs_give_the_same_bytes(small_study) -> None:
    study = load_study(small_study.path)
    first, second = small_study.folder / "a", small_study.folder / "b"
    run(study, first)
    run(study, second)
    for name in (*TABLES, "report.html", "map.svg"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    sheets = sorted(path.relative_to(first) for path in first.glob("sheets/*/*.pdf"))
    assert len(sheets) == 12
    for path in sheets:
        assert (first / path).read_bytes() == (second / path).read_bytes(), path


def test_the_folder_says_what_it_was_made_from(small_study) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["study"] == small_study.path.read_text(encoding="utf-8")
    assert {each["role"] for each in manifest["inputs"]} == {
        "survey",
        "census",
        "areas",
        "boundaries",
    }
    assert manifest["timings"]["total"] > 0
    assert all("confidential" not in each["file"] for each in manifest["outputs"])
    mode = stat.S_IMODE((out / "confidential").stat().st_mode)
    assert mode == 0o700


def test_a_changed_model_does_not_read_the_census_again(small_study, monkeypatch) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    small_study.edit('terms = ["sex", "zone", "age_group"]', 'terms = ["sex", "zone"]')

    def no_scan(*_args: object) -> object:
        raise AssertionError("the census was read again")

    monkeypatch.setattr("jalon.engine.prepare.census.count_patterns", no_scan)
    results = run(load_study(small_study.path), out, sheets=False)
    assert results.frames["coefficients"].height == 3


def test_a_stream_gives_the_same_areas_as_counts(small_study) -> None:
    counted = run(load_study(small_study.path), small_study.folder / "counted", sheets=False)
    small_study.edit('file = "census.csv"', 'file = "census.csv"\nscan = "stream"')
    streamed = run(load_study(small_study.path), small_study.folder / "streamed", sheets=False)
    columns = ["rate", "children", "expected", "se", "low95", "high95"]
    for column in columns:
        difference = (counted.areas[column] - streamed.areas[column]).abs().max()
        # The order of summation differs.
        assert difference < 1e-9, column
    assert "factors" not in streamed.frames
    manifest = json.loads((small_study.folder / "streamed" / "manifest.json").read_text("utf-8"))
    assert any("'confidential'" in note for note in manifest["notes"])
    assert (small_study.folder / "streamed" / "report.html").exists()


def test_cells_are_a_census_too(small_study) -> None:
    persons = run(load_study(small_study.path), small_study.folder / "persons", sheets=False)
    census = small_study.frame("census.csv")
    keys = ["area", "sex", "zone", "age"]
    small_study.put("cells.csv", census.group_by(keys, maintain_order=True).agg(n=pl.len()))
    small_study.edit('file = "census.csv"', 'file = "cells.csv"\ncount = "n"')
    cells = run(load_study(small_study.path), small_study.folder / "cells", sheets=False)
    for column in ("rate", "se", "children"):
        assert (persons.areas[column] - cells.areas[column]).abs().max() < 1e-9


def test_a_weighted_census_has_a_larger_error(small_study) -> None:
    full = run(load_study(small_study.path), small_study.folder / "full", sheets=False)
    census = small_study.frame("census.csv")
    small_study.put("sample.csv", census.gather_every(4).with_columns(w=pl.lit(4.0)))
    small_study.edit('file = "census.csv"', 'file = "sample.csv"\nweight = "w"')
    sample = run(load_study(small_study.path), small_study.folder / "sample", sheets=False)
    assert sample.areas["children"].sum() == pytest.approx(full.areas["children"].sum(), rel=0.02)
    assert sample.areas["se_finite"].mean() > full.areas["se_finite"].mean()


def test_sheets_of_a_finished_run_in_another_language(small_study) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    paths = write_more_sheets(out, areas=["101"], language="fr")
    assert [path.name for path in paths] == ["101.pdf"]
    assert paths[0].read_bytes().startswith(b"%PDF")


def test_an_interrupted_run_leaves_the_earlier_one(small_study, monkeypatch) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    before = (out / "areas.csv").read_bytes()

    def stop(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jalon.engine.runs.write.write_report", stop)
    with pytest.raises(KeyboardInterrupt):
        run(load_study(small_study.path), out, sheets=False)
    assert (out / "areas.csv").read_bytes() == before
    assert {path.name for path in small_study.folder.iterdir()} == {
        "areas.csv",
        "areas.geojson",
        "census.csv",
        "out",
        "study.toml",
        "survey.csv",
    }


def test_no_path_of_the_machine_is_written(small_study) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    home = str(small_study.folder.parent)
    told = [
        path.name
        for path in out.rglob("*")
        if path.is_file() and home.encode() in Path(path).read_bytes()
    ]
    assert told == []


def test_each_term_is_tested_and_each_cut_is_stored(small_study) -> None:
    results = run(load_study(small_study.path), small_study.folder / "out", sheets=False)
    terms = results.frames["terms"]
    assert terms["term"].to_list() == ["sex", "zone", "age_group"]
    # One coefficient: F is the square of t, on the same degrees of freedom.
    t = results.frames["coefficients"].filter(pl.col("term") == "zone")
    zone = terms.filter(pl.col("term") == "zone")
    assert zone["f_statistic"].item() == pytest.approx((t["coef"] / t["se"]).item() ** 2)
    assert zone["p"].item() == pytest.approx(t["p"].item())
    # One term of the model takes 2 off for each parameter in effect and gives what it explains.
    assert terms["daic_without"].is_finite().all()
    assert sorted(terms["lasso_place"].drop_nulls()) == list(
        range(1, terms["lasso_place"].count() + 1)
    )
    regions = results.frames["regions_held_out"].drop_nulls("largest_shift")
    assert set(regions["shifted"]) <= set(results.frames["coefficients"]["column"])
    cuts = results.frames["cuts"]
    assert cuts["areas"].sum() == 12
    assert cuts["low"].to_list()[1:] == cuts["high"].to_list()[:-1]


def test_the_area_level_model_stands_beside(small_study) -> None:
    """The model has no covariate at first, so that no area can tell anything of another."""
    out = small_study.folder / "out"
    assert "area_level" not in run(load_study(small_study.path), out, sheets=False).frames
    areas = small_study.frame("areas.csv")
    wealth = pl.DataFrame({"code": areas["code"], "wealth": range(areas.height)})
    small_study.put("wealth.csv", wealth)
    small_study.edit(
        "[model]",
        '[covariates]\nfile = "wealth.csv"\narea = "code"\n'
        '[covariates.columns]\nwealth = { label = "wealth", column = "wealth" }\n[model]',
    )
    small_study.edit('terms = ["', 'terms = ["wealth", "')
    results = run(load_study(small_study.path), out, sheets=False)
    table, main = results.frames["area_level"], results.frames["areas"]
    assert table["rate"].to_list() == main["rate"].to_list()
    assert table["n_sample"].to_list() == main["n_sample"].to_list()
    assert table["area_rate"].is_between(table["low95"], table["high95"]).all()
    assert table["shrinkage"].is_between(0, 1).all()
    # A rate of few respondents is not shown on its own.
    assert table.filter(pl.col("n_sample") < 10)["direct_rate"].null_count() == (
        table.filter(pl.col("n_sample") < 10).height
    )


def test_cuts_within_regions_are_stored_by_region(small_study) -> None:
    small_study.edit("[model]", '[classification]\nclasses = 2\nwithin = "region"\n[model]')
    results = run(load_study(small_study.path), small_study.folder / "out", sheets=False)
    assert results.frames["cuts"]["reference"].to_list() == ["1", "1", "2", "2", "3", "3"]


def test_areas_stand_among_all_the_others(small_study) -> None:
    results = run(load_study(small_study.path), small_study.folder / "out", sheets=False)
    areas = results.frames["areas"]
    # Ranks that hold for all areas together reach at least as far as one area's own.
    assert (areas["rank_set_low90"] <= areas["rank_low90"]).all()
    assert (areas["rank_set_high90"] >= areas["rank_high90"]).all()
    # Two of twelve are the highest tenth.
    assert areas["top_tenth_probability"].sum() == pytest.approx(2)
    assert set(areas["expected_order"]) <= set(range(1, 13))


def test_answers_of_few_respondents_are_hidden(small_study) -> None:
    survey = small_study.frame("survey.csv")
    few = survey.filter(pl.col("area") == 101, pl.col("age").is_between(5, 17)).head(4)
    small_study.put("survey.csv", pl.concat([survey.filter(pl.col("area") != 101), few]))
    results = run(load_study(small_study.path), small_study.folder / "out", sheets=False)
    row = results.frames["direct"].filter(pl.col("domain") == "area", pl.col("code") == "101")
    assert row["n"].item() == 4
    assert row["rate"].item() is None
    assert row["cases"].item() is None


def test_counts_that_no_study_reads_any_more_are_forgotten(small_study) -> None:
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    (kept,) = (out / "confidential").glob("*.npz")
    long_ago = kept.stat().st_mtime - 3600
    os.utime(kept, (long_ago, long_ago))
    small_study.edit("ages = [5, 17]", "ages = [6, 17]")
    run(load_study(small_study.path), out, sheets=False)
    (now,) = (out / "confidential").glob("*.npz")
    assert now.name != kept.name
