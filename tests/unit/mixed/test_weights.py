"""Scaled weights by hand, and what they do to a fit."""

import numpy as np
import pytest

from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.fit import area_sandwich, fit_mixed
from jalon.engine.mixed.weights import scale_weights
from jalon.errors import BadInput
from unit.mixed.test_likelihood import NAMES, X, people


def test_scalings_by_hand() -> None:
    weight = np.array([1.0, 3.0, 10.0, 10.0, 5.0, 0.0])
    group = np.array([0, 0, 2, 2, -1, 0])
    size = scale_weights(weight, group, "size")
    np.testing.assert_allclose(size, [0.5, 1.5, 1, 1, 0, 0])
    # (1 + 3) / (1 + 9) = 0.4: two respondents worth 1.6.
    effective = scale_weights(weight, group, "effective")
    np.testing.assert_allclose(effective, [0.4, 1.2, 1, 1, 0, 0])
    with pytest.raises(BadInput, match="weight-scaling-unknown"):
        scale_weights(weight, group, "none")


def test_equal_weights_change_nothing() -> None:
    row, y, groups = people(6, areas=30)
    weight = scale_weights(np.full(len(y), 250.0), groups["area"], "size")
    nest = {"area": groups["area"], "psu": groups["psu"]}
    plain = fit_mixed(nest_counts(row, y, nest), X, NAMES)
    weighted = fit_mixed(nest_counts(row, y, nest, weight=weight), X, NAMES)
    assert weighted.counts.weighted
    np.testing.assert_allclose(weighted.theta, plain.theta, atol=1e-6)


def test_weights_undo_a_selection_by_outcome() -> None:
    """Children with the outcome are twice as likely to be drawn: weights of a half bring the
    rate back, which the unweighted fit misses by log 2."""
    row, y, groups = people(8, areas=250, units=4, children=12)
    rng = np.random.default_rng(1)
    drawn = rng.random(len(y)) < np.where(y == 1, 0.9, 0.45)
    weight = np.where(y == 1, 1.0, 2.0)
    place = np.where(drawn, groups["area"], -1)
    nest = {"area": place, "psu": groups["psu"]}
    scaled = scale_weights(weight, place, "size")
    counts = nest_counts(row, y, nest, weight=scaled)
    fit = fit_mixed(counts, X, NAMES)
    blind = fit_mixed(nest_counts(row, y, nest), X, NAMES)
    error = np.sqrt(np.diag(area_sandwich(fit)))[0]
    assert abs(fit.coef[0] + 0.8) < 4 * error
    assert blind.coef[0] + 0.8 > 0.45
