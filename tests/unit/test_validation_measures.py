"""Measures of simulated surveys, against figures worked out by hand."""

import numpy as np
import pytest

from jalon.engine.validate.measure import Attempt, measures


def attempt(shift: float) -> Attempt:
    truth = np.linspace(0.1, 0.3, 21)
    truth[20] = np.nan
    rate = truth + shift
    limits = tuple((rate - half, rate + half) for half in (0.015, 0.03))
    return Attempt(truth, rate, np.full(21, 0.02), limits, np.arange(21) % 2 == 0)


def of(found: list, name: str) -> tuple[float, float]:
    one = next(each for each in found if each.name == name)
    return one.value, one.error


def test_bias_error_and_coverage() -> None:
    found = measures([attempt(0.01), attempt(-0.02)], "all")
    assert of(found, "bias") == (pytest.approx(-0.005), pytest.approx(0.015))
    assert of(found, "rmse")[0] == pytest.approx(np.sqrt((0.0001 + 0.0004) / 2))
    assert of(found, "stated")[0] == pytest.approx(0.02)
    assert of(found, "coverage90")[0] == pytest.approx(0.5)
    assert of(found, "coverage95")[0] == pytest.approx(1.0)
    assert of(found, "width95")[0] == pytest.approx(0.06)
    assert of(found, "correlation")[0] == pytest.approx(1.0)
    assert of(found, "top")[0] == 1.0


def test_areas_are_kept_apart_and_those_without_a_truth_left_out() -> None:
    one = attempt(0.0)
    wrong = Attempt(
        one.truth, np.where(one.sampled, one.rate, 0.9), one.se, one.limits, one.sampled
    )
    assert of(measures([wrong], "sampled"), "rmse")[0] == 0.0
    assert of(measures([wrong], "unsampled"), "rmse")[0] > 0.5
    assert np.isnan(of(measures([wrong], "all"), "bias")[1])  # one survey has no spread


def test_the_highest_tenth_is_counted() -> None:
    one = attempt(0.0)
    turned = Attempt(one.truth, one.truth[::-1].copy(), one.se, one.limits, one.sampled)
    assert of(measures([turned], "all"), "top")[0] == 0.0
