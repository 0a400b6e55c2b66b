"""The mixed likelihood against integrals by brute force, differences, and its invariances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import area_sandwich, fit_mixed, variance_test
from jalon.engine.mixed.likelihood import MixedLikelihood
from jalon.engine.regression.maximise import maximise
from jalon.errors import BadInput, CannotEstimate

X = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0.5, -1]])
NAMES = ("(intercept)", "a", "b")
NESTS = (("area",), ("area", "psu"), ("region", "area", "psu"))


def people(
    seed: int,
    areas: int = 8,
    units: int = 3,
    children: int = 6,
    sd: tuple[float, float] = (0.5, 0.7),
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Draw children of sampling units of areas of regions."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(areas * units), rng.integers(1, 2 * children, areas * units))
    area = psu // units
    row = rng.integers(0, len(X), len(psu))
    eta = X[row] @ [-0.8, 0.9, -0.5] + rng.normal(0, sd[0], areas)[area]
    eta += rng.normal(0, sd[1], areas * units)[psu]
    y = (rng.random(len(psu)) < expit(eta)).astype(np.float64)
    return row, y, {"region": area % 5, "area": area, "psu": psu}


def counted(seed: int, levels: tuple[str, ...], **sizes: int) -> NestedCounts:
    row, y, groups = people(seed, **sizes)
    return nest_counts(row, y, {level: groups[level] for level in levels})


def brute_force(counts: NestedCounts, beta: np.ndarray, sd: np.ndarray) -> float:
    """Integrate areas and units on a dense grid: the trapezoid rule, right to machine precision
    for functions that fall off like a normal."""
    grid = np.linspace(-9, 9, 361)
    weight = norm.pdf(grid) * (grid[1] - grid[0])
    eta = (X @ beta)[counts.row]

    def log_likelihood(lo: int, hi: int, shift: np.ndarray) -> np.ndarray:
        x = eta[lo:hi, None] + shift.reshape(1, -1)
        each = counts.y[lo:hi, None] * x - counts.n[lo:hi, None] * np.logaddexp(0, x)
        return each.sum(axis=0).reshape(shift.shape)

    total = 0.0
    for g in range(len(counts.top) - 1):
        first, last = counts.top[g], counts.top[g + 1]
        inside = np.zeros(len(grid))
        if len(sd) == 1:
            inside = log_likelihood(counts.start[first], counts.end[first], sd[0] * grid)
        for j in range(first + 1, last):
            shift = sd[0] * grid[:, None] + sd[1] * grid[None, :]
            unit = log_likelihood(counts.start[j], counts.end[j], shift)
            inside += np.log(np.exp(unit) @ weight)
        total += np.log(np.exp(inside) @ weight)
    return float(total)


@pytest.mark.parametrize("sd", [(0.3, 0.5), (0.9, 1.4), (0.0, 0.8)])
@pytest.mark.parametrize("levels", NESTS[:2])
def test_quadrature_equals_an_integral_by_brute_force(
    levels: tuple[str, ...], sd: tuple[float, float]
) -> None:
    counts = counted(3, levels)
    theta = np.array([-0.6, 0.7, -0.4, *sd[: len(levels)]])
    expected = brute_force(counts, theta[:3], theta[3:])
    # Units of one or two children are far from normal: 25 nodes leave 1e-7, Laplace about 0.3.
    assert MixedLikelihood(counts, X, 25)(theta).value == pytest.approx(expected, abs=1e-6)
    assert MixedLikelihood(counts, X, 9)(theta).value == pytest.approx(expected, abs=5e-4)
    assert MixedLikelihood(counts, X)(theta).value == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("nodes", [1, 5, 8])
@pytest.mark.parametrize("levels", NESTS)
def test_the_gradient_is_the_slope(levels: tuple[str, ...], nodes: int) -> None:
    if len(levels) > 2 and nodes > 1:
        with pytest.raises(BadInput, match="quadrature-too-deep"):
            MixedLikelihood(counted(1, levels), X, nodes)
        return
    likelihood = MixedLikelihood(counted(1, levels), X, nodes)
    theta = np.array([-0.5, 0.4, 0.2, 0.6, -0.7, 0.5][: 3 + len(levels)])
    h = 1e-5
    slope = [
        (likelihood(theta + step).value - likelihood(theta - step).value) / (2 * h)
        for step in h * np.eye(len(theta))
    ]
    found = likelihood(theta)
    # Differences lose half the digits: 1e-16 / 1e-5 of values near 100.
    np.testing.assert_allclose(found.gradient, slope, rtol=0, atol=1e-6)
    np.testing.assert_allclose(likelihood.tree_scores(found).sum(axis=0), found.gradient)
    np.testing.assert_allclose(found.gradient[3:], 2 * theta[3:] * found.by_variance)


@given(seed=st.integers(0, 2**31), levels=st.sampled_from(NESTS))
@settings(max_examples=15)
def test_order_and_the_splitting_of_cells_change_nothing(
    seed: int, levels: tuple[str, ...]
) -> None:
    row, y, groups = people(seed)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(len(row)), rng.permutation(1000)
    theta = np.array([-0.5, 0.4, 0.2, 0.6, 0.7, 0.5][: 3 + len(levels)])
    one = nest_counts(row, y, {level: groups[level] for level in levels})
    other = nest_counts(row[order], y[order], {v: names[groups[v][order]] for v in levels})
    split = nest_counts(one.row, one.y, {v: cell_groups(one, v) for v in levels}, trials=one.n)
    expected = MixedLikelihood(one, X)(theta)
    for same in (other, split):
        found = MixedLikelihood(same, X)(theta)
        assert found.value == pytest.approx(expected.value, rel=1e-12)
        np.testing.assert_allclose(found.gradient, expected.gradient, rtol=1e-9, atol=1e-9)
    assert one.n.sum() == len(y)
    assert one.y.sum() == y.sum()


def cell_groups(counts: NestedCounts, level: str) -> np.ndarray:
    node = np.repeat(np.arange(len(counts.parent)), counts.end - counts.start)
    while (counts.level[node] != counts.levels.index(level)).any():
        node = counts.parent[node]
    return counts.code[node]


@pytest.mark.parametrize("nodes", [1, 7])
def test_without_variance_it_is_the_plain_logit(nodes: int) -> None:
    counts = counted(5, ("area", "psu"))
    yes = np.bincount(counts.row, counts.y, len(X))
    plain = maximise(X, yes, np.bincount(counts.row, counts.n - counts.y, len(X)), NAMES)
    found = MixedLikelihood(counts, X, nodes)(np.array([*plain.coef, 0.0, 0.0]))
    assert found.value == pytest.approx(plain.log_likelihood, rel=1e-12)
    np.testing.assert_allclose(found.gradient, 0, atol=1e-8)


def test_a_unit_in_two_areas_counts_in_each() -> None:
    row, y, groups = people(2)
    one = np.zeros_like(groups["psu"])
    apart = nest_counts(row, y, {"area": groups["area"], "psu": one})
    assert apart.groups == (8, 8)


def test_rows_outside_are_left_out() -> None:
    row, y, groups = people(2)
    out = np.zeros(len(row), dtype=bool)
    out[::7] = True
    left = nest_counts(np.where(out, -1, row), np.where(out, np.nan, y), {"area": groups["area"]})
    again = nest_counts(row, y, {"area": np.where(out, -1, groups["area"])})
    kept = nest_counts(row[~out], y[~out], {"area": groups["area"][~out]})
    for counts in (left, again):
        np.testing.assert_array_equal(counts.n, kept.n)
        np.testing.assert_array_equal(counts.y, kept.y)


def test_extreme_areas_have_modes() -> None:
    """Areas where all or none have the outcome, and effects of twelve log-odds."""
    n = np.full(6, 4000.0)
    y = np.array([0.0, 4000, 0, 4000, 1, 3999])
    counts = nest_counts(np.zeros(6, np.int64), y, {"area": np.arange(6)}, trials=n)
    likelihood = MixedLikelihood(counts, np.ones((1, 1)))
    theta = np.array([-3.0, 12.0])
    found, h = likelihood(theta), 1e-5
    up, down = (likelihood(theta + np.array([0, step])).value for step in (h, -h))
    assert found.gradient[1] == pytest.approx((up - down) / (2 * h), abs=1e-5)


def test_a_known_variance_is_found_and_tested() -> None:
    counts = counted(11, ("area", "psu"), areas=150, units=4, children=12)
    fit = fit_mixed(counts, X, NAMES)
    assert fit.on_boundary == ()
    np.testing.assert_allclose(fit.sd, (0.5, 0.7), atol=3 * fit.sd_se.max())
    np.testing.assert_allclose(fit.coef, (-0.8, 0.9, -0.5), atol=3.5 * fit.se.max())
    test = variance_test(fit, "psu")
    assert test.statistic > 20
    assert test.p < 1e-5
    # Sandwich and information are two answers to one question when the model holds.
    ratio = np.sqrt(np.diag(area_sandwich(fit)) / np.diag(fit.covariance))
    assert ((ratio > 0.75) & (ratio < 1.3)).all()


def test_a_variance_of_nought_is_stated_and_the_penalty_keeps_it_away() -> None:
    row, y, groups = people(7, areas=40, children=10, sd=(0.0, 0.0))
    counts = nest_counts(row, y, {"area": groups["area"]})
    fit = fit_mixed(counts, X, NAMES)
    assert fit.on_boundary == ("area",)
    assert fit.covariance[-1, -1] == 0
    assert variance_test(fit, "area").p == 1.0
    penalised = fit_mixed(counts, X, NAMES, penalty=True)
    assert 0.02 < penalised.sd[0] < 0.4
    assert penalised.log_likelihood < fit.log_likelihood
    with pytest.raises(CannotEstimate, match="test-needs-likelihood"):
        variance_test(penalised, "area")


def test_half_of_all_samples_without_effect_test_as_nought() -> None:
    """The statistic is nought about half the time, and significant one time in twenty."""
    p = []
    for seed in range(120):
        row, y, groups = people(seed, areas=40, children=8, sd=(0.0, 0.0))
        counts = nest_counts(row, y, {"area": groups["area"]})
        fit = fit_mixed(counts, X, NAMES, information=False)
        p.append(variance_test(fit, "area").p)
    # Three binomial errors of 120 trials; nought is a little more frequent in small samples.
    assert 0.40 < np.mean(np.array(p) == 1.0) < 0.72
    assert np.mean(np.array(p) < 0.05) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


def test_few_groups_and_impossible_counts_are_refused() -> None:
    row, y, groups = people(1, areas=4)
    with pytest.raises(CannotEstimate, match="effect-needs-groups"):
        nest_counts(row, y, {"area": groups["area"]})
    with pytest.raises(BadInput, match="outcome-above-trials"):
        nest_counts(row, y + 1, {"psu": groups["psu"]}, trials=np.ones(len(row)))
    with pytest.raises(CannotEstimate, match="no-respondents"):
        nest_counts(np.full_like(row, -1), y, {"psu": groups["psu"]})
    with pytest.raises(BadInput, match="quadrature-nodes"):
        MixedLikelihood(counted(1, ("area",)), X, 0)


def test_a_likelihood_without_a_summit_is_refused() -> None:
    counts = counted(3, ("area",))
    with pytest.raises(CannotEstimate, match="collinear-columns"):
        fit_mixed(counts, np.column_stack([X, X[:, 1]]), (*NAMES, "again"))
    always = replace(counts, y=counts.n)
    with pytest.raises(CannotEstimate, match="outcome-constant"):
        fit_mixed(always, X, NAMES)


def test_areas_all_or_nothing_have_no_finite_spread() -> None:
    """Everybody in half of the areas, nobody in the others."""
    area = np.repeat(np.arange(20), 30)
    counts = nest_counts(np.zeros(600, np.int64), (area % 2).astype(np.float64), {"area": area})
    with pytest.raises(CannotEstimate, match="effect-without-end") as refusal:
        fit_mixed(counts, np.ones((1, 1)), NAMES[:1])
    assert refusal.value.params["level"] == "area"


@given(seed=st.integers(0, 2**31), levels=st.sampled_from(NESTS), penalty=st.booleans())
@settings(max_examples=25)
def test_a_fit_is_a_summit_or_is_refused(seed: int, levels: tuple[str, ...], penalty: bool) -> None:
    rng = np.random.default_rng(seed)
    row, y, groups = people(seed, areas=int(rng.integers(6, 40)), sd=tuple(rng.uniform(0, 1.5, 2)))
    counts = nest_counts(row, y, {level: groups[level] for level in levels})
    try:
        fit = fit_mixed(counts, X, NAMES, penalty=penalty)
    except CannotEstimate as refusal:
        if refusal.code in {"effect-without-end", "separation-combination", "separation"}:
            return
        raise
    likelihood = MixedLikelihood(counts, X)
    top = likelihood(fit.theta)
    slope = top.gradient + np.r_[np.zeros(3), penalty / np.maximum(fit.sd, 1e-9)]
    # In standard errors; a level on the boundary would rather be negative.
    assert np.abs(slope * np.sqrt(np.diag(fit.covariance))).max() < 1e-4
    assert (top.by_variance[fit.sd == 0] <= 1e-6).all()
    plain = np.array([*fit.coef, *np.zeros(len(levels))])
    assert penalty or top.value >= likelihood(plain).value - 1e-9
