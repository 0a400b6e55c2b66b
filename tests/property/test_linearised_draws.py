"""Linearised draws tell the story of drawing the coefficients and predicting the census again."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.sums import sums_from_counts
from jalon.engine.small_area.draws import draw_rates
from jalon.engine.small_area.synthetic import estimate

AREAS, DRAWS = 6, 4000
# Standard errors of 0.1 in log-odds leave about 1 % of curvature; 4,000 draws another 2 %.
SPREAD_WITHIN = 0.12
CORRELATION_WITHIN = 0.10


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_linearised_draws_are_as_spread_and_as_correlated_as_full_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = np.array([[1.0, a, b] for a in (0, 1) for b in (0, 1)])
    coef = np.array([-2.0, 0.8, -0.5]) + rng.normal(0, 0.2, 3)
    root = rng.normal(0, 0.04, (3, 3)) + np.diag([0.06, 0.06, 0.06])
    covariance = root @ root.T
    cells = rng.integers(20, 500, (AREAS, len(X))).astype(float)
    counts = AreaCounts.from_cells(
        np.repeat(np.arange(AREAS), len(X)).astype(np.int32),
        np.tile(np.arange(len(X)), AREAS).astype(np.int32),
        cells.ravel(),
        AREAS,
    )
    nothing = np.full(3, -1)
    sums = sums_from_counts(counts, X, nothing, np.zeros((AREAS, 0)), coef)
    estimates = estimate(sums, covariance, None)
    short = draw_rates(estimates, covariance, rng, draws=DRAWS, finite=False)

    drawn = rng.multivariate_normal(coef, covariance, DRAWS)
    share = cells / cells.sum(axis=1, keepdims=True)
    full = share @ expit(X @ drawn.T)

    spread_short, spread_full = logit(short).std(axis=1), logit(full).std(axis=1)
    np.testing.assert_allclose(spread_short, spread_full, rtol=SPREAD_WITHIN)
    difference = np.corrcoef(logit(short)) - np.corrcoef(logit(full))
    assert np.abs(difference).max() < CORRELATION_WITHIN
