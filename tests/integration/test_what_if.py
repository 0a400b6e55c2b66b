"""What-ifs of a small study: tables, report, what is withheld, what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from conftest import SmallStudy
from jalon.engine.mixed.changed import predicted_change
from jalon.engine.mixed.mse import STEP
from jalon.engine.mixed.shifted import laid_out, shift_to_rates
from jalon.engine.prepare.everything import prepare
from jalon.engine.prepare.what_if import concerned_cells
from jalon.engine.runs.estimates import estimate_areas
from jalon.engine.runs.fitting import fit_model
from jalon.engine.runs.predicting import Predictor, census_cells, shift_moves, with_shift
from jalon.engine.runs.results import Results
from jalon.engine.runs.what_if import change_of
from jalon.engine.runs.whole import run
from jalon.engine.study import load_study
from jalon.errors import Problems

TO_TOWN = '[[what_if]]\nlabel = "All in town"\nvariable = "zone"\nto = "urban"\n'
PREDICTED = '[benchmark]\nto = "region"\n[model]\neffects = "area+psu"'


def with_what_if(small: SmallStudy, table: str = TO_TOWN, model: str = "[model]") -> SmallStudy:
    small.edit("[model]", f"{table}\n{model}")
    return small


def results_of(small: SmallStudy) -> Results:
    return run(load_study(small.path), small.folder / "out", sheets=False)


def add_covariate(small: SmallStudy) -> None:
    """Give every area a distance, which the survey's answers have nothing to do with."""
    codes = small.frame("areas.csv")["code"]
    far = pl.Series("far", [float(i) for i in range(codes.len())])
    small.put("covariates.csv", pl.DataFrame([codes, far]))
    small.edit(
        "[model]",
        '[covariates]\nfile = "covariates.csv"\narea = "code"\n[covariates.columns]\n'
        'far = { column = "far", label = "Distance" }\n[model]',
    )
    small.edit('terms = ["sex",', 'terms = ["far", "sex",')


@pytest.mark.parametrize("model", ["[model]", PREDICTED])
def test_a_census_that_is_so_gives_the_rate_after(small_study: SmallStudy, model: str) -> None:
    """Everybody in town: the rate after is that of townspeople, by the model as it was fitted."""
    found = results_of(with_what_if(small_study, model=model)).frames
    table = found["what_if"].filter(pl.col("level") == "area")
    assert table.height == 12
    rural = found["groups"].filter(pl.col("variable") == "zone", pl.col("level") == "rural")
    both = table.join(rural, left_on="code", right_on="area")
    np.testing.assert_allclose(both["concerned"], both["children"])
    # Ages and sexes are not the same in town: near what townspeople have, not just that.
    urban = found["groups"].filter(pl.col("variable") == "zone", pl.col("level") == "urban")
    close = table.join(urban, left_on="code", right_on="area")
    np.testing.assert_allclose(close["rate_after"], close["rate"], atol=0.01)
    assert (table["change"] < -0.02).all()
    assert (table["high95"] < 0).all()


@pytest.mark.parametrize("model", ["[model]", PREDICTED])
def test_areas_add_up_to_regions_and_nation(small_study: SmallStudy, model: str) -> None:
    found = results_of(with_what_if(small_study, model=model)).frames
    table = found["what_if"]
    sums = table.group_by("level").agg(pl.col("concerned", "expected_change").sum())
    for column in ("concerned", "expected_change"):
        np.testing.assert_allclose(sums[column], sums[column][0], rtol=1e-9)
    nation = table.row(0, named=True)
    assert nation["rate_before"] == pytest.approx(found["national"]["rate"][0])
    assert nation["rate_after"] == pytest.approx(nation["rate_before"] + nation["change"])
    assert nation["low95"] < nation["change"] < nation["high95"] < 0


