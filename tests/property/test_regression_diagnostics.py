"""Assessment of models against other tools and against plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from sklearn.metrics import brier_score_loss, roc_auc_score

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.regression.diagnostics import (
    archer_lemeshow,
    calibration,
    fit_measures,
    model_against_direct,
    predict,
    weighted_auc,
)
from jalon.engine.regression.effects import average_marginal_effects
from jalon.engine.regression.encoding import build_encoding
from jalon.engine.regression.held_out import (
    cross_validate,
    deal_psus,
    leave_one_region_out,
)
from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.survey.design import SurveyDesign, make_design
from jalon.errors import CannotEstimate

SEEDS = st.integers(0, 2**32 - 1)
NAMES = ("(intercept)", "a", "b", "z")


def draw_sample(
    seed: int, n: int = 600
) -> tuple[np.ndarray, np.ndarray, np.ndarray, SurveyDesign, np.ndarray]:
    """Children in 40 PSUs of 5 strata and 4 regions; one in twenty outside the fit."""
    rng = np.random.default_rng(seed)
    psu = rng.permutation(np.arange(n) % 40)
    X = np.column_stack(
        [np.ones(n), rng.integers(0, 2, n), rng.integers(0, 2, n), rng.normal(size=40)[psu]]
    )
    log_odds = X @ np.array([-0.8, 0.8, -0.5, 0.4]) + rng.normal(0, 0.4, 40)[psu]
    y = (rng.random(n) < special.expit(log_odds)).astype(np.float64)
    X, row = np.unique(X, axis=0, return_inverse=True)
    row = np.where(rng.random(n) < 0.05, -1, row)
    return X, row, y, SurveyDesign(rng.uniform(0.3, 4, n), psu // 8, psu), psu // 10


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, n=st.integers(4, 60), digits=st.integers(0, 3))
def test_weighted_auc_agrees_with_sklearn_and_with_counting_pairs(
    seed: int, n: int, digits: int
) -> None:
    rng = np.random.default_rng(seed)
    score, w = np.round(rng.random(n), digits), rng.uniform(0.1, 5, n)
    y = np.concatenate([[0, 1], rng.integers(0, 2, n - 2)]).astype(float)
    found = weighted_auc(score, y, w)
    case, other = y == 1, y == 0
    better = np.sign(score[case][:, None] - score[other]) / 2 + 0.5
    pairs = w[case] @ better @ w[other] / (w[case].sum() * w[other].sum())
    assert found == pytest.approx(pairs)
    assert found == pytest.approx(roc_auc_score(y, score, sample_weight=w))
    assert found == pytest.approx(weighted_auc(np.exp(3 * score), y, w * 7))
    assert found == pytest.approx(1 - weighted_auc(-score, y, w))


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, folds=st.integers(2, 12))
def test_psus_stay_whole_and_strata_are_spread_over_the_folds(seed: int, folds: int) -> None:
    _X, _row, _y, design, _region = draw_sample(seed, 200)
    fold = deal_psus(design, folds, np.random.default_rng(seed))
    for psu in range(design.n_psu):
        assert len(np.unique(fold[design.psu == psu])) == 1
    of_psu = np.array([fold[design.psu == psu][0] for psu in range(design.n_psu)])
    for stratum in range(design.n_strata):
        dealt = np.bincount(of_psu[np.arange(40) // 8 == stratum], minlength=folds)
        assert dealt.max() - dealt.min() <= 1


def test_held_out_predictions_come_from_the_other_folds() -> None:
    X, row, y, design, _region = draw_sample(3)
    found = cross_validate(X, row, y, design, NAMES, rng=np.random.default_rng(1), folds=5)
    out = found.fold == 2
    others = np.where(out, -1, row)
    refit = fit_logistic(X, others, y, design, NAMES)
    expected = predict(refit.coef, X, row)
    np.testing.assert_allclose(found.predicted[out], expected[out], rtol=1e-8)
    assert np.isnan(found.predicted[row < 0]).all()
    assert found.auc == pytest.approx(weighted_auc(found.predicted, y, design.weight))
    assert found.optimism == pytest.approx(found.auc_in_sample - found.auc)
    again = cross_validate(X, row, y, design, NAMES, rng=np.random.default_rng(1), folds=5)
    assert again.auc == found.auc


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_in_its_own_sample_a_logit_is_calibrated_identically(seed: int) -> None:
    X, row, y, design, _region = draw_sample(seed)
    fit = fit_logistic(X, row, y, design, NAMES)
    predicted = predict(fit.coef, X, row)
    found = calibration(predicted, y, design)
    assert found.intercept == pytest.approx(0, abs=1e-7)
    assert found.slope == pytest.approx(1, abs=1e-7)
    too_extreme = special.expit(2 * special.logit(predicted))
    assert calibration(too_extreme, y, design).slope == pytest.approx(0.5, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_fit_measures_are_their_definitions(seed: int) -> None:
    X, row, y, design, _region = draw_sample(seed)
    fit = fit_logistic(X, row, y, design, NAMES)
    predicted = predict(fit.coef, X, row)
    found = fit_measures(fit, predicted, y, design.weight)
    used = row >= 0
    w, p, outcome = design.weight[used], predicted[used], y[used]
    assert found.brier == pytest.approx(brier_score_loss(outcome, p, sample_weight=w))
    case = outcome == 1
    tjur = np.average(p[case], weights=w[case]) - np.average(p[~case], weights=w[~case])
    assert found.tjur == pytest.approx(tjur)
    assert 0 <= found.mcfadden <= found.nagelkerke <= 1


def test_archer_lemeshow_accepts_the_truth_and_rejects_a_model_that_bends_it() -> None:
    rng = np.random.default_rng(11)
    n = 6000
    psu = np.arange(n) % 120
    z = rng.normal(size=n)
    truth = special.expit(-1 + 0.9 * z)
    y = (rng.random(n) < truth).astype(float)
    design = SurveyDesign(rng.uniform(0.5, 2, n), psu // 12, psu)
    good = archer_lemeshow(truth, y, design)
    assert (good.df1, good.df2, good.groups) == (9, 120 - 10 - 10 + 2, 10)
    assert good.p > 0.05
    assert good.wald_f_statistic == pytest.approx(good.f_statistic * 10 / 9)
    assert archer_lemeshow(special.expit(-1 + 0.3 * z), y, design).p < 1e-6


def test_archer_lemeshow_needs_groups() -> None:
    X, row, y, design, _region = draw_sample(1)
    with pytest.raises(CannotEstimate, match="too-few-groups"):
        archer_lemeshow(np.where(row < 0, np.nan, 0.3), y, design)
    with pytest.raises(CannotEstimate, match="no-degrees-of-freedom"):
        archer_lemeshow(np.where(row < 0, np.nan, X[row, 3] / 9), y, design, groups=40)


def test_a_region_held_out_is_predicted_by_a_model_without_it() -> None:
    X, row, y, design, region = draw_sample(5)
    found = leave_one_region_out(X, row, y, region, 5, design, NAMES)
    assert found.n[4] == 0
    assert np.isnan(found.direct[4])
    for r in range(4):
        inside = (region == r) & (row >= 0)
        refit = fit_logistic(X, np.where(region == r, -1, row), y, design, NAMES)
        w = design.weight[inside]
        expected = w @ special.expit(X[row[inside]] @ refit.coef) / w.sum()
        assert found.predicted_held_out[r] == pytest.approx(expected)
        assert found.direct[r] == pytest.approx(w @ y[inside] / w.sum())
        assert found.n[r] == inside.sum()
    worse = np.abs(found.direct - found.predicted_held_out)[:4].mean()
    assert found.mean_absolute_error == pytest.approx(worse)


def test_a_regions_own_indicator_counts_as_the_reference_when_it_is_held_out() -> None:
    X, row, y, design, region = draw_sample(6)
    marks = (region[:, None] == [1, 2, 3]).astype(float)
    full = np.column_stack([X[row], marks])
    names = (*NAMES, "R1", "R2", "R3")
    position = np.where(row < 0, -1, np.arange(len(row)))
    found = leave_one_region_out(full, position, y, region, 4, design, names)
    refit = fit_logistic(
        np.delete(full, 5, axis=1), np.where(region == 2, -1, position), y, design,
        [n for n in names if n != "R2"],
    )  # fmt: skip
    inside = (region == 2) & (row >= 0)
    w = design.weight[inside]
    expected = w @ special.expit(X[row[inside]] @ refit.coef[:4]) / w.sum()
    assert found.predicted_held_out[2] == pytest.approx(expected)
    # With indicators the whole model reproduces each region's direct rate.
    np.testing.assert_allclose(found.predicted_in_sample, found.direct, rtol=1e-8)


def test_a_level_separated_without_a_region_is_still_predicted() -> None:
    X, row, y, design, region = draw_sample(7)
    rare = np.zeros(len(row))
    rare[np.flatnonzero((region == 0) & (row >= 0))[:12]] = 1
    rare[np.flatnonzero((region == 1) & (row >= 0))[:3]] = 1
    y[(rare == 1) & (region == 1)] = 1
    y[np.flatnonzero(rare)[0]] = 0
    full = np.column_stack([X[row], rare])
    position = np.where(row < 0, -1, np.arange(len(row)))
    found = leave_one_region_out(full, position, y, region, 4, design, (*NAMES, "rare"))
    assert np.isfinite(found.predicted_held_out).all()


def test_one_region_cannot_be_held_out() -> None:
    X, row, y, design, _region = draw_sample(1)
    with pytest.raises(CannotEstimate, match="one-region-only"):
        leave_one_region_out(X, row, y, np.zeros(len(y), int), 1, design, NAMES)
    with pytest.raises(CannotEstimate, match="too-few-folds"):
        cross_validate(X, row, y, design, NAMES, rng=np.random.default_rng(1), folds=1)
    with pytest.raises(CannotEstimate, match="one-outcome-only"):
        weighted_auc(np.array([0.1, 0.2]), np.zeros(2), np.ones(2))


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, shift=st.floats(-0.1, 0.1))
def test_model_against_direct_sees_a_shift(seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    model, se = rng.uniform(0.1, 0.3, 12), np.full(12, 0.02)
    found = model_against_direct(model + shift, se, model, se)
    assert found.intercept == pytest.approx(shift, abs=1e-9)
    assert found.slope == pytest.approx(1)
    assert found.statistic == pytest.approx(12 * shift**2 / (2 * 0.02**2), abs=1e-9)
    assert found.df == 12
    unknown = np.full(12, np.nan)
    both = model_against_direct(
        np.r_[model + shift, model], np.r_[se, unknown], np.r_[model, model], np.r_[se, se]
    )
    assert both == found


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_marginal_effects_are_differences_of_predictions_with_numeric_gradients(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    index = PatternIndex((Factor("age", ("a", "b", "c")), Factor("sex", ("m", "f"))))
    encoding = build_encoding(
        index, ("age", "sex", "age:sex", "sex:z"), ("z",), np.array([1.0]), np.array([2.0])
    )
    n = 500
    pids, Z = rng.integers(0, 6, n), rng.normal(1, 2, (n, 1))
    y = (rng.random(n) < 0.4).astype(float)
    design = SurveyDesign(rng.uniform(1, 3, n), np.zeros(n, int), np.arange(n) // 10)
    fit = fit_logistic(encoding.matrix(pids, Z), np.arange(n), y, design, encoding.names)
    found = average_marginal_effects(encoding, fit, pids, design.weight, Z)

    def at(coef: np.ndarray, name: str) -> float:
        codes = index.codes(pids)
        if name == "z":
            h = 1e-4  # of a standard deviation
            high, low = (encoding.matrix(pids, Z + s * h * 2.0) for s in (1, -1))
            change = (special.expit(high @ coef) - special.expit(low @ coef)) / (2 * h)
            return float(np.average(change, weights=design.weight))
        factor, level = name.split("=")
        position = index.position(factor)
        moved = []
        for code in (index.factors[position].levels.index(level), 0):
            codes[:, position] = code
            p = special.expit(encoding.matrix(index.index(codes), Z) @ coef)
            moved.append(float(np.average(p, weights=design.weight)))
        return moved[0] - moved[1]

    for j, name in enumerate(encoding.names):
        if ":" in name or name == "(intercept)":
            assert np.isnan(found.effect[j])
            continue
        assert found.effect[j] == pytest.approx(at(fit.coef, name), abs=1e-8)
        steps = np.eye(len(fit.coef)) * 1e-5
        gradient = np.array(
            [(at(fit.coef + s, name) - at(fit.coef - s, name)) / 2e-5 for s in steps]
        )
        se = np.sqrt(gradient @ fit.covariance @ gradient)
        assert found.se[j] == pytest.approx(se, rel=1e-4)


def test_archer_lemeshow_without_enough_sampling_units_says_so() -> None:
    rng = np.random.default_rng(5)
    n = 200
    design = make_design(np.ones(n), psu=rng.integers(0, 6, n))
    with pytest.raises(CannotEstimate, match=r"too-few-groups|no-degrees-of-freedom"):
        archer_lemeshow(rng.uniform(0.1, 0.9, n), (rng.random(n) < 0.5).astype(float), design)
