"""R's api surveys, from the data folder: stratified, clustered, two stages, and separated."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.regression.logistic import LogisticFit, fit_logistic
from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
from jalon.engine.survey.totals import direct_estimates
from jalon.errors import CannotEstimate

pytestmark = pytest.mark.real_data

# R stops its iterations a hair early: its own errors are good to nine digits.
COEF, SE = 1e-8, 1e-6


@pytest.fixture(scope="module")
def folder(data_folder: Path) -> Path:
    return data_folder / "golden"


@pytest.fixture(scope="module")
def reference(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "svyglm_api.json").read_text())


def read(folder: Path, name: str) -> pl.DataFrame:
    table = pl.read_csv(folder / f"{name}.csv", null_values="NA")
    return table.with_columns(pl.col("y").cast(pl.Float64))


def design_of(table: pl.DataFrame, name: str) -> SurveyDesign:
    """The designs that the manual of R's survey package declares for its api surveys."""
    column = {c: table[c].to_numpy() for c in table.columns}
    weight, school = column["pw"], column["snum"]
    match name:
        case "apistrat":
            return make_design(weight, column["stype"])
        case "apistrat_fpc":
            return make_design(weight, column["stype"], fpc=column["fpc"])
        case "apiclus1":
            return make_design(weight, None, column["dnum"])
        case "apiclus1_fpc":
            return make_design(weight, None, column["dnum"], fpc=column["fpc"])
        case "apiclus2":
            return make_design(weight, None, column["dnum"], ssu=school)
    return make_design(
        weight, None, column["dnum"], fpc=column["fpc1"], ssu=school, ssu_fpc=column["fpc2"]
    )


def fit_of(table: pl.DataFrame, design: SurveyDesign, terms: list[str]) -> LogisticFit:
    values = table.select(terms).to_numpy().astype(np.float64)
    X = np.column_stack([np.ones(len(table)), values])
    names = ("(intercept)", *terms)
    return fit_logistic(X, np.arange(len(table)), table["y"].to_numpy(), design, names)


@pytest.mark.parametrize(
    "name",
    ["apistrat", "apistrat_fpc", "apiclus1", "apiclus1_fpc", "apiclus2", "apiclus2_fpc"],
)
def test_fit_and_mean_agree_with_svyglm_and_svymean(
    folder: Path, reference: dict[str, Any], name: str
) -> None:
    table = read(folder, name.removesuffix("_fpc"))
    design, expected = design_of(table, name), reference[name]
    fit = fit_of(table, design, ["ell", "meals", "mobility"])
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=SE)
    scale = np.outer(expected["se"], expected["se"])
    np.testing.assert_allclose(fit.covariance / scale, expected["vcov"] / scale, rtol=0, atol=SE)
    assert fit.dof == expected["df_resid"]
    assert design.degrees_of_freedom() == expected["df"]

    everyone = np.zeros(len(table), dtype=np.int64)
    mean = direct_estimates(table["y"].to_numpy(), everyone, 1, design)
    np.testing.assert_allclose(mean.rate[0], expected["mean_yes"], rtol=1e-12)
    np.testing.assert_allclose(mean.se[0], expected["se_mean_yes"], rtol=1e-10)


def test_a_categorical_model_agrees_with_svyglm(folder: Path, reference: dict[str, Any]) -> None:
    table, expected = read(folder, "apiclus1"), reference["apiclus1_categorical"]
    kind, meals, ell = (table[c].to_numpy() for c in ("stype", "meals", "ell"))
    X = np.column_stack(
        [
            np.ones(len(table)),
            kind == "H",
            kind == "M",
            (meals > 25) & (meals <= 50),
            (meals > 50) & (meals <= 75),
            meals > 75,
            ell > 20,
        ]
    ).astype(np.float64)
    X, row = np.unique(X, axis=0, return_inverse=True)
    design = design_of(table, "apiclus1")
    fit = fit_logistic(X, row, table["y"].to_numpy(), design, expected["term"])
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=SE)


@pytest.mark.parametrize("rule", ["adjust", "average", "remove", "certainty"])
def test_lonely_strata_agree_with_svyglm(
    folder: Path, reference: dict[str, Any], rule: str
) -> None:
    table, expected = one_middle_school(folder), reference[f"lonely_{rule}"]
    design = make_design(
        table["pw"].to_numpy(), table["stype"].to_numpy(), lonely_psu=LonelyPsu(rule)
    )
    fit = fit_of(table, design, ["ell", "meals"])
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=SE)


def test_a_lonely_stratum_is_refused_by_name(folder: Path) -> None:
    table = one_middle_school(folder)
    design = make_design(table["pw"].to_numpy(), table["stype"].to_numpy())
    with pytest.raises(CannotEstimate, match="single-psu-stratum") as refusal:
        fit_of(table, design, ["ell", "meals"])
    assert refusal.value.params["strata"] == "M"


def one_middle_school(folder: Path) -> pl.DataFrame:
    """The stratified sample with one middle school left: a stratum with one PSU."""
    middle = pl.col("stype") == "M"
    return read(folder, "apistrat").filter(~middle | (middle.cum_sum() == 1))


def test_separation_that_r_calls_converged_is_refused_by_level(
    folder: Path, reference: dict[str, Any]
) -> None:
    table, expected = read(folder, "apiclus1"), reference["separation_do_not_match"]
    assert expected["converged"]
    X = np.column_stack(
        [
            np.ones(len(table)),
            table["stype"].to_numpy() == "H",
            table["stype"].to_numpy() == "M",
            table["awards"].to_numpy() == "Yes",
        ]
    ).astype(np.float64)
    row, y = np.arange(len(table)), table["y"].to_numpy()
    design = design_of(table, "apiclus1")
    with pytest.raises(CannotEstimate, match="separation") as refusal:
        fit_logistic(X, row, y, design, expected["term"])
    assert refusal.value.params == {"level": "awardsYes", "value": 1}

    fit = fit_logistic(X, row, y, design, expected["term"], firth=True)
    assert abs(fit.coef[3]) < 8 < expected["coef"][3]
    assert fit.se[3] > 1
