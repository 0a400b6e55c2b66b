"""lme4's example of contagious bovine pleuropneumonia: 15 herds, counts per period."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import xlogy

from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import fit_mixed
from jalon.engine.mixed.likelihood import MixedLikelihood

pytestmark = pytest.mark.real_data

# lme4 stops a hair early; errors are by differences in both, ours one-sided.
COEF, SE = 3e-7, 3e-5
X = np.column_stack([np.ones(4), np.eye(4)[:, 1:]])
NAMES = ("(intercept)", "period2", "period3", "period4")


@pytest.fixture(scope="module")
def counts(data_folder: Path) -> NestedCounts:
    with (data_folder / "golden" / "cbpp.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows])

    period = column("period").astype(np.int64) - 1
    herd = column("herd").astype(np.int64)
    return nest_counts(period, column("incidence"), {"herd": herd}, trials=column("size"))


@pytest.fixture(scope="module")
def reference(data_folder: Path) -> dict[str, Any]:
    return json.loads((data_folder / "golden" / "glmer_cbpp.json").read_text())


@pytest.mark.parametrize("nodes", [1, 9])
def test_the_fit_agrees_with_glmer(
    counts: NestedCounts, reference: dict[str, Any], nodes: int
) -> None:
    fit, expected = fit_mixed(counts, X, NAMES, nodes=nodes), reference[f"cbpp_nAGQ{nodes}"]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=SE)
    assert fit.sd[0] == pytest.approx(expected["sigma"], abs=COEF)
    log_likelihood = fit.log_likelihood
    if nodes > 1:  # there lme4 leaves out what a model with a parameter per row would reach
        rest = counts.n - counts.y
        saturated = xlogy(counts.y, counts.y / counts.n) + xlogy(rest, rest / counts.n)
        log_likelihood -= counts.log_choices + saturated.sum()
    assert -1e-10 < log_likelihood - expected["logLik"] < 1e-8  # never below what R found


def test_glmer_without_integration_is_the_joint_mode(
    counts: NestedCounts, reference: dict[str, Any]
) -> None:
    """nAGQ = 0 maximises over coefficients and effects together; Laplace's value there is ours."""
    expected = reference["cbpp_nAGQ0"]
    likelihood = MixedLikelihood(counts, X)
    at = likelihood(np.array([*expected["coef"], expected["sigma"]]))
    assert at.value + counts.log_choices == pytest.approx(expected["logLik"], abs=1e-9)
    effect = np.array(expected["mode"])[[expected["herd"].index(str(h)) for h in herds(counts)]]
    eta = X[counts.row] @ expected["coef"] + effect[counts.tree_of_cell]
    residual = counts.y - counts.n / (1 + np.exp(-eta))
    joint = np.bincount(counts.row, residual, 4) @ X
    np.testing.assert_allclose(joint, 0, atol=1e-4)
    # The likelihood itself still rises: these are not its maximum.
    assert np.abs(at.gradient[:4]).max() > 0.1


def herds(counts: NestedCounts) -> list[int]:
    return [int(code) for code in counts.code]
