"""Bootstrap errors of area-level estimates: against the formulas, and against the truth."""

import numpy as np
import pytest

from jalon.engine.area_level.arcsine import fit_shares
from jalon.engine.area_level.bootstrap import bootstrap_errors, bootstrap_share_errors
from jalon.engine.area_level.fay_herriot import fit_fay_herriot
from jalon.engine.benchmark.areas import benchmark_areas
from jalon.engine.benchmark.shift import Margin


def test_the_plain_estimate_has_the_error_of_the_formulas() -> None:
    rng = np.random.default_rng(5)
    m = 60
    X = np.column_stack([np.ones(m), np.linspace(-1, 1, m)])
    psi = rng.uniform(0.3, 2, m)
    z = X @ [1.0, 1.0] + rng.normal(size=m) + rng.normal(scale=np.sqrt(psi))
    z[:5] = np.nan
    fit = fit_fay_herriot(z, psi, X)
    got = bootstrap_errors(fit, psi, X, np.random.default_rng(6), replicates=400)
    assert got.errors.shape == (m, 400)
    # A truth drawn from the fitted model: the formula at that A without its correction for
    # estimating it, g1 + g2 + g3. The mean of 24,000 squared errors is good to two percent.
    expected = fit.known + fit.from_coef + fit.from_sigma2
    assert got.mse.sum() / expected.sum() == pytest.approx(1, abs=0.05)
    assert got.mse[:5].mean() / expected[:5].mean() == pytest.approx(1, abs=0.12)
    assert abs(got.bias.mean()) < 0.05


def test_a_benchmarked_share_has_the_error_that_it_makes() -> None:
    """The margin is a survey's, with an error of its own; 250 samples against 150 replicates."""
    rng = np.random.default_rng(9)
    m, margin_se = 30, 0.02
    n = rng.integers(15, 60, m).astype(float)
    children = rng.uniform(1, 5, m)
    share = children / children.sum()
    X = np.ones((m, 1))
    everywhere = np.zeros(m, dtype=int)

    def publish(seed: int) -> object:
        draw = np.random.default_rng(seed)

        def finish(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
            target = np.clip(share @ truth + margin_se * draw.normal(), 0.005, 0.9)
            margin = Margin("nation", everywhere, np.array([target]))
            return benchmark_areas(estimate, children, margin).rate

        return finish

    finish = publish(1)
    made = []
    for _ in range(250):
        angle = 0.4 + rng.normal(scale=0.08, size=m)
        truth = np.sin(angle) ** 2
        direct = angle + rng.normal(scale=np.sqrt(1 / (4 * n)))
        found = fit_shares(np.sin(direct) ** 2, n, X)
        made.append(finish(found.rate, truth) - truth)
    got = bootstrap_share_errors(
        fit_shares(np.sin(direct) ** 2, n, X, sigma2=0.08**2),
        n,
        X,
        np.random.default_rng(2),
        replicates=150,
        finish=publish(3),
    )
    ratio = got.mse.sum() / np.mean(np.square(made), axis=0).sum()
    assert ratio == pytest.approx(1, abs=0.12)
    # The margin's own error has come in: the plain estimate's is smaller.
    plain = bootstrap_share_errors(
        fit_shares(np.sin(direct) ** 2, n, X, sigma2=0.08**2), n, X, np.random.default_rng(2),
        replicates=150,
    )  # fmt: skip
    assert plain.mse.sum() < got.mse.sum()


def test_the_same_seed_gives_the_same_errors() -> None:
    z, psi = np.array([1.0, 2.0, 1.5, 0.5, 1.2]), np.full(5, 0.3)
    fit = fit_fay_herriot(z, psi, np.ones((5, 1)), "reml-yl")
    one, two = (
        bootstrap_errors(fit, psi, np.ones((5, 1)), np.random.default_rng(1), replicates=5).errors
        for _ in range(2)
    )
    np.testing.assert_array_equal(one, two)
