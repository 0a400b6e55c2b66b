"""Rescaled bootstrap weights: against all possible draws, and what must never change."""

import itertools

import numpy as np
import pytest

from jalon.engine.survey.design import LonelyPsu, SurveyDesign
from jalon.engine.survey.replicates import rescaled_bootstrap
from jalon.engine.survey.variance import covariance_of_totals
from jalon.errors import CannotEstimate

STRATUM = np.array([0, 0, 0, 1, 1, 1, 1, 1, 0])
PSU = np.array([4, 4, 1, 0, 0, 2, 3, 3, 5])
WEIGHT = np.array([2.0, 1, 3, 1, 5, 2, 2, 1, 4])


def design(rule: LonelyPsu = LonelyPsu.FAIL) -> SurveyDesign:
    return SurveyDesign(WEIGHT, STRATUM, PSU, rule)


def all_draws() -> list[np.ndarray]:
    """Every way to draw two of three PSUs with replacement in both strata, with its factors."""
    psus = {0: [4, 1, 5], 1: [0, 2, 3]}
    pairs = [list(itertools.product(psus[h], repeat=2)) for h in (0, 1)]
    factors = []
    for drawn in itertools.product(*pairs):
        times = np.bincount(np.concatenate(drawn), minlength=6)
        factors.append(times * 3 / 2)
    return factors


def test_the_covariance_over_all_draws_is_the_designs() -> None:
    scores = np.random.default_rng(3).normal(size=(9, 2)) * WEIGHT[:, None]
    totals = np.array([factor[PSU] @ scores for factor in all_draws()])
    np.testing.assert_allclose(totals.mean(axis=0), scores.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(
        np.cov(totals, rowvar=False, bias=True), covariance_of_totals(scores, design()), rtol=1e-12
    )


def test_replicates_are_draws_and_all_draws_come_alike() -> None:
    possible = {tuple(factor) for factor in all_draws()}
    found = [tuple(factor) for factor in rescaled_bootstrap(design(), 4000, seed=5)]
    assert set(found) == possible
    both_alike = sum(max(factor[:1] + factor[2:4]) == 3.0 for factor in found) / 4000
    assert both_alike == pytest.approx(1 / 3, abs=0.03)  # four standard errors


def test_a_replicate_hangs_on_seed_and_number_alone() -> None:
    few, many = (list(rescaled_bootstrap(design(), n, seed=9)) for n in (3, 10))
    np.testing.assert_array_equal(few, many[:3])
    assert not np.array_equal(many, list(rescaled_bootstrap(design(), 10, seed=8)))


def test_a_stratum_with_one_unit_is_refused_or_stays_as_it_is() -> None:
    alone = {"stratum": np.where(PSU == 5, 2, STRATUM), "psu": PSU}
    with pytest.raises(CannotEstimate) as refused:
        list(rescaled_bootstrap(SurveyDesign(WEIGHT, **alone), 1, seed=1))
    assert refused.value.code == "single-psu-stratum"
    kept = SurveyDesign(WEIGHT, **alone, lonely_psu=LonelyPsu.REMOVE)
    assert all(factor[-1] == 1.0 for factor in rescaled_bootstrap(kept, 20, seed=1))
