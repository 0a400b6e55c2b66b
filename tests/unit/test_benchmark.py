"""Estimates that add up: by hand, by plain loops, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import expit, logit

from jalon.engine.benchmark.areas import Benchmarked, Method, benchmark_areas
from jalon.engine.benchmark.shift import Margin, Shift, shift_log_odds
from jalon.errors import BadInput, CannotEstimate, ReadableError

SEEDS = st.integers(0, 2**31)


def cells(seed: int, areas: int = 12, patterns: int = 5) -> dict[str, np.ndarray]:
    """Draw areas in three regions, their patterns, and who is a girl."""
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), patterns)
    return {
        "eta": rng.normal(-2, 1, areas * patterns),
        "weight": rng.integers(1, 300, areas * patterns).astype(float),
        "region": area % 3,
        "girl": np.tile(np.arange(patterns) % 2, areas),
    }


def counted(values: np.ndarray, unit: np.ndarray) -> np.ndarray:
    return np.bincount(unit, values)


# By hand: two areas of 100 and 300 children with rates 1/5 and 1/2, so 170 cases in 400; to be 1/2.
# Odds 1/4 and 1 times f: 100 f/(4+f) + 300 f/(1+f) = 200 is 2 f^2 + 3 f - 8 = 0 over positive f.
HAND = {
    Method.LOGIT: (
        np.array([(73**0.5 - 3) / (13 + 73**0.5), (73**0.5 - 3) / (1 + 73**0.5)]),
        np.log((73**0.5 - 3) / 4),
    ),
    Method.ADDITIVE: (np.array([0.275, 0.575]), 0.075),
    Method.RATIO: (np.array([0.2, 0.5]) * 20 / 17, 20 / 17),
    # Errors 0.04 and 0.01: 1/4 * 0.04 + 3/4 * 0.01 = 0.0175, into which 0.075 goes 30/7 times.
    Method.BY_ERROR: (np.array([0.2 + 0.04 * 30 / 7, 0.5 + 0.01 * 30 / 7]), 0.075),
    # Shares times errors 0.01 and 0.0075: 0.0025 + 0.005625 = 0.008125, 120/13 times.
    Method.LEAST_ERROR: (np.array([0.2 + 0.01 * 120 / 13, 0.5 + 0.0075 * 120 / 13]), 0.075),
}


@pytest.mark.parametrize("method", Method)
def test_two_areas_by_hand(method: Method) -> None:
    rate, children, mse = np.array([0.2, 0.5]), np.array([100.0, 300.0]), np.array([0.04, 0.01])
    margin = Margin("nation", np.zeros(2, dtype=int), np.array([0.5]))
    got = benchmark_areas(rate, children, margin, method, mse=mse)
    expected, change = HAND[method]
    np.testing.assert_allclose(got.rate, expected, rtol=1e-9)
    assert got.rate @ children == pytest.approx(200, rel=1e-9)
    assert got.change[0] == pytest.approx(change, rel=1e-8)
    assert got.before[0] == pytest.approx(170 / 400)


@pytest.mark.parametrize("method", Method)
def test_regions_are_met_and_what_has_no_rate_is_left(method: Method) -> None:
    rate = np.array([0.1, 0.2, 0.3, 0.15, np.nan, 0.4, 0.25])
    children = np.array([50.0, 100, 30, 80, 0, 60, 10])
    unit = np.array([0, 0, 1, 1, 1, 2, -1])
    margin = Margin("region", unit, np.array([0.18, 0.21, np.nan]))
    got = benchmark_areas(rate, children, margin, method, mse=np.full(7, 0.01))
    assert got.rate[:2] @ children[:2] / 150 == pytest.approx(0.18, rel=1e-9)
    assert got.rate[2:4] @ children[2:4] / 110 == pytest.approx(0.21, rel=1e-9)
    np.testing.assert_allclose(got.rate[5:], rate[5:], rtol=1e-12)
    assert np.isnan(got.rate[4])
    assert np.isnan(got.change[2])
    np.testing.assert_allclose(got.before, [25 / 150, 21 / 110, 0.4])


@given(seed=SEEDS)
@settings(max_examples=40)
def test_the_least_error_method_is_the_nearest_that_adds_up(seed: int) -> None:
    """Datta and Ghosh's minimum, found again by Lagrange's linear system."""
    rng = np.random.default_rng(seed)
    rate, children, mse = rng.uniform(0.1, 0.3, 6), rng.uniform(1, 9, 6), rng.uniform(1, 4, 6)
    share = children / children.sum()
    margin = Margin("nation", np.zeros(6, dtype=int), np.array([0.22]))
    phi = {
        Method.ADDITIVE: share,
        Method.RATIO: share / rate,
        Method.BY_ERROR: share / mse,
        Method.LEAST_ERROR: 1 / mse,
    }
    for method, distance in phi.items():
        system = np.block([[np.diag(2 * distance), share[:, None]], [share, np.zeros(1)]])
        nearest = np.linalg.solve(system, np.append(2 * distance * rate, 0.22))[:6]
        got = benchmark_areas(rate, children, margin, method, mse=mse, bounded=False)
        np.testing.assert_allclose(got.rate, nearest, rtol=1e-8)


@given(seed=SEEDS, target=st.floats(0.01, 0.9))
@settings(max_examples=40)
def test_one_margin_is_met_by_one_root_per_unit(seed: int, target: float) -> None:
    c = cells(seed)
    rates = np.array([target, 0.2, np.nan])
    got = shift_log_odds(c["eta"], c["weight"], [Margin("region", c["region"], rates)])
    for r in (0, 1):
        mine = c["region"] == r

        def gap(d: float, mine: np.ndarray = mine, r: int = r) -> float:
            return float(
                np.average(expit(c["eta"][mine] + d), weights=c["weight"][mine]) - rates[r]
            )

        assert got.by_margin[0][r] == pytest.approx(brentq(gap, -20, 20, xtol=1e-13), abs=1e-7)
    assert got.by_margin[0][2] == 0
    np.testing.assert_allclose(got.after[0][:2], rates[:2], rtol=1e-9)
    assert got.after[0][2] == got.before[0][2]
    assert got.largest == pytest.approx(np.abs(got.by_margin[0]).max())


def proportional_fitting(c: dict[str, np.ndarray], wanted: list[np.ndarray]) -> np.ndarray:
    """Expected yes and no of each cell, scaled in turn to both margins and to the cell's total."""
    p = expit(c["eta"])
    yes, no = c["weight"] * p, c["weight"] * (1 - p)
    for _ in range(3000):
        for unit, target in zip((c["region"], c["girl"]), wanted, strict=True):
            total = counted(c["weight"], unit)
            yes = yes * (target / counted(yes, unit))[unit]
            no = no * ((total - target) / counted(no, unit))[unit]
        scale = c["weight"] / (yes + no)
        yes, no = yes * scale, no * scale
    return yes / (yes + no)


