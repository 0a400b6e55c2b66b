"""Splitting coarse levels and raking, against a dense fit of each area."""

import numpy as np
import pytest

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.census.rake import Split, split_and_rake
from jalon.errors import BadInput, CannotEstimate, Problems

SEX = Factor("sex", ("male", "female"))
FINE = PatternIndex((Factor("age", ("7-9", "10-14", "15-17")), SEX))
COARSE = PatternIndex((Factor("age", ("7-9", "10-14", "15-17", "7-14", "15-29", "30+")), SEX))
SPLITS = {
    "age": Split(FINE.factors[0].levels, {"7-14": ("7-9", "10-14"), "15-29": ("15-17",), "30+": ()})
}
AGES = np.array([[30.0, 50.0, 20.0], [9.0, 12.0, 4.0]])
SEXES = np.array([[48.0, 52.0], [13.0, 12.0]])


@pytest.fixture
def cells() -> AreaCounts:
    """Two areas: 7-14, 15-29 and 30+ by sex."""
    area = np.repeat([0, 1], 6)
    pattern = np.tile(COARSE.index(np.array([[a, s] for a in (3, 4, 5) for s in (0, 1)])), 2)
    n = np.array([40.0, 38.0, 31.0, 35.0, 70.0, 71.0, 10.0, 11.0, 6.0, 7.0, 15.0, 9.0])
    return AreaCounts.from_cells(area, pattern, n, 2)


def dense_fit(seed: np.ndarray, ages: np.ndarray, sexes: np.ndarray) -> np.ndarray:
    """Fit one area's table, shape (3, 2), row by row and column by column."""
    table = seed.copy()
    for _ in range(1_000):
        table *= (ages / table.sum(axis=1))[:, None]
        table *= (sexes / table.sum(axis=0))[None, :]
    return table


def test_two_margins_against_a_dense_fit(cells: AreaCounts) -> None:
    raked, _ = split_and_rake(cells, COARSE, FINE, SPLITS, {"age": AGES, "sex": SEXES})
    for d in range(2):
        n = cells.n[cells.ptr[d] : cells.ptr[d + 1]].reshape(3, 2)
        seed = np.stack([n[0] / 2, n[0] / 2, n[1]])
        expected = dense_fit(seed, AGES[d], SEXES[d])
        found = raked.n[raked.ptr[d] : raked.ptr[d + 1]].reshape(3, 2)
        np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_one_margin_is_exact_and_keeps_the_rest_of_each_level(cells: AreaCounts) -> None:
    raked, (adjustment,) = split_and_rake(cells, COARSE, FINE, SPLITS, {"age": AGES})
    table = raked.n.reshape(2, 3, 2)
    np.testing.assert_allclose(table.sum(axis=2), AGES)
    np.testing.assert_allclose(table[0, 0, 0] / table[0, 0, 1], 40 / 38)
    np.testing.assert_allclose(table[0, 1, 0] / table[0, 1, 1], 40 / 38)
    assert adjustment.variable == "age"
    np.testing.assert_allclose(adjustment.total_ratio, AGES.sum(axis=1) / cells.totals)


def test_the_adjustment_is_measured_against_an_equal_split(cells: AreaCounts) -> None:
    _, (adjustment,) = split_and_rake(cells, COARSE, FINE, SPLITS, {"age": AGES})
    before = np.array([39.0, 39.0, 66.0]) * 100 / 144  # area 0, scaled to the margin's total
    np.testing.assert_allclose(adjustment.lowest[0], (AGES[0] / before).min())
    np.testing.assert_allclose(adjustment.highest[0], (AGES[0] / before).max())
    np.testing.assert_allclose(adjustment.moved_share[0], np.abs(AGES[0] - before).sum() / 200)


def test_a_crossed_margin(cells: AreaCounts) -> None:
    crossed = np.arange(1.0, 13.0).reshape(2, 6)
    raked, _ = split_and_rake(cells, COARSE, FINE, SPLITS, {"age:sex": crossed})
    np.testing.assert_allclose(raked.n.reshape(2, 6), crossed)


