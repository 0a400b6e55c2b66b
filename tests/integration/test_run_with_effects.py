"""A study whose areas have effects of their own: predicted, benchmarked, told in the report."""

import numpy as np
import polars as pl
import pytest

from conftest import SmallStudy
from jalon.engine.mixed.shifted import laid_out, shift_to_rates, shifted_predictions
from jalon.engine.prepare.everything import prepare
from jalon.engine.runs.benchmarking import moves_of_shift
from jalon.engine.runs.estimates import estimate_areas
from jalon.engine.runs.fitting import fit_model
from jalon.engine.runs.predicting import census_cells
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


def census_rates(results: Results, by: str) -> pl.DataFrame:
    """What all areas' tables of a variable add up to at each of its levels."""
    groups = results.frames["groups"].filter(pl.col("variable") == by)
    sums = groups.group_by("level", maintain_order=True).agg(pl.col("expected", "children").sum())
    return sums.select("level", rate=pl.col("expected") / pl.col("children"))


def test_several_margins_are_met_at_once(small_study: SmallStudy) -> None:
    """Areas add up to the survey's regions, and boys and girls to what their rates share out."""
    several = BENCHMARK.replace('"region"', '["region", "sex"]')
    results = run_with(small_study, several)
    regions = results.frames["national"].filter(pl.col("level") == "region")
    np.testing.assert_allclose(regions["rate"], regions["direct_rate"], rtol=1e-6)
    shifts = results.frames["benchmark"]
    assert shifts["margin"].unique().sort().to_list() == ["region", "sex"]
    sexes = shifts.filter(pl.col("margin") == "sex")
    direct = results.frames["direct"].filter(pl.col("domain") == "sex")
    np.testing.assert_allclose(sexes["direct_rate"], direct["rate"])
    np.testing.assert_allclose(sexes["direct_se"], direct["se"], rtol=1e-9)
    # The survey says how boys and girls differ; how many there are in all is said by the regions.
    factor = (sexes["target"] / sexes["direct_rate"]).to_numpy()
    assert np.ptp(factor) < 1e-12
    met = census_rates(results, "sex")
    assert met["level"].to_list() == sexes["code"].to_list()
    np.testing.assert_allclose(met["rate"], sexes["target"], rtol=1e-6)
    children = results.frames["national_groups"].filter(pl.col("variable") == "sex")["children"]
    assert sexes["shift"].dot(children) == pytest.approx(0, abs=1e-6 * children.sum())
    by_area = results.frames["groups"].filter(pl.col("variable") == "sex")
    by_area = by_area.group_by("area", maintain_order=True).agg(pl.col("expected").sum())
    np.testing.assert_allclose(by_area["expected"], results.areas["expected"], rtol=1e-8)


def test_crossed_variables_are_a_margin(small_study: SmallStudy) -> None:
    results = run_with(small_study, BENCHMARK.replace('"region"', '["nation", "sex:zone"]'))
    shifts = results.frames["benchmark"]
    assert shifts.filter(pl.col("margin") == "sex:zone").height == 4
    nation = results.frames["national"].row(0, named=True)
    assert nation["rate"] == pytest.approx(nation["direct_rate"], rel=1e-8)
    # Boys and girls of a zone, as many as the census's file has, add up to the zone.
    crossed = shifts.filter(pl.col("margin") == "sex:zone").select("code", "target")
    children = small_study.frame("census.csv").filter(pl.col("age").is_between(5, 17))
    named = pl.when(pl.col("sex") == 1).then(pl.lit("male:")).otherwise(pl.lit("female:"))
    cells = children.group_by(named.alias("sex") + pl.col("zone").alias("zone"), "zone").len()
    cells = cells.rename({"sex": "code"}).join(crossed, on="code", validate="1:1")
    expected = cells.group_by("zone").agg(rate=pl.col("target").dot("len") / pl.col("len").sum())
    both = census_rates(results, "zone").join(expected, left_on="level", right_on="zone")
    assert both.height == 2
    np.testing.assert_allclose(both["rate"], both["rate_right"], rtol=1e-6)


def test_benchmarked_rates_are_as_unsure_as_what_they_meet(small_study: SmallStudy) -> None:
    """Errors by the linear moves of the shifts, against the targets drawn and met anew."""
    small_study.edit("[model]", BENCHMARK.replace('"region"', '["region", "sex"]'))
    prepared = prepare(load_study(small_study.path))
    model = fit_model(prepared)
    predictor = estimate_areas(prepared, model).predictor
    assert predictor is not None
    assert predictor.benchmark is not None
    targets = predictor.benchmark.targets
    cells = census_cells(prepared, model, targets.classes)
    moves = moves_of_shift(
        predictor.benchmark,
        shifted_predictions(
            predictor.fit, predictor.posterior, cells, predictor.shift, apart=True
        ).spread,
        np.zeros((*targets.children.shape, 0)),
    )
    step = 1e-3
    for k in range(targets.root.shape[1]):
        sides = []
        for sign in (step, -step):
            wanted = targets.scaled(targets.rate + sign * targets.root[:, k])
            shift = shift_to_rates(predictor.fit, predictor.posterior, cells, targets.unit, wanted)
            sides.append(laid_out(shift, targets.unit))
        slope = (sides[0] - sides[1]) / (2 * step)
        np.testing.assert_allclose(moves[:, :, k], slope, atol=1e-4 * np.abs(slope).max())


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
        ("[model]", f'[benchmark]\nto = ["sex", "region"]\n{EFFECTS}', "study-benchmark-order"),
        ("[model]", f'[benchmark]\nto = ["sex", "sex:zone"]\n{EFFECTS}', "study-benchmark-order"),
        ("[model]", f'[benchmark]\nto = "sex:shoe"\n{EFFECTS}', "study-benchmark-unknown"),
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