@given(seed=SEEDS)
@settings(max_examples=8)
def test_several_margins_are_proportional_fitting(seed: int) -> None:
    c = cells(seed)
    # Margins that can be met: those of other probabilities of the same cells.
    other = c["weight"] * expit(
        c["eta"] + np.random.default_rng(seed).normal(0.3, 0.5, len(c["eta"]))
    )
    wanted = [counted(other, c["region"]), counted(other, c["girl"])]
    rates = [
        w / counted(c["weight"], u) for w, u in zip(wanted, (c["region"], c["girl"]), strict=True)
    ]
    margins = [Margin("region", c["region"], rates[0]), Margin("sex", c["girl"], rates[1])]
    got = shift_log_odds(c["eta"], c["weight"], margins)
    np.testing.assert_allclose(got.after[0], rates[0], rtol=1e-8)
    np.testing.assert_allclose(got.after[1], rates[1], rtol=1e-8)
    np.testing.assert_allclose(
        expit(c["eta"] + got.of_cell), proportional_fitting(c, wanted), rtol=1e-6
    )
    # Every cell moved by its region's shift plus its sex's, whose mean is nought.
    np.testing.assert_allclose(
        got.of_cell, got.by_margin[0][c["region"]] + got.by_margin[1][c["girl"]], atol=1e-12
    )
    assert got.by_margin[1] @ counted(c["weight"], c["girl"]) == pytest.approx(0, abs=1e-6)


def test_margins_that_are_already_met_move_nothing() -> None:
    c = cells(4)
    p = expit(c["eta"]) * c["weight"]
    rates = [counted(p, c[u]) / counted(c["weight"], c[u]) for u in ("region", "girl")]
    margins = [Margin("region", c["region"], rates[0]), Margin("sex", c["girl"], rates[1])]
    assert shift_log_odds(c["eta"], c["weight"], margins).largest < 1e-8
    assert shift_log_odds(c["eta"], c["weight"], margins[:1]).largest < 1e-8


def test_a_node_is_a_cell_so_that_the_mean_over_the_effect_meets_the_margin() -> None:
    nodes = np.array([-1.0, 0.0, 1.0])
    chance = np.array([0.25, 0.5, 0.25])
    eta = np.add.outer(np.array([-2.0, -1.0]), nodes)
    weight = np.array([100.0, 50.0])[:, None] * chance
    margin = Margin("nation", np.zeros(6, dtype=int), np.array([0.3]))
    got = shift_log_odds(eta.ravel(), weight.ravel(), [margin])
    rate = (expit(eta + got.by_margin[0][0]) @ chance) @ [100, 50] / 150
    assert rate == pytest.approx(0.3, rel=1e-9)


