"""The area-level model against three R packages, on invented areas and on the milk data."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.area_level.arcsine import fit_shares
from jalon.engine.area_level.fay_herriot import FayHerriot, fit_fay_herriot
from jalon.engine.area_level.likelihood import log_likelihood
from jalon.engine.benchmark.areas import benchmark_areas
from jalon.engine.benchmark.shift import Margin

HERE = Path(__file__).parent

# All optimise the same curve to the last digits that a flat top leaves.
TIGHT = 1e-6
# Where A is given, nothing is optimised and only rounding differs.
EXACT = 1e-12
# emdi's optimiser stops early: its own A is good to three digits, and what follows from it.
LOOSE = 2.5e-3


@pytest.fixture(scope="module")
def areas() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = pl.read_csv(HERE / "areas.csv")
    X = np.column_stack([np.ones(len(table)), table["night"], table["rural"]])
    return table["rate"].to_numpy(), table["n_eff"].to_numpy().astype(float), X


@pytest.mark.parametrize("kind", ["reml", "ml"])
def test_agrees_with_a_meta_regression(
    areas: tuple[np.ndarray, np.ndarray, np.ndarray], kind: str
) -> None:
    rate, n_eff, X = areas
    expected = json.loads((HERE / "reference.json").read_text())[kind]
    model = fit_shares(rate, n_eff, X, kind).model
    assert model.sigma2 == pytest.approx(expected["sigma2"], rel=TIGHT)
    np.testing.assert_allclose(model.coef, expected["coef"], rtol=TIGHT)
    np.testing.assert_allclose(model.covariance, expected["vcov"], rtol=TIGHT)
    np.testing.assert_allclose(model.estimate, expected["eblup"], rtol=TIGHT)
    # metafor takes A as known: g1 and g2 without g3.
    known = np.sqrt(model.known + model.from_coef)
    np.testing.assert_allclose(known, expected["se_known"], rtol=TIGHT)
    if kind == "ml":
        z, psi = np.arcsin(np.sqrt(rate)), 1 / (4 * n_eff)
        got = log_likelihood(z, psi, X, model.sigma2)
        assert got == pytest.approx(expected["loglik"], rel=TIGHT)
        # The expected information; metafor's takes the coefficients in, as ours does for REML.
        assert model.sigma2_se == pytest.approx(expected["sigma2_se"], rel=TIGHT)


@pytest.fixture(scope="module")
def milk(data_folder: Path) -> tuple[pl.DataFrame, np.ndarray, dict[str, Any]]:
    table = pl.read_csv(data_folder / "golden" / "milk.csv")
    major = table["MajorArea"].to_numpy()
    X = np.column_stack([np.ones(len(major)), *(major == k for k in (2, 3, 4))])
    reference = json.loads((data_folder / "golden" / "fay_herriot_milk.json").read_text())
    return table, X.astype(float), reference


def milk_fit(table: pl.DataFrame, X: np.ndarray, **how: Any) -> FayHerriot:
    return fit_fay_herriot(table["yi"].to_numpy(), table["SD"].to_numpy() ** 2, X, **how)


@pytest.mark.real_data
@pytest.mark.parametrize("kind", ["reml", "ml"])
def test_agrees_with_sae_on_the_milk_data(
    milk: tuple[pl.DataFrame, np.ndarray, dict[str, Any]], kind: str
) -> None:
    table, X, reference = milk
    expected = reference["sae_" + kind.upper()]
    fit = milk_fit(table, X, likelihood=kind)
    assert fit.sigma2 == pytest.approx(expected["refvar"], rel=TIGHT)
    np.testing.assert_allclose(fit.coef, expected["beta"], rtol=TIGHT)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), expected["se"], rtol=TIGHT)
    np.testing.assert_allclose(fit.estimate, expected["eblup"], rtol=TIGHT)
    np.testing.assert_allclose(fit.mse, expected["mse"], rtol=TIGHT)
    z, psi = table["yi"].to_numpy(), table["SD"].to_numpy() ** 2
    got = log_likelihood(z, psi, X, fit.sigma2)
    assert got == pytest.approx(expected["loglike"], rel=TIGHT)


@pytest.mark.real_data
@pytest.mark.parametrize("kind", ["reml", "ml"])
def test_agrees_with_emdi_on_the_milk_data(
    milk: tuple[pl.DataFrame, np.ndarray, dict[str, Any]], kind: str
) -> None:
    table, X, reference = milk
    expected = reference["emdi_" + kind]
    assert milk_fit(table, X, likelihood=kind).sigma2 == pytest.approx(
        expected["variance"], rel=LOOSE
    )
    at_theirs = milk_fit(table, X, likelihood=kind, sigma2=expected["variance"])
    np.testing.assert_allclose(at_theirs.estimate, expected["eblup"], rtol=EXACT)
    np.testing.assert_allclose(at_theirs.mse, expected["mse"], rtol=EXACT)


@pytest.mark.real_data
def test_the_closed_back_transform_is_emdis_integral(
    milk: tuple[pl.DataFrame, np.ndarray, dict[str, Any]],
) -> None:
    table, X, reference = milk
    expected = reference["emdi_arcsin_bc"]
    rate, n_eff = table["yi"].to_numpy() / 2, table["ni"].to_numpy().astype(float)
    # emdi fits arcsine models by maximum likelihood.
    by_ml = fit_shares(rate, n_eff, X, "ml")
    assert by_ml.model.sigma2 == pytest.approx(expected["variance"], rel=LOOSE)
    at_theirs = fit_shares(rate, n_eff, X, sigma2=expected["variance"])
    # Its numerical integral is good to nine digits.
    np.testing.assert_allclose(at_theirs.rate, expected["est"], rtol=1e-8)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("theirs", "ours"), [("raking", "additive"), ("ratio", "ratio"), ("MSE_adj", "by-error")]
)
@pytest.mark.parametrize("kind", ["reml", "ml"])
def test_benchmarks_are_emdis(
    milk: tuple[pl.DataFrame, np.ndarray, dict[str, Any]], kind: str, theirs: str, ours: str
) -> None:
    table, _, reference = milk
    model = reference["emdi_" + kind]
    expected = reference[f"emdi_{kind}_bench_{theirs}"]
    margin = Margin("nation", np.zeros(43, dtype=int), np.array([expected["target"]]))
    got = benchmark_areas(
        np.array(model["eblup"]),
        table["ni"].to_numpy().astype(float),
        margin,
        ours,
        mse=np.array(model["mse"]),
        bounded=False,  # expenditure, not a share
    )
    np.testing.assert_allclose(got.rate, expected["est"], rtol=EXACT)
