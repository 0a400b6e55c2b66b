"""Groups of areas out of the areas' own estimates: as from the census's sums."""

import numpy as np

from jalon.engine.census.sums import AreaSums
from jalon.engine.small_area.joined import joined
from jalon.engine.small_area.synthetic import estimate, estimate_groups


def sums(areas: int = 7) -> AreaSums:
    rng = np.random.default_rng(2)
    weight = rng.integers(20, 900, areas).astype(np.float64)
    p = rng.uniform(0.05, 0.4, areas)
    weight[3] = 0.0
    pq = weight * p * (1 - p) * 0.9
    gradient = pq[:, None] * rng.normal(size=(areas, 3))
    return AreaSums(weight, weight, weight, weight * p, pq, gradient)


def test_groups_are_those_of_the_census_sums() -> None:
    V = np.array([[0.02, 0.005, 0.0], [0.005, 0.03, -0.01], [0.0, -0.01, 0.05]])
    group = np.array([0, 1, 1, 0, 2, 1, 0])
    areas = estimate(sums(), V, 0.2)
    found, expected = joined(areas, group, 4, V), estimate_groups(sums(), group, 4, V, 0.2)
    for part in ("rate", "var_estimation", "var_area", "var_finite", "gradient"):
        np.testing.assert_allclose(getattr(found, part), getattr(expected, part), rtol=1e-12)
    np.testing.assert_allclose(found.children, expected.children)
    np.testing.assert_allclose(found.expected, expected.expected)


def test_a_group_without_children_has_no_rate() -> None:
    areas = estimate(sums(), np.eye(3), None)
    found = joined(areas, np.array([0, 0, 0, 1, 0, 0, 0]), 2, np.eye(3))
    assert np.isfinite(found.rate[0])
    assert np.isnan(found.rate[1])
    assert found.children[1] == 0