def test_nearly_equal_totals_are_scaled_to_the_first_margin() -> None:
    c = cells(9)
    by_region = np.full(3, 0.20)
    got = shift_log_odds(
        c["eta"],
        c["weight"],
        [Margin("region", c["region"], by_region), Margin("sex", c["girl"], np.full(2, 0.201))],
    )
    np.testing.assert_allclose(got.scaled, [1, 0.20 / 0.201])
    np.testing.assert_allclose(got.after[1], 0.20, rtol=1e-8)


def test_a_large_shift_is_called_strained() -> None:
    margin = Margin("region", np.array([0, 1]), np.array([0.2, 0.2]))
    got = shift_log_odds(logit(np.array([0.19, 0.11])), np.ones(2), [margin])
    assert isinstance(got, Shift)
    assert got.strained[0].tolist() == [False, True]


def refused(*args: object, **kwargs: object) -> ReadableError:
    with pytest.raises(ReadableError) as caught:
        shift_log_odds(*args, **kwargs)  # type: ignore[arg-type]  # positional, of several kinds
    return caught.value


def test_impossible_margins_are_refused() -> None:
    eta, weight = np.zeros(4), np.full(4, 10.0)
    region, girl = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    both = ("here", "there")
    zero = refused(eta, weight, [Margin("region", region, np.array([0.2, 0.0]), both)])
    assert isinstance(zero, BadInput)
    assert zero.code == "benchmark-rate-outside"
    assert (zero.params["unit"], zero.params["value"]) == ("there", 0.0)
    percent = refused(eta, weight, [Margin("region", region, np.array([20.0, 30.0]))])
    assert percent.code == "benchmark-rate-outside"
    empty = refused(eta, weight, [Margin("region", region, np.array([0.2, 0.2, 0.3]))])
    assert (empty.code, empty.params["unit"]) == ("benchmark-unit-empty", "3")
    apart = refused(
        eta,
        weight,
        [Margin("region", region, np.full(2, 0.2)), Margin("sex", girl, np.full(2, 0.3))],
    )
    assert apart.code == "benchmark-margins-disagree"
    assert (apart.params["first_total"], apart.params["second_total"]) == (8.0, 12.0)


def test_margins_that_contradict_each_other_are_refused() -> None:
    """All girls live in one region, and it has fewer cases than the girls should."""
    eta, weight = np.zeros(3), np.array([10.0, 90.0, 100.0])
    region, girl = np.array([0, 0, 1]), np.array([1, 0, 0])
    # Region 0 has 5 cases of 100, but its 10 girls should have 8.
    margins = [
        Margin("region", region, np.array([0.05, 0.25])),
        Margin("sex", girl, np.array([22 / 190, 0.8])),
    ]
    error = refused(eta, weight, margins)
    assert isinstance(error, CannotEstimate)
    assert error.code == "benchmark-impossible"


def test_methods_that_leave_the_range_are_refused() -> None:
    rate, children = np.array([0.9, 0.1]), np.array([10.0, 10.0])
    margin = Margin("nation", np.zeros(2, dtype=int), np.array([0.6]), ("Nation",))
    with pytest.raises(CannotEstimate) as over:
        benchmark_areas(rate, children, margin, "ratio")
    assert over.value.code == "benchmark-leaves-range"
    assert over.value.params["area"] == 1
    below = Margin("nation", np.zeros(2, dtype=int), np.array([0.3]), ("Nation",))
    with pytest.raises(CannotEstimate) as under:
        benchmark_areas(rate, children, below, "additive")
    assert under.value.params["value"] == pytest.approx(-0.1)
    free = benchmark_areas(rate, children, below, "additive", bounded=False)
    assert isinstance(free, Benchmarked)
    assert free.rate.tolist() == pytest.approx([0.7, -0.1])
    assert benchmark_areas(rate, children, below).rate.min() > 0


def test_what_is_missing_is_named() -> None:
    margin = Margin("nation", np.zeros(2, dtype=int), np.array([0.3]))
    with pytest.raises(BadInput) as errors:
        benchmark_areas(np.array([0.1, 0.2]), np.ones(2), margin, "by-error")
    assert errors.value.code == "benchmark-errors-needed"
    with pytest.raises(CannotEstimate) as firm:
        benchmark_areas(np.array([0.1, 1.0]), np.ones(2), margin)
    assert (firm.value.code, firm.value.params["area"]) == ("benchmark-no-log-odds", 2)
    with_gap = Margin("region", np.array([0, 1]), np.array([0.1, 0.2]))
    with pytest.raises(CannotEstimate) as empty:
        benchmark_areas(np.array([0.1, np.nan]), np.ones(2), with_gap, "ratio")
    assert empty.value.code == "benchmark-unit-empty"
