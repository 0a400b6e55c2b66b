"""Random-intercept logits of one, two and three levels against lme4 and glmmTMB (reference.R)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import MixedFit, fit_mixed

HERE = Path(__file__).parent
NAMES = ("(intercept)", "12-14", "15-17", "female", "urban", "cropland")
# glmmTMB stops where its gradient is about 1e-5: coefficients good to five digits, deviance to ten.
TMB_COEF, TMB_DEVIANCE = 5e-5, 1e-6
# lme4 without derivatives stops a little short; its deviance is the larger one.
GLMER_COEF, GLMER_DEVIANCE = 5e-5, 2e-5
# lme4's errors are by differences of a deviance without derivatives.
GLMER_SE, TMB_SE = 1e-3, 1e-5


def read(path: Path, levels: tuple[str, ...]) -> tuple[NestedCounts, np.ndarray]:
    table = pl.read_csv(path, schema_overrides={"y": pl.Float64}).drop_nulls("y")
    if "stratum" in table.columns:  # there units are numbered within strata
        table = table.with_columns(psu=pl.concat_str("stratum", "psu"))
    X = np.column_stack(
        [
            np.ones(len(table)),
            table["age"] == "12-14",
            table["age"] == "15-17",
            table["sex"] == "female",
            table["urban"] == "urban",
            table["cropland"],
        ]
    ).astype(np.float64)
    X, row = np.unique(X, axis=0, return_inverse=True)
    groups = {level: np.unique(table[level].to_numpy(), return_inverse=True)[1] for level in levels}
    return nest_counts(row.reshape(-1), table["y"].to_numpy(), groups), X


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return json.loads((HERE / "reference.json").read_text())


def fit_of(key: str) -> tuple[NestedCounts, MixedFit]:
    *levels, nodes = key.split("_")
    counts, X = read(HERE / "survey.csv", tuple(levels))
    return counts, fit_mixed(counts, X, NAMES, nodes=int(nodes))


def by_person(counts: NestedCounts, fit: MixedFit) -> float:
    """The likelihood of the children one by one, as R was given them."""
    return fit.log_likelihood - counts.log_choices


@pytest.mark.parametrize("key", ["area_1", "area_psu_1", "region_area_psu_1"])
def test_laplace_agrees_with_glmmtmb(reference: dict[str, Any], key: str) -> None:
    counts, fit = fit_of(key)
    expected = reference["glmmTMB"][key]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=TMB_COEF)
    np.testing.assert_allclose(fit.sd, np.atleast_1d(expected["sd"]), rtol=0, atol=TMB_COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=TMB_SE)
    assert 2 * by_person(counts, fit) == pytest.approx(
        2 * expected["log_likelihood"], abs=TMB_DEVIANCE
    )


@pytest.mark.parametrize("key", ["area_1", "area_9", "area_psu_1", "region_area_psu_1"])
def test_the_fit_agrees_with_glmer(reference: dict[str, Any], key: str) -> None:
    counts, fit = fit_of(key)
    expected = reference["glmer"][key]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=GLMER_COEF)
    np.testing.assert_allclose(fit.sd, np.atleast_1d(expected["sd"]), rtol=0, atol=GLMER_COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=GLMER_SE)
    gain = 2 * (by_person(counts, fit) - expected["log_likelihood"])
    assert -1e-8 < gain < GLMER_DEVIANCE  # never below what R found


def test_a_variance_on_its_boundary_is_nought_as_in_glmer(reference: dict[str, Any]) -> None:
    counts, X = read(HERE.parent / "own_survey" / "survey.csv", ("area", "psu"))
    fit = fit_mixed(counts, X, NAMES)
    expected = reference["glmer"]["boundary_1"]
    assert expected["sd"][0] == 0
    assert fit.sd[0] == 0
    assert fit.on_boundary == ("area",)
    assert np.isnan(fit.sd_se[0])
    np.testing.assert_allclose(fit.sd[1], expected["sd"][1], rtol=0, atol=GLMER_COEF)
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=GLMER_COEF)
    gain = 2 * (by_person(counts, fit) - expected["log_likelihood"])
    assert -1e-8 < gain < GLMER_DEVIANCE
