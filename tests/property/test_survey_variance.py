"""The survey's errors against slow, separate ways to compute them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
from jalon.engine.survey.totals import direct_estimates, log_cv, shares
from jalon.engine.survey.variance import covariance_of_totals, covariance_of_unit_totals, sum_by

SEEDS = st.integers(0, 2**32 - 1)
RULES = st.sampled_from([rule for rule in LonelyPsu if rule is not LonelyPsu.FAIL])


def draw_survey(seed: int, rule: LonelyPsu, stages: int) -> tuple[SurveyDesign, np.ndarray]:
    """A small survey with a lonely stratum in most draws, rows in no order, and 0-1 outcomes."""
    rng = np.random.default_rng(seed)
    rows = []
    for stratum in range(int(rng.integers(2, 6))):
        psus = int(rng.integers(1 if stratum else 2, 5))
        in_stratum = psus + int(rng.integers(0, 9))
        for psu in range(psus):
            households = int(rng.integers(1, 4))
            in_psu = households + int(rng.integers(0, 9))
            for household in range(households):
                rows.extend(
                    [(stratum, psu, household, in_stratum, in_psu)] * int(rng.integers(1, 4))
                )
    columns = rng.permutation(np.array(rows)).T
    n = len(rows)
    corrections = {}
    if stages >= 1:
        corrections["fpc"] = columns[3]
    if stages == 2:
        corrections |= {"ssu": columns[2], "ssu_fpc": columns[4]}
    design = make_design(
        rng.uniform(0.5, 9, n), columns[0], columns[1], lonely_psu=rule, **corrections
    )
    return design, (rng.random(n) < 0.4).astype(np.float64)


def slow_covariance(scores: np.ndarray, design: SurveyDesign) -> np.ndarray:
    """The formula of one stage inside another, in loops, for the rules that need no average."""
    q = scores.shape[1]
    total = np.zeros((q, q))
    given_counts = [f for f in (design.fpc, design.ssu_fpc) if f is not None and (f > 1).any()]
    counts = len(given_counts) > 0

    def spread(units: list[np.ndarray], correction: float | None) -> tuple[np.ndarray, float]:
        n = len(units)
        f = 0.0 if correction is None else (n / correction if counts else correction)
        z = np.array(units)
        if n == 1 and design.lonely_psu is not LonelyPsu.ADJUST:
            return np.zeros((q, q)), f
        centred = z if n == 1 else z - z.mean(axis=0)
        return (1 - f) * (n / (n - 1) if n > 1 else 1) * centred.T @ centred, f

    for h in np.unique(design.stratum):
        in_h = design.stratum == h
        psus = np.unique(design.psu[in_h])
        if not scores[in_h].any():
            continue
        fpc = None if design.fpc is None else design.fpc[in_h][0]
        part, f = spread([scores[design.psu == i].sum(axis=0) for i in psus], fpc)
        total += part
        if design.ssu is None or design.fpc is None:
            continue
        for i in psus:
            in_i = design.psu == i
            units = [scores[in_i & (design.ssu == s)].sum(axis=0) for s in
                     np.unique(design.ssu[in_i])]  # fmt: skip
            if np.any(units):
                assert design.ssu_fpc is not None
                total += f * spread(units, design.ssu_fpc[in_i][0])[0]
    return total


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, stages=st.integers(0, 2), rule=RULES)
def test_covariance_is_the_formula(seed: int, stages: int, rule: LonelyPsu) -> None:
    if rule is LonelyPsu.AVERAGE:
        rule = LonelyPsu.ADJUST
    design, _y = draw_survey(seed, rule, stages)
    scores = np.random.default_rng(seed).normal(size=(design.n, 3)) * design.weight[:, None]
    found = covariance_of_totals(scores, design)
    np.testing.assert_allclose(found, slow_covariance(scores, design), rtol=1e-9, atol=1e-9)
    assert np.linalg.eigvalsh(found).min() > -1e-9 * max(1.0, np.trace(found))


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_covariance_of_a_total_is_the_delete_one_psu_jackknife(seed: int) -> None:
    """For totals the stratified jackknife is the same number, computed in another way."""
    design, _y = draw_survey(seed, LonelyPsu.REMOVE, 0)
    scores = np.random.default_rng(seed).normal(size=(design.n, 1))
    whole, variance = scores.sum(), 0.0
    for psu in np.unique(design.psu):
        in_psu = design.psu == psu
        home = design.stratum == design.stratum[in_psu][0]
        n = len(np.unique(design.psu[home]))
        if n == 1:
            continue
        weight = np.where(in_psu, 0.0, np.where(home, n / (n - 1), 1.0))
        variance += (n - 1) / n * (weight @ scores[:, 0] - whole) ** 2
    # Replicates of one stratum average to the whole, so this is the linearised form.
    assert covariance_of_totals(scores, design)[0, 0] == pytest.approx(variance, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, stages=st.integers(0, 1))
def test_average_scales_by_strata_over_strata_with_a_spread(seed: int, stages: int) -> None:
    average, _y = draw_survey(seed, LonelyPsu.AVERAGE, stages)
    removed, _y = draw_survey(seed, LonelyPsu.REMOVE, stages)
    scores = np.random.default_rng(seed).normal(size=(average.n, 2))
    known = average.n_strata - int(average.first_stage.lonely.sum())
    np.testing.assert_allclose(
        covariance_of_totals(scores, average),
        covariance_of_totals(scores, removed) * average.n_strata / known,
        rtol=1e-12,
    )


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, stages=st.integers(0, 2), rule=RULES, domains=st.integers(1, 6))
def test_domains_all_at_once_are_domains_one_by_one(
    seed: int, stages: int, rule: LonelyPsu, domains: int
) -> None:
    if stages == 2 and rule is LonelyPsu.AVERAGE:
        stages = 1  # An average of second-stage units may not exist.
    design, y = draw_survey(seed, rule, stages)
    domain = np.random.default_rng(seed + 1).integers(-1, domains, design.n)
    found = direct_estimates(y, domain, domains, design)
    for d in range(domains):
        inside = domain == d
        assert found.n[d] == inside.sum()
        if not inside.any():
            assert np.isnan(found.rate[d])
            continue
        w = design.weight * inside
        rate = w @ y / w.sum()
        assert found.rate[d] == pytest.approx(rate)
        assert found.dof[d] == design.degrees_of_freedom(inside)
        scores = (w * (y - rate) / w.sum())[:, None]
        if np.isnan(found.se[d]):
            # Inside one PSU the linearised scores cancel; strata without a spread have no average.
            assert found.psus[d] == 1 or rule is LonelyPsu.AVERAGE
            continue
        if 0 < rate < 1:
            variance = covariance_of_totals(scores, design)[0, 0]
            assert found.se[d] ** 2 == pytest.approx(variance, rel=1e-8, abs=1e-15)
        if found.deff[d] > 0:
            assert found.deff[d] * found.n_eff[d] == pytest.approx(found.n[d])
        if found.dof[d] > 0:
            assert 0 <= found.low95[d] <= found.low90[d] <= rate + 1e-12
            assert rate - 1e-12 <= found.high90[d] <= found.high95[d] <= 1


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, scale=st.floats(1e-3, 1e3))
def test_scale_of_weights_and_order_of_rows_change_no_rate(seed: int, scale: float) -> None:
    design, y = draw_survey(seed, LonelyPsu.ADJUST, 2)
    order = np.random.default_rng(seed).permutation(design.n)
    assert design.fpc is not None
    assert design.ssu is not None
    assert design.ssu_fpc is not None
    moved = SurveyDesign(
        design.weight[order] * scale,
        design.stratum[order],
        design.psu[order],
        design.lonely_psu,
        design.fpc[order],
        design.ssu[order],
        design.ssu_fpc[order],
    )
    domain = np.arange(design.n) % 2
    a = direct_estimates(y, domain, 2, design)
    b = direct_estimates(y[order], domain[order], 2, moved)
    for name in ("rate", "se", "deff", "low95", "high95"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(b.total_se, a.total_se * scale, rtol=1e-9, atol=1e-9 * scale)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_shares_of_two_levels_are_a_rate(seed: int) -> None:
    design, y = draw_survey(seed, LonelyPsu.ADJUST, 1)
    everyone = np.zeros(design.n, dtype=np.int64)
    rate = direct_estimates(y, everyone, 1, design)
    found = shares(y.astype(np.int64), 2, everyone, 1, design)
    assert found.rate[0, 1] == pytest.approx(rate.rate[0])
    assert np.sqrt(found.covariance[0, 1, 1]) == pytest.approx(rate.se[0], abs=1e-12)
    # Shares sum to one, so what one gains the other loses.
    np.testing.assert_allclose(found.covariance[0].sum(axis=0), 0, atol=1e-14)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, stages=st.integers(0, 2))
def test_scores_summed_by_unit_beforehand_give_the_same(seed: int, stages: int) -> None:
    design, _y = draw_survey(seed, LonelyPsu.ADJUST, stages)
    scores = np.random.default_rng(seed).normal(size=(design.n, 2))
    position = design.psu_position if design.ssu_position is None else design.ssu_position
    units = sum_by(scores, position, int(position.max()) + 1)
    np.testing.assert_array_equal(
        covariance_of_unit_totals(units, design), covariance_of_totals(scores, design)
    )


@given(rate=st.floats(0.001, 0.999), cv=st.floats(0.001, 2))
def test_log_cv_is_the_same_for_a_share_and_its_complement(rate: float, cv: float) -> None:
    se = np.array([cv * rate])
    a, b = log_cv(np.array([rate]), se), log_cv(np.array([1 - rate]), se)
    np.testing.assert_allclose(a, b, rtol=1e-9)
