"""The parameters' errors in several ways: what each is, and which the areas rest on."""

import numpy as np
import polars as pl
import pytest

from conftest import SmallStudy
from jalon.engine.prepare.everything import prepare
from jalon.engine.runs.coefficient_errors import REPLICATES
from jalon.engine.runs.fitting import fit_model
from jalon.engine.runs.results import Results
from jalon.engine.runs.whole import run
from jalon.engine.study import load_study

WAYS = ["se_information", "se_design", "se_areas", "se_bootstrap"]


def results_of(small: SmallStudy) -> Results:
    return run(load_study(small.path), small.folder / "out", sheets=False)


def page_of(small: SmallStudy) -> str:
    page = (small.folder / "out" / "report.html").read_text(encoding="utf-8")
    return page.partition('<section id="factors"')[2].partition("</section>")[0]


def test_each_way_is_what_it_says(small_study: SmallStudy) -> None:
    results = results_of(small_study)
    table = results.frames["coefficient_errors"]
    assert table["column"].to_list() == results.frames["coefficients"]["column"].to_list()
    np.testing.assert_allclose(table["se_design"], results.frames["coefficients"]["se"])
    # As if weights were all there is: the information of a plain logit on the weighted counts.
    prepared = prepare(load_study(small_study.path))
    model = fit_model(prepared)
    used = model.rows.row >= 0
    X, w = model.rows.X[model.rows.row[used]], prepared.sample.design.weight[used]
    p = 1 / (1 + np.exp(-X @ model.fit.coef))
    information = (X * (w * used.sum() / w.sum() * p * (1 - p))[:, None]).T @ X
    plain = np.sqrt(np.diag(np.linalg.inv(information)))
    np.testing.assert_allclose(table["se_information"], plain, rtol=1e-6)
    # Areas by brute force: scores added up area by area.
    area = prepared.sample.area[used]
    y = model.rows.y[used]
    scores = X * (w * used.sum() / w.sum() * (y - p))[:, None]
    sums = np.stack([scores[area == one].sum(axis=0) for one in np.unique(area)])
    sums -= sums.mean(axis=0)
    meat = sums.T @ sums * len(sums) / (len(sums) - 1)
    bread = np.linalg.inv(information)
    np.testing.assert_allclose(table["se_areas"], np.sqrt(np.diag(bread @ meat @ bread)), rtol=1e-6)
    # Refits agree with linearisation but for their own noise and the few sampling units.
    ratio = (table["se_bootstrap"] / table["se_design"]).to_numpy()
    assert (np.abs(ratio - 1) < 4 / np.sqrt(2 * REPLICATES)).all()


def test_refits_are_the_same_again(small_study: SmallStudy) -> None:
    first = results_of(small_study).frames["coefficient_errors"]
    assert first.equals(results_of(small_study).frames["coefficient_errors"])


def test_the_report_says_which_the_areas_rest_on(small_study: SmallStudy) -> None:
    table = results_of(small_study).frames["coefficient_errors"]
    assert set(table["errors_used"]) == {"design"}
    section = page_of(small_study)
    assert "Bootstrap (Rao, Wu and Yue)" in section
    assert "rest on those by the survey&#39;s design (in bold)" in section
    bold = section.partition("measured in several ways")[2].count("<strong>")
    assert bold == table.height


@pytest.mark.parametrize("weights", ["", 'scaled_weights = "size"\n'])
def test_a_model_with_effects_has_its_own(small_study: SmallStudy, weights: str) -> None:
    small_study.edit("[model]", f'[model]\neffects = "area+psu"\n{weights}')
    results = results_of(small_study)
    table = results.frames["coefficient_errors"]
    effects = table.filter(pl.col("model") == "effects")
    assert effects["column"].to_list()[-2:] == ["sd(area)", "sd(psu)"]
    assert set(effects["errors_used"]) == {"areas" if weights else "information"}
    spread = results.frames["effects"]
    np.testing.assert_allclose(effects["coef"][-2:], spread["sd"])
    known = spread["sd_se"].to_numpy(allow_copy=True).astype(float)
    known[known == 0] = np.nan
    np.testing.assert_allclose(effects["se_information"][-2:].to_numpy(), known)
    logit = table.filter(pl.col("model") == "logit")
    assert logit["errors_used"].null_count() == logit.height
    assert "Standard deviation: sampling units" in page_of(small_study)


def test_a_stratum_with_one_unit_leaves_the_refits_out(small_study: SmallStudy) -> None:
    survey = small_study.frame("survey.csv")
    lonely = survey.filter(pl.col("area") < 200)["psu"][0]
    kept = (pl.col("area") >= 200) | (pl.col("psu") == lonely)
    small_study.put("survey.csv", survey.filter(kept))
    small_study.edit("[survey.design]", '[survey.design]\nlonely_psu = "certainty"')
    accepted = ", ".join(f'{name} = "on purpose"' for name in ("sex", "zone", "age_group"))
    small_study.edit("[model]", f"[harmonisation]\naccept = {{ {accepted} }}\n[model]")
    table = results_of(small_study).frames["coefficient_errors"]
    assert table.select(WAYS).null_count().sum_horizontal().item() in {0, table.height}
