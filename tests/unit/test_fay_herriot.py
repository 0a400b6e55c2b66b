"""The area-level model: dense matrices, properties, refusals, and errors held against the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from jalon.engine.area_level.arcsine import effective_sizes, fit_shares, mean_share
from jalon.engine.area_level.fay_herriot import fit_fay_herriot
from jalon.engine.area_level.likelihood import Likelihood, best_variance, log_likelihood, slope
from jalon.engine.survey.design import make_design
from jalon.engine.survey.totals import direct_estimates
from jalon.errors import BadInput, CannotEstimate

SEEDS = st.integers(0, 2**31)
KINDS = st.sampled_from(list(Likelihood))


def areas(seed: int, m: int = 15, sigma2: float = 0.5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    psi = rng.uniform(0.2, 2, m)
    X = np.column_stack([np.ones(m), rng.normal(size=m)])
    z = X @ [1.0, 0.5] + rng.normal(scale=np.sqrt(sigma2), size=m) + rng.normal(scale=np.sqrt(psi))
    return z, psi, X


def dense(z: np.ndarray, psi: np.ndarray, X: np.ndarray, A: float, kind: Likelihood) -> float:
    """The likelihood with whole matrices, as the papers write it."""
    V = np.diag(A + psi)
    inverse = np.linalg.inv(V)
    P = inverse - inverse @ X @ np.linalg.inv(X.T @ inverse @ X) @ X.T @ inverse
    value = -0.5 * np.log(np.linalg.det(V)) - 0.5 * z @ P @ z
    if "reml" in kind:
        value -= 0.5 * np.log(np.linalg.det(X.T @ inverse @ X))
    if kind.endswith("ll"):
        value += np.log(A)
    if kind.endswith("yl"):
        value += np.log(np.arctan(np.trace(A * inverse))) / len(z)
    return float(value)


@given(seed=SEEDS, kind=KINDS, sigma2=st.sampled_from([0.0, 0.3, 2.0]))
@settings(max_examples=60)
def test_the_variance_is_where_the_dense_likelihood_is_highest(
    seed: int, kind: Likelihood, sigma2: float
) -> None:
    z, psi, X = areas(seed, sigma2=sigma2)
    found = best_variance(z, psi, X, kind)
    tried = np.geomspace(1e-7, 200, 300)
    best = max(dense(z, psi, X, a, kind) for a in tried)
    here = dense(z, psi, X, max(found, 1e-12), kind)
    assert here >= best - 1e-9
    if "-" in kind:
        assert found > 0
    elif found == 0:
        assert slope(z, psi, X, 0.0, kind) <= 0


@given(seed=SEEDS, kind=KINDS, a=st.floats(0.05, 5), b=st.floats(0.05, 5))
@settings(max_examples=40)
def test_likelihood_and_slope_belong_together(
    seed: int, kind: Likelihood, a: float, b: float
) -> None:
    z, psi, X = areas(seed)
    difference = log_likelihood(z, psi, X, a, kind) - log_likelihood(z, psi, X, b, kind)
    assert difference == pytest.approx(
        dense(z, psi, X, a, kind) - dense(z, psi, X, b, kind), abs=1e-9
    )
    step = 1e-5 * a
    rise = log_likelihood(z, psi, X, a + step, kind) - log_likelihood(z, psi, X, a - step, kind)
    assert slope(z, psi, X, a, kind) == pytest.approx(rise / (2 * step), rel=1e-4, abs=1e-5)


@given(seed=SEEDS, kind=KINDS)
@settings(max_examples=30)
def test_order_unit_and_origin_change_nothing(seed: int, kind: Likelihood) -> None:
    z, psi, X = areas(seed)
    plain = fit_fay_herriot(z, psi, X, kind)
    order = np.random.default_rng(seed).permutation(len(z))
    mixed = fit_fay_herriot(z[order], psi[order], X[order], kind)
    np.testing.assert_allclose(mixed.estimate, plain.estimate[order], rtol=1e-7)
    moved = fit_fay_herriot(10 * z + 7, 100 * psi, X, kind)
    np.testing.assert_allclose(moved.estimate, 10 * plain.estimate + 7, rtol=1e-7, atol=1e-6)
    np.testing.assert_allclose(moved.mse, 100 * plain.mse, rtol=1e-6)


@given(seed=SEEDS, kind=KINDS)
@settings(max_examples=30)
def test_an_estimate_lies_between_direct_and_predicted(seed: int, kind: Likelihood) -> None:
    z, psi, X = areas(seed)
    fit = fit_fay_herriot(z, psi, X, kind)
    low, high = np.minimum(z, fit.predicted), np.maximum(z, fit.predicted)
    assert ((fit.estimate >= low - 1e-9) & (fit.estimate <= high + 1e-9)).all()
    # The surer the direct estimate, the more of it is kept.
    assert (np.diff(fit.shrinkage[np.argsort(psi)]) <= 1e-12).all()
    assert (fit.mse > 0).all()


@given(seed=SEEDS)
@settings(max_examples=20)
def test_areas_out_of_sample_are_predicted_flagged_and_change_nobody(seed: int) -> None:
    z, psi, X = areas(seed)
    with_gap = np.append(z, np.nan), np.append(psi, np.nan), np.vstack([X, [1.0, 0.3]])
    fit, plain = fit_fay_herriot(*with_gap), fit_fay_herriot(z, psi, X)
    assert fit.sampled.tolist() == [True] * len(z) + [False]
    np.testing.assert_array_equal(fit.estimate[:-1], plain.estimate)
    x = np.array([1.0, 0.3])
    assert fit.estimate[-1] == pytest.approx(x @ plain.coef)
    assert fit.shrinkage[-1] == 0
    # The error of an area out of sample: the whole area effect, and that of the coefficients.
    assert fit.mse[-1] == pytest.approx(plain.sigma2 + x @ plain.covariance @ x)


def test_adjusted_likelihoods_do_not_end_at_nought() -> None:
    """Here the direct estimates vary less than their errors would make them."""
    z, psi, X = np.array([1.0, 1.1, 0.9, 1.0, 1.05, 0.95]), np.ones(6), np.ones((6, 1))
    fits = {kind: fit_fay_herriot(z, psi, X, kind) for kind in Likelihood}
    assert fits[Likelihood.REML].at_boundary
    assert fits[Likelihood.ML].at_boundary
    np.testing.assert_allclose(fits[Likelihood.REML].estimate, 1.0)
    assert 0 < fits[Likelihood.REML_YL].sigma2 < fits[Likelihood.REML_LL].sigma2
    assert fits[Likelihood.REML_LL].mse.min() > 0


@pytest.mark.parametrize("kind", Likelihood)
def test_stated_errors_are_those_made(kind: Likelihood) -> None:
    """Over 400 samples of 25 areas: mean of the stated error against the error that is made."""
    rng = np.random.default_rng(1979)
    m, sigma2, samples = 25, 1.0, 400
    psi = np.repeat([0.3, 0.7, 1.0, 1.5, 2.5], 5)
    X = np.column_stack([np.ones(m), np.linspace(-1, 1, m)])
    stated, made, biases = [], [], []
    for _ in range(samples):
        truth = X @ [2.0, 1.0] + rng.normal(scale=np.sqrt(sigma2), size=m)
        direct = truth + rng.normal(scale=np.sqrt(psi))
        direct[2] = np.nan  # one area out of sample
        fit = fit_fay_herriot(direct, psi, X, kind)
        stated.append(fit.mse)
        made.append((fit.estimate - truth) ** 2)
        biases.append(fit.sigma2)
    ratio = np.mean(stated) / np.mean(made)
    # 10,000 squared errors leave a percent or two of noise; the formula's own order is 1/m.
    assert 0.93 < ratio < 1.10
    unsampled = np.mean(stated, axis=0)[2] / np.mean(made, axis=0)[2]
    assert 0.80 < unsampled < 1.25  # 400 squared errors: 7 % noise each way


def test_the_back_transform_is_the_mean_of_squared_sines() -> None:
    for angle, variance in [(0.30, 0.01), (0.05, 0.02), (1.2, 0.005)]:
        by_integral, _ = quad(
            lambda t, a=angle, v=variance: np.sin(t) ** 2 * norm.pdf(t, a, np.sqrt(v)),
            angle - 12 * variance**0.5,
            angle + 12 * variance**0.5,
        )
        got = mean_share(np.array(angle), np.array(variance))
        assert got == pytest.approx(by_integral, rel=1e-9)
    assert mean_share(np.array(0.30), np.array(0.01)) == pytest.approx(0.0955, abs=5e-5)
    assert np.sin(0.30) ** 2 == pytest.approx(0.0873, abs=5e-5)


def test_shares_lean_less_than_naive_ones_and_their_errors_and_intervals_hold() -> None:
    """Sampled areas and areas out of sample, apart: 300 samples of 40 areas."""
    rng = np.random.default_rng(20180612)
    m, out = 40, 10
    n = np.append(rng.integers(20, 120, m - out), np.zeros(out)).astype(float)
    X = np.column_stack([np.ones(m), np.linspace(-1, 1, m)[rng.permutation(m)]])
    error, naive, stated, inside = [], [], [], []
    for _ in range(300):
        angle = X @ [0.35, 0.06] + rng.normal(scale=0.08, size=m)
        truth = np.sin(angle) ** 2
        rate = np.where(n > 0, rng.binomial(np.maximum(n, 1).astype(int), truth) / n.clip(1), 9.9)
        fit = fit_shares(rate, n, X)
        low, high = fit.interval(0.90)
        error.append(fit.rate - truth)
        naive.append(np.sin(fit.model.estimate) ** 2 - truth)
        stated.append(fit.mse)
        inside.append((low <= truth) & (truth <= high))
    sampled, out_of = np.arange(m) < m - out, np.arange(m) >= m - out
    mean_error, made = np.mean(error, axis=0), np.mean(np.square(error), axis=0)
    coverage, claimed = np.mean(inside, axis=0), np.mean(stated, axis=0)
    for group in (sampled, out_of):
        # What is left is the arcsine's own lean, (1 - 2p) / (8 n) in so small samples.
        assert abs(mean_error[group].mean()) < 0.0045
        assert mean_error[group].mean() > np.mean(naive, axis=0)[group].mean() + 0.001
        assert 0.90 < claimed[group].sum() / made[group].sum() < 1.12
        assert 0.87 < coverage[group].mean() < 0.94


def test_shares_of_nought_and_one_are_estimated() -> None:
    rate = np.array([0.0, 0.1, 0.0, 0.2, 1.0, 0.15, 0.1])
    fit = fit_shares(rate, np.full(7, 20.0), np.ones((7, 1)))
    low, high = fit.interval(0.95)
    assert ((low >= 0) & (low < fit.rate) & (fit.rate < high) & (high <= 1)).all()
    assert fit.rate[0] > 0
    assert fit.rate[4] < 1


def test_design_effects_are_pooled_by_hand() -> None:
    n = np.array([10, 20, 40, 0, 30])
    psus = np.array([2, 4, 1, 0, 3])
    deff = np.array([0.5, 1.5, 9.9, np.nan, np.nan])
    # 10 * 0.5 + 20 * 1.5 = 35, over 10 / 2 + 20 * 3 / 4 = 20.
    np.testing.assert_allclose(effective_sizes(n, deff, psus), n / 1.75)
    with pytest.raises(CannotEstimate) as unknown:
        effective_sizes(n, np.full(5, np.nan), psus)
    assert unknown.value.code == "area-design-effects-unknown"


def test_the_pooled_design_effect_is_that_of_the_errors_made() -> None:
    """Areas of two to four sampling units whose children resemble each other, 40 surveys."""
    rng = np.random.default_rng(14)
    areas, children = 60, 10
    units = np.repeat(np.arange(areas), rng.integers(2, 5, areas))
    made, stated = [], []
    for _ in range(40):
        p = np.clip(0.3 + 0.15 * rng.standard_normal(len(units)), 0.02, 0.98)
        area = np.repeat(units, children)
        psu = np.repeat(np.arange(len(units)), children)
        y = (rng.random(len(area)) < np.repeat(p, children)).astype(float)
        found = direct_estimates(y, area, areas, make_design(np.ones(len(area)), None, psu))
        n_eff = effective_sizes(found.n, found.deff, found.psus)
        made.append((found.rate - 0.3) ** 2)
        stated.append(0.3 * 0.7 / n_eff)
    # 2,400 squared errors: 3 % of noise. The plain mean of the areas' own is a third too low.
    assert np.mean(stated) / np.mean(made) == pytest.approx(1, abs=0.12)


def test_what_cannot_be_fitted_is_refused() -> None:
    z, psi, X = areas(1, m=8)
    with pytest.raises(BadInput) as zero:
        fit_fay_herriot(z, np.where(np.arange(8) == 3, 0.0, psi), X)
    assert (zero.value.code, zero.value.params["area"]) == ("area-variance-wrong", 4)
    with pytest.raises(BadInput) as gap:
        fit_fay_herriot(z, psi, np.where(np.arange(8)[:, None] == 5, np.nan, X))
    assert (gap.value.code, gap.value.params["area"]) == ("area-covariate-missing", 6)
    with pytest.raises(CannotEstimate) as few:
        fit_fay_herriot(np.where(np.arange(8) < 4, np.nan, z), psi, X)
    assert (few.value.code, few.value.params) == (
        "too-few-areas-for-model",
        {"areas": 4, "needed": 5},
    )
    with pytest.raises(CannotEstimate) as same:
        fit_fay_herriot(z, psi, np.column_stack([X, 2 * X[:, 1]]))
    assert same.value.code == "area-covariates-collinear"
    with pytest.raises(BadInput) as percent:
        fit_shares(np.full(8, 12.5), np.full(8, 30.0), X)
    assert percent.value.code == "share-outside-0-1"
