"""Second derivatives of the mixed likelihood against differences of its gradient."""

import numpy as np
import pytest

from jalon.engine.mixed import fit
from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import fit_mixed
from jalon.engine.mixed.likelihood import MixedLikelihood
from unit.mixed.test_likelihood import NAMES, NESTS, X, counted, people

# Central differences at this step are right to its square and to rounding over it.
STEP = 1e-4
RIGHT = 1e-6


def by_differences(likelihood: MixedLikelihood, theta: np.ndarray) -> np.ndarray:
    steps = STEP * np.eye(len(theta))
    moved = [likelihood(theta + d).gradient - likelihood(theta - d).gradient for d in steps]
    return np.stack(moved) / (2 * STEP)


def weighted(levels: tuple[str, ...]) -> NestedCounts:
    row, y, groups = people(7)
    rng = np.random.default_rng(7)
    trials = rng.uniform(0.5, 3.0, len(row))
    chosen = {level: groups[level] for level in levels}
    return nest_counts(row, y * trials, chosen, trials=trials, weighted=True)


@pytest.mark.parametrize("sd", [(0.6, 0.9, 0.4), (1.5, 0.3, 0.8), (-0.5, 0.7, 0.2)])
@pytest.mark.parametrize("levels", NESTS)
@pytest.mark.parametrize("make", [lambda levels: counted(5, levels), weighted])
def test_the_curvature_is_the_slope_of_the_gradient(
    make: object, levels: tuple[str, ...], sd: tuple[float, ...]
) -> None:
    assert callable(make)
    likelihood = MixedLikelihood(make(levels), X)
    theta = np.array([-0.6, 0.7, -0.4, *sd[: len(levels)]])
    found = likelihood.curvature(theta)
    expected = by_differences(likelihood, theta)
    np.testing.assert_allclose(found, expected, rtol=0, atol=RIGHT * np.abs(expected).max())


@pytest.mark.parametrize("levels", NESTS)
def test_at_a_variance_of_nought_the_rest_bends_the_same(levels: tuple[str, ...]) -> None:
    likelihood = MixedLikelihood(counted(5, levels), X)
    theta = np.array([-0.6, 0.7, -0.4, 0.0, 0.5, 0.7][: 3 + len(levels)])
    expected = by_differences(likelihood, theta)
    found = likelihood.curvature(theta)
    np.testing.assert_allclose(found, expected, rtol=0, atol=RIGHT * np.abs(expected).max())


@pytest.mark.parametrize("penalty", [False, True])
def test_errors_are_those_by_differences(monkeypatch: pytest.MonkeyPatch, *, penalty: bool) -> None:
    counts = counted(3, ("area", "psu"), areas=40)
    exact = fit_mixed(counts, X, NAMES, penalty=penalty)
    monkeypatch.setattr(fit, "_information", fit._information_by_differences)
    other = fit_mixed(counts, X, NAMES, penalty=penalty)
    # One-sided differences are right to 1e-5 at their step.
    scale = np.sqrt(np.outer(*2 * [np.diag(exact.covariance)]))
    assert np.abs((exact.covariance - other.covariance) / scale).max() < 2e-4


def test_more_nodes_have_no_curvature_of_their_own() -> None:
    with pytest.raises(ValueError, match="Laplace"):
        MixedLikelihood(counted(1, ("area",)), X, 5).curvature(np.array([-0.5, 0.4, 0.2, 0.6]))