def test_margins_that_the_cells_already_meet_change_nothing(cells: AreaCounts) -> None:
    split, none = split_and_rake(cells, COARSE, FINE, SPLITS, {})
    assert none == ()
    ages = split.n.reshape(2, 3, 2).sum(axis=2)
    raked, (adjustment,) = split_and_rake(cells, COARSE, FINE, SPLITS, {"age": ages})
    np.testing.assert_allclose(raked.n, split.n)
    np.testing.assert_allclose(adjustment.moved_share, 0, atol=1e-15)
    assert split.n.sum() == pytest.approx(cells.n.sum() - (70 + 71 + 15 + 9))


def test_slightly_different_totals_follow_the_first_margin(cells: AreaCounts) -> None:
    raked, _ = split_and_rake(cells, COARSE, FINE, SPLITS, {"age": AGES, "sex": SEXES * 1.005})
    np.testing.assert_allclose(raked.totals, AGES.sum(axis=1))


def test_an_area_without_children_stays_empty(cells: AreaCounts) -> None:
    counts = AreaCounts(np.array([0, *cells.ptr[1:], cells.cells]), cells.pid, cells.n)
    ages = np.vstack([AGES, np.zeros(3)])
    raked, (adjustment,) = split_and_rake(counts, COARSE, FINE, SPLITS, {"age": ages})
    assert raked.totals[2] == 0
    assert np.isnan(adjustment.total_ratio[2])
    assert adjustment.lowest[2] == adjustment.highest[2] == 1


@pytest.mark.parametrize(
    ("ages", "code"),
    [
        ([[30, 50, 20], [9, -12, 4]], "margin-invalid"),
        ([[30, 50, 20], [9, np.nan, 4]], "margin-invalid"),
        ([[30, 50, 20], [9, 12, 0]], "margin-zero-with-cells"),
    ],
)
def test_impossible_margins_name_the_area(
    cells: AreaCounts, ages: list[list[float]], code: str
) -> None:
    with pytest.raises(Problems) as error:
        split_and_rake(
            cells, COARSE, FINE, SPLITS, {"age": np.array(ages, float)}, codes=("0101", "0102")
        )
    (problem,) = error.value.problems
    assert (problem.where, problem.code) == ("age", code)
    assert problem.params == {"areas": "0102", "count": 1}


def test_children_where_the_census_has_none(cells: AreaCounts) -> None:
    males = cells.restrict(COARSE.codes()[:, 1] == 0)
    with pytest.raises(Problems) as error:
        split_and_rake(males, COARSE, FINE, SPLITS, {"sex": SEXES})
    assert [p.code for p in error.value.problems] == ["margin-without-cells"]


def test_totals_that_differ_are_refused(cells: AreaCounts) -> None:
    with pytest.raises(Problems) as error:
        split_and_rake(cells, COARSE, FINE, SPLITS, {"age": AGES, "sex": SEXES * 1.02})
    assert [p.code for p in error.value.problems] == ["margins-disagree"]


def test_margins_that_contradict_the_empty_places() -> None:
    # Girls only at 7-9 and boys only at 10-14: the two margins say different things.
    counts = AreaCounts.from_cells(np.array([0, 0]), np.array([1, 2]), np.ones(2), 1)
    margins = {"age": np.array([[3.0, 1.0, 0.0]]), "sex": np.array([[2.0, 2.0]])}
    with pytest.raises(CannotEstimate, match="raking-not-converged"):
        split_and_rake(counts, FINE, FINE, {}, margins)


def test_a_level_that_the_model_lacks(cells: AreaCounts) -> None:
    with pytest.raises(BadInput) as error:
        split_and_rake(cells, COARSE, FINE, {"age": Split(("7-9",), {"7-14": ("7-9",)})}, {})
    assert error.value.code == "split-level-unknown"
    assert error.value.params["levels"] == "15-29, 30+"


def test_weighted_cells_are_refused(cells: AreaCounts) -> None:
    weighted = AreaCounts(cells.ptr, cells.pid, cells.n, n2=cells.n)
    with pytest.raises(BadInput, match="rake-weighted-cells"):
        split_and_rake(weighted, COARSE, FINE, SPLITS, {})
