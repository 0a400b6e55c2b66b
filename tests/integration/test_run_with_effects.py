"""A study whose areas have effects of their own: predicted, benchmarked, told in the report."""

import numpy as np
import polars as pl
import pytest

from conftest import SmallStudy
from jalon.engine.runs.results import Results
from jalon.engine.runs.whole import run
from jalon.engine.study import load_study
from jalon.errors import Problems

EFFECTS = '[model]\neffects = "area+psu"'
BENCHMARK = f'[benchmark]\nto = "region"\n{EFFECTS}'


def run_with(small: SmallStudy, model: str) -> Results:
    small.edit("[model]", model)
    return run(load_study(small.path), small.folder / "out", sheets=False)


def test_rates_lean_towards_each_areas_own_answers(small_study: SmallStudy) -> None:
    plain = run(load_study(small_study.path), small_study.folder / "plain", sheets=False)
    results = run_with(small_study, EFFECTS)
    moved = (results.areas["rate"] - plain.areas["rate"]).to_numpy()
    direct = results.frames["direct"].filter(pl.col("domain") == "area")
    table = results.areas.join(direct, left_on="area", right_on="code", how="inner")
    toward = table["rate_right"].to_numpy() - plain.areas["rate"].to_numpy()
    assert np.corrcoef(moved, toward)[0, 1] > 0.5
    effects = results.frames["effects"]
    assert effects["effects_of"].to_list() == ["area", "psu"]
    assert effects["effect_groups"][0] == 12
    assert "benchmark" not in results.frames


def test_scaled_weights_move_rates_a_little(small_study: SmallStudy) -> None:
    plain = run_with(small_study, EFFECTS)
    small_study.edit("[model]", '[model]\nscaled_weights = "size"')
    weighted = run(load_study(small_study.path), small_study.folder / "weighted", sheets=False)
    moved = np.abs((weighted.areas["rate"] - plain.areas["rate"]).to_numpy())
    # The invented survey's weights tell nothing of the outcome.
    assert 0 < moved.max() < 3 * plain.areas["se"].max()
    assert weighted.frames["effects"]["p"].null_count() == 2


def test_regions_and_groups_add_up(small_study: SmallStudy) -> None:
    results = run_with(small_study, EFFECTS)
    areas, national = results.areas, results.frames["national"]
    by_region = areas.group_by("region", maintain_order=True).agg(pl.col("expected").sum())
    regions = national.filter(pl.col("level") == "region")
    np.testing.assert_allclose(by_region["expected"], regions["expected"], rtol=1e-10)
    assert national["expected"][0] == pytest.approx(areas["expected"].sum())
    sexes = results.frames["national_groups"].filter(pl.col("variable") == "sex")
    assert sexes["expected"].sum() == pytest.approx(areas["expected"].sum(), rel=1e-8)
    parts = areas.select("se_estimation", "se_area", "se_finite").to_numpy()
    np.testing.assert_allclose((parts**2).sum(axis=1), areas["se"].to_numpy() ** 2, rtol=1e-8)


def test_a_benchmark_meets_the_surveys_rates(small_study: SmallStudy) -> None:
    results = run_with(small_study, BENCHMARK)
    regions = results.frames["national"].filter(pl.col("level") == "region")
    np.testing.assert_allclose(regions["rate"], regions["direct_rate"], rtol=1e-6)
    # What the survey's rate is unsure of, the benchmarked rate cannot know better.
    assert (regions["se"].to_numpy() >= 0.99 * regions["direct_se"].to_numpy()).all()
    sexes = results.frames["groups"].filter(pl.col("variable") == "sex")
    by_area = sexes.group_by("area", maintain_order=True).agg(pl.col("expected").sum())
    np.testing.assert_allclose(by_area["expected"], results.areas["expected"], rtol=1e-8)


def test_the_parts_of_a_difference_add_up(small_study: SmallStudy) -> None:
    results = run_with(small_study, BENCHMARK)
    nation = results.frames["national"]["rate"][0]
    parts = (
        results.frames["factors"]
        .group_by("area", maintain_order=True)
        .agg(pl.col("contribution").sum(), own=pl.col("group") == "(own)")
    )
    np.testing.assert_allclose(parts["contribution"], results.areas["rate"] - nation, atol=1e-12)
    assert (parts["own"].list.sum() == 1).all()
    # The survey's rates were met on purpose: that they agree says nothing.
    assert "direct_model_p" not in results.frames["assessment"]["name"].to_list()


def test_the_report_tells_of_effects_and_shifts(small_study: SmallStudy) -> None:
    run_with(small_study, BENCHMARK)
    page = (small_study.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "its own respondents" in page
    assert 'id="effects-caption"' in page
    assert "Shift, log-odds" in page


def test_the_same_bytes_twice(small_study: SmallStudy) -> None:
    run_with(small_study, BENCHMARK)
    first = (small_study.folder / "out" / "areas.csv").read_bytes()
    run(load_study(small_study.path), small_study.folder / "again", sheets=False)
    assert (small_study.folder / "again" / "areas.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("[model]", '[model]\nfirth = true\neffects = "area"', "study-firth-with-effects"),
        ("[model]", '[model]\nscaled_weights = "size"', "study-weights-without-effects"),
        ("[model]", '[benchmark]\nto = "nation"\n[model]', "study-benchmark-without-effects"),
        ("[census]", '[census]\nscan = "stream"', "study-stream-with-effects"),
    ],
)
def test_what_cannot_go_together_is_said(
    small_study: SmallStudy, was: str, becomes: str, code: str
) -> None:
    if code == "study-stream-with-effects":
        small_study.edit("[model]", EFFECTS)
    small_study.edit(was, becomes)
    with pytest.raises(Problems) as refused:
        load_study(small_study.path)
    assert [problem.code for problem in refused.value.problems] == [code]