def test_a_share_a_group_and_areas_narrow_it(small_study: SmallStudy) -> None:
    narrow = (
        TO_TOWN + 'share = 0.5\nareas = ["101"]\nregions = ["3"]\ngroup = { sex = ["female"] }\n'
    )
    table = results_of(with_what_if(small_study, narrow)).frames["what_if"]
    assert table["code"].to_list() == ["", "1", "3", "101", "301", "302", "303", "304"]
    census = small_study.frame("census.csv").filter(
        pl.col("area") == 101,
        pl.col("age").is_between(5, 17),
        pl.col("zone") == "rural",
        pl.col("sex") == 2,
    )
    (row,) = table.filter(pl.col("code") == "101").to_dicts()
    assert row["concerned"] == census.height / 2


def test_a_covariate_goes_to_the_median_at_most(small_study: SmallStudy) -> None:
    add_covariate(small_study)
    nearer = '[[what_if]]\nlabel = "Nearer"\nvariable = "far"\nmedian = "at-most"\n'
    found = results_of(with_what_if(small_study, nearer)).frames
    table = found["what_if"].filter(pl.col("level") == "area")
    # Six of twelve areas lie above the median, 5.5.
    assert table["code"].to_list() == found["areas"]["area"].to_list()[6:]
    slope = found["coefficients"].filter(pl.col("column") == "far")["coef"].item()
    assert (table["change"].sign() == -np.sign(slope)).all()
    assert table["change"].abs().is_sorted()  # the farther, the more


@pytest.mark.parametrize("to", ['"region"', '["region", "zone"]'])
def test_the_benchmark_takes_its_part_of_the_error(small_study: SmallStudy, to: str) -> None:
    """Parameters a step away, the shift solved for anew: the change moves as its gradient says."""
    wished = PREDICTED.replace('"region"', to)
    assert to in wished
    study = load_study(with_what_if(small_study, model=wished).path)
    prepared = prepare(study)
    model = fit_model(prepared)
    estimated = estimate_areas(prepared, model)
    predictor = estimated.predictor
    assert isinstance(predictor, Predictor)
    assert predictor.benchmark is not None
    (wish,), everyone = study.what_if, census_cells(prepared, model, predictor.classes)
    parts = (prepared.census.counts, prepared.index, prepared.register, prepared.covariates)
    changed = change_of(prepared, model, wish, concerned_cells(wish, *parts), predictor.classes)
    found = predicted_change(
        predictor.fit, predictor.posterior, predictor.around, changed, predictor.shift
    )
    moves = shift_moves(predictor, everyone)
    assert moves is not None
    gradient = with_shift(found.gradient, found.spread, moves)
    p, without = len(predictor.fit.coef), []
    for k, sides in enumerate(zip(predictor.around.ahead, predictor.around.behind, strict=True)):
        changes = []
        for theta, posterior in sides:
            fit = replace(predictor.fit, coef=theta[:p], sd=theta[p:])
            unit, rate = predictor.benchmark.targets.unit, predictor.benchmark.target
            shift = laid_out(shift_to_rates(fit, posterior, everyone, unit, rate), unit)
            there = predicted_change(fit, posterior, predictor.around, changed, shift)
            changes.append(there.change)
        moved = (changes[0] - changes[1]) / (2 * STEP)
        # Straight over the step where the other is not; without the shift it is 2e-3 off.
        np.testing.assert_allclose(gradient[:, k], moved, atol=6e-5)
        without.append(np.abs(found.gradient[:, k] - moved).max())
    assert max(without) > 1e-3


def test_few_children_are_withheld(small_study: SmallStudy) -> None:
    census = small_study.frame("census.csv")
    here = (pl.col("area") == 101) & (pl.col("zone") == "rural")
    few = census.filter(here & pl.col("age").is_between(5, 17)).head(4)
    small_study.put("census.csv", pl.concat([census.filter(~here), few]))
    table = results_of(with_what_if(small_study)).frames["what_if"]
    hidden = table.filter("suppressed")
    # Another of its region, too: the region's total would tell.
    assert "101" in hidden["code"]
    assert hidden.height == 2
    for column in ("concerned", "rate_after", "change", "se", "expected_change"):
        assert hidden[column].null_count() == 2
    assert hidden["rate_before"].null_count() == 0


