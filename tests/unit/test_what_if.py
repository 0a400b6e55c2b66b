"""Changes of synthetic rates against the changed census scored child by child, and draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.mixed.changed import Changed, move_covariates, move_level
from jalon.engine.regression.encoding import Encoding, build_encoding
from jalon.engine.small_area.joined import joined
from jalon.engine.small_area.what_if import synthetic_change

INDEX = PatternIndex(
    (
        Factor("age", ("5-11", "12-14", "15-17")),
        Factor("school", ("attends", "does not")),
        Factor("sex", ("male", "female")),
    )
)
AREAS = 6
COEF = np.array([-2.0, 0.7, 1.2, 1.1, -0.3, 0.4, 0.5, -0.6])
SCHOOL = 1


def model() -> Encoding:
    return build_encoding(INDEX, ("age", "school", "sex", "age:school"), ("far",))


def census(seed: int = 4, *, weighted: bool = False) -> tuple[AreaCounts, np.ndarray]:
    """All patterns in all areas but the last, which has no children; distances standardised."""
    rng = np.random.default_rng(seed)
    area, pattern = np.divmod(np.arange((AREAS - 1) * INDEX.size), INDEX.size)
    n = rng.integers(1, 60, len(area)).astype(float)
    n2 = n * rng.uniform(2, 5, len(area)) if weighted else None
    return AreaCounts.from_cells(area, pattern, n, AREAS, n2=n2), rng.normal(size=(AREAS, 1))


def everyone_attends(counts: AreaCounts, Z: np.ndarray, share: float = 1.0) -> Changed:
    out = INDEX.codes(counts.pid)[:, SCHOOL] == 1
    return move_level(counts, model(), Z, out, SCHOOL, 0, share)


def rates(
    counts: AreaCounts, codes: np.ndarray, Z: np.ndarray, coef: np.ndarray, effect: float = 0.0
) -> np.ndarray:
    """Rate of each area, every child scored by itself."""
    rate = np.full(AREAS, np.nan)
    for d in range(AREAS - 1):
        mine = np.flatnonzero(counts.area == d)
        child = np.repeat(mine, counts.n[mine].astype(int))
        X = model().matrix(INDEX.index(codes[child]), np.repeat(Z[[d]], len(child), axis=0))
        rate[d] = expit(X @ coef + effect).mean()
    return rate


def difference(coef: np.ndarray, effect: float = 0.0) -> np.ndarray:
    counts, Z = census()
    codes = INDEX.codes(counts.pid)
    attends = codes.copy()
    attends[:, SCHOOL] = 0
    return rates(counts, attends, Z, coef, effect) - rates(counts, codes, Z, coef, effect)


def test_a_change_is_the_changed_census_scored_child_by_child() -> None:
    counts, Z = census()
    found = synthetic_change(everyone_attends(counts, Z), COEF, np.eye(8), None)
    np.testing.assert_allclose(found.rate, difference(COEF), rtol=1e-12)
    np.testing.assert_allclose(found.expected[:-1], (found.rate * counts.totals)[:-1])
    assert (found.rate[:-1] < 0).all()
    assert np.isnan(found.rate[-1])
    half = synthetic_change(everyone_attends(counts, Z, 0.5), COEF, np.eye(8), None)
    np.testing.assert_allclose(half.rate, found.rate / 2)


def test_a_covariate_moves_the_children_of_its_areas() -> None:
    counts, Z = census()
    moved = Z.copy()
    moved[:2] -= 0.8
    changed = move_covariates(counts, model(), Z, moved, counts.area < 2)
    found = synthetic_change(changed, COEF, np.eye(8), None)
    codes = INDEX.codes(counts.pid)
    expected = rates(counts, codes, moved, COEF) - rates(counts, codes, Z, COEF)
    np.testing.assert_allclose(found.rate, expected, rtol=1e-10, atol=1e-15)
    np.testing.assert_array_equal(found.rate[2:-1], 0)
    np.testing.assert_array_equal(changed.concerned[:2], counts.totals[:2])


def test_gradients_are_differences() -> None:
    counts, Z = census()
    found = synthetic_change(everyone_attends(counts, Z), COEF, np.eye(8), None)
    for j, step in enumerate(1e-5 * np.eye(8)):
        slope = (difference(COEF + step) - difference(COEF - step)) / 2e-5
        # Central differences: 1e-10 of the third derivative, 1e-11 of rounding.
        np.testing.assert_allclose(found.gradient[:, j], slope, atol=1e-9)


def test_errors_are_those_of_draws() -> None:
    """Coefficients and one effect per area are drawn, the same before and after."""
    rng = np.random.default_rng(9)
    root = 0.02 * rng.normal(size=(8, 8))
    sigma = 0.1
    counts, Z = census()
    changed = everyone_attends(counts, Z)
    found = synthetic_change(changed, COEF, root @ root.T, sigma**2)
    drawn = []
    for _ in range(4000):
        coef, effect = COEF + root @ rng.normal(size=8), sigma * rng.normal(size=AREAS)
        sides = [
            cells.counts.by_area(
                cells.counts.n * expit(cells.predictor(coef) + effect[cells.counts.area])
            )
            for cells in (changed.before, changed.after)
        ]
        drawn.append((sides[1] - sides[0])[:-1] / counts.totals[:-1])
    sd = np.std(drawn, axis=0)
    # 4,000 draws have an error of 1 %, and the curve is not quite straight.
    np.testing.assert_allclose(found.se[:-1], sd, rtol=0.04)
    # Had the effects before and after been two different ones, they would count for more.
    slopes = []
    for side in (changed.before, changed.after):
        p = expit(side.predictor(COEF))
        slopes.append(side.counts.by_area(side.counts.n * p * (1 - p))[:-1] / counts.totals[:-1])
    assert (np.sqrt(found.var_area[:-1]) < 0.6 * sigma * np.hypot(*slopes)).all()


def test_a_weighted_census_adds_its_own_error() -> None:
    counts, Z = census(weighted=True)
    found = synthetic_change(everyone_attends(counts, Z), COEF, np.eye(8), None)
    assert (found.var_census[:-1] > 0).all()
    full, _ = census()
    exact = synthetic_change(everyone_attends(full, Z), COEF, np.eye(8), None)
    np.testing.assert_array_equal(exact.var_census[:-1], 0)
    # Weights of 3: two parts in three of N were not asked, (3 - 1) s2 / N.
    assert counts.n2 is not None
    heavy = AreaCounts(counts.ptr, counts.pid, counts.n, n2=3 * counts.n)
    three = synthetic_change(everyone_attends(heavy, Z), COEF, np.eye(8), None)
    p0, p1 = (
        expit(model().matrix(pid, Z[counts.area]) @ COEF)
        for pid in (counts.pid, counts.pid - INDEX.codes(counts.pid)[:, SCHOOL] * 2)
    )
    mean, square = (
        counts.by_area(counts.n * each)[:-1] / counts.totals[:-1]
        for each in (p1 - p0, (p1 - p0) ** 2)
    )
    expected = 2 * (square - mean**2) / counts.totals[:-1]
    np.testing.assert_allclose(three.var_census[:-1], expected)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**31), level=st.integers(0, 1), share=st.floats(0.01, 1))
def test_no_change_gives_nought(seed: int, level: int, share: float) -> None:
    """Children who are at the level already, and covariates that stay."""
    counts, Z = census(seed)
    there = INDEX.codes(counts.pid)[:, SCHOOL] == level
    for changed in (
        move_level(counts, model(), Z, there, SCHOOL, level, share),
        move_covariates(counts, model(), Z, Z.copy(), there),
    ):
        found = synthetic_change(changed, COEF, np.eye(8), 0.4)
        for part in (found.rate, found.expected, found.se):
            np.testing.assert_array_equal(part[:-1], 0)


def test_regions_and_nation_add_up() -> None:
    counts, Z = census()
    V = 0.01 * np.eye(8)
    found = synthetic_change(everyone_attends(counts, Z), COEF, V, 0.1)
    nation = joined(found, np.zeros(AREAS, dtype=np.int64), 1, V)
    assert nation.expected[0] == pytest.approx(np.nansum(found.expected))
    assert nation.rate[0] == pytest.approx(nation.expected[0] / counts.totals.sum())
    assert nation.se[0] < np.nanmax(found.se)