def test_the_report_shows_each_with_its_caution(small_study: SmallStudy) -> None:
    two = (
        TO_TOWN + '[[what_if]]\nlabel = { en = "Half", es = "La mitad" }\nnote = "A first step."\n'
    )
    two += 'variable = "zone"\nto = "urban"\nshare = 0.5\nregions = ["2"]\n'
    results_of(with_what_if(small_study, two))
    page = (small_study.folder / "out" / "report.html").read_text(encoding="utf-8")
    section = page.partition('<section id="what_if"')[2].partition("</section>")[0]
    assert section.count("<figure>") == section.count("<svg") == section.count('"small"') == 2
    assert section.count("not what a programme would do") == 3
    assert "A first step." in section
    assert "Place 203" in section  # one region: its areas
    spanish = (small_study.folder / "out" / "report.es.html").read_text(encoding="utf-8")
    assert "La mitad" in spanish
    assert 'id="what_if"' not in run_without(small_study)


def test_a_covariate_beyond_the_areas_asked_is_named(small_study: SmallStudy) -> None:
    """The farthest area asked lies at 11, the nearest at 0: five of twelve areas go below."""
    add_covariate(small_study)
    table = '[[what_if]]\nlabel = "Nearer"\nvariable = "far"\nby = -5.0\n'
    found = results_of(with_what_if(small_study, table)).frames
    (row,) = found["what_if_beyond"].to_dicts()
    assert (row["outside"], row["seen_from"], row["seen_to"]) == ("below", 0.0, 11.0)
    assert (row["farthest"], row["areas"]) == (-5.0, 5)
    names = found["areas"]["name"].to_list()[:5]
    assert row["places"] == "; ".join(names)
    assert row["children"] == found["areas"]["children"][:5].sum()
    page = (small_study.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Distance would go as far as −5.00" in page
    assert names[0] in page.partition("Beyond what was seen.")[2].partition("</p>")[0]


def ask_no_girls_in_town(small: SmallStudy) -> None:
    survey = small.frame("survey.csv")
    girls = (pl.col("sex") == 2) & (pl.col("zone") == "urban")
    small.put("survey.csv", survey.filter(~girls))
    accepted = ", ".join(f'{name} = "on purpose"' for name in ("sex", "zone", "age_group"))
    small.edit("[model]", f"[harmonisation]\naccept = {{ {accepted} }}\n[model]")


def test_a_combination_that_nobody_had_is_named(small_study: SmallStudy) -> None:
    """No girl in town was asked; a census of countryside sends them there."""
    ask_no_girls_in_town(small_study)
    found = results_of(with_what_if(small_study)).frames
    table = found["what_if_beyond"]
    assert table["outside"].to_list() == ["combination"] * table.height
    assert all("sex=female" in text and "zone=urban" in text for text in table["combination"])
    census = small_study.frame("census.csv").filter(pl.col("age").is_between(5, 17))
    sent = census.filter((pl.col("sex") == 2) & (pl.col("zone") == "rural"))
    assert table["children"].sum() == sent.height
    assert table["areas"].max() == sent["area"].n_unique()
    page = (small_study.folder / "out" / "report.html").read_text(encoding="utf-8")
    caution = page.partition("Beyond what was seen.")[2].partition("</p>")[0]
    assert "Zone: urban" in caution


def test_few_children_of_a_combination_have_no_numbers(small_study: SmallStudy) -> None:
    ask_no_girls_in_town(small_study)
    census = small_study.frame("census.csv")
    country = (pl.col("sex") == 2) & (pl.col("zone") == "rural")
    few = census.filter(country & pl.col("age").is_between(5, 17)).head(4)
    small_study.put("census.csv", pl.concat([census.filter(~country), few]))
    table = results_of(with_what_if(small_study)).frames["what_if_beyond"]
    assert table["children"].null_count() == table["areas"].null_count() == table.height > 0
    assert set(table["places"]) == {""}


def test_what_was_seen_has_no_caution(small_study: SmallStudy) -> None:
    found = results_of(with_what_if(small_study)).frames
    assert found["what_if_beyond"].height == 0
    page = (small_study.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Beyond what was seen." not in page


def run_without(small: SmallStudy) -> str:
    text = small.path.read_text(encoding="utf-8")
    before, _, after = text.partition("[[what_if]]")
    small.path.write_text(before + "[model]" + after.partition("[model]")[2], encoding="utf-8")
    results_of(small)
    return (small.folder / "out" / "report.html").read_text(encoding="utf-8")


def test_an_alternative_without_the_variable_runs_all_the_same(small_study: SmallStudy) -> None:
    other = '[[alternatives]]\nlabel = "Less"\nchanges = { "model.terms" = ["sex"] }\n'
    found = results_of(with_what_if(small_study, other + TO_TOWN)).frames
    assert found["alternatives"].height == 2


WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "study-factor-unknown": (lambda t: t.replace('"zone"', '"zome"'), "what_if.0.variable"),
    "study-level-unknown": (lambda t: t.replace('"urban"', '"town"'), "what_if.0.to"),
    "study-what-if-level": (lambda t: t + "by = 1.0\n", "what_if.0"),
    "study-what-if-same-level": (lambda t: t + 'was = ["urban"]\n', "what_if.0.was"),
    "study-what-if-group-itself": (
        lambda t: t + 'group = { zone = ["rural"] }\n',
        "what_if.0.group.zone",
    ),
    "study-variable-unknown": (lambda t: t + 'group = { set = ["a"] }\n', "what_if.0.group.set"),
    "study-empty-list": (lambda t: t + "group = { sex = [] }\n", "what_if.0.group.sex"),
    "study-name-twice": (lambda t: t + t, "what_if.1.label"),
    "study-value": (lambda t: t + "share = 1.5\n", "what_if.0.share"),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_meant_is_refused(small_study: SmallStudy, code: str) -> None:
    spoil, where = WRONG[code]
    with_what_if(small_study, spoil(TO_TOWN))
    with pytest.raises(Problems) as refused:
        load_study(small_study.path)
    assert [(each.where, each.code) for each in refused.value.problems] == [(where, code)]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ('variable = "far"\n', "study-what-if-covariate"),
        ('variable = "far"\nby = 1.0\nvalue = 2.0\n', "study-what-if-covariate"),
        ('variable = "far"\nto = "near"\n', "study-what-if-covariate"),
        ('variable = "far"\nby = 1.0\nshare = 0.5\n', "study-what-if-whole-areas"),
        ('variable = "far"\nby = 1.0\ngroup = { sex = ["male"] }\n', "study-what-if-whole-areas"),
    ],
)
def test_a_covariate_is_of_whole_areas(small_study: SmallStudy, table: str, code: str) -> None:
    add_covariate(small_study)
    with_what_if(small_study, f'[[what_if]]\nlabel = "Nearer"\n{table}')
    with pytest.raises(Problems) as refused:
        load_study(small_study.path)
    assert [each.code for each in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('areas = ["999"]\n', "what-if-area-unknown"),
        ('regions = ["101"]\n', "what-if-area-unknown"),
        ("", "what-if-nobody"),
    ],
)
def test_what_the_files_do_not_hold_is_refused(
    small_study: SmallStudy, more: str, code: str
) -> None:
    if code == "what-if-nobody":
        census = small_study.frame("census.csv")
        small_study.put("census.csv", census.with_columns(zone=pl.lit("urban")))
        small_study.edit("[variables.zone]", '[harmonisation.accept]\nzone = "x"\n[variables.zone]')
    with_what_if(small_study, TO_TOWN + more)
    with pytest.raises(Problems) as refused:
        prepare(load_study(small_study.path))
    assert [(p.where, p.code) for p in refused.value.problems] == [("what_if.0", code)]


def test_a_stream_cannot_be_changed(small_study: SmallStudy) -> None:
    with_what_if(small_study).edit("[census]", '[census]\nscan = "stream"')
    with pytest.raises(Problems) as refused:
        load_study(small_study.path)
    assert [each.code for each in refused.value.problems] == ["study-stream-with-what-if"]
