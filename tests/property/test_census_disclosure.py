"""What may leave an office: no small counts, and none that can be worked out from a total."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.disclosure import review_counts, safe_cells, suppress_small
from jalon.engine.census.patterns import Factor, PatternIndex

INDEX = PatternIndex(
    (
        Factor("age", ("5-9", "10-14", "15-17")),
        Factor("sex", ("male", "female")),
        Factor("water", ("piped", "well", "river", "truck")),
    )
)
thresholds = st.integers(2, 12)
tables = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), min_size=1, max_size=40)
cells = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, INDEX.size - 1), st.integers(1, 15)),
    max_size=40,
)


def counts_of(rows: list[tuple[int, int, int]]) -> AreaCounts:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return AreaCounts.from_cells(table[:, 0], table[:, 1], table[:, 2].astype(float), 4)


@given(tables, thresholds)
def test_hidden_rows_cannot_be_worked_out(rows: list[tuple[int, int]], threshold: int) -> None:
    group, n = np.array(rows).T
    hidden = suppress_small(group, n.astype(float), threshold)
    assert not ((n > 0) & (n < threshold) & ~hidden).any()
    for g in np.unique(group):
        inside = group == g
        if not hidden[inside].any() or hidden[inside].all():
            continue
        # The shown total less the shown rows: at least two rows and `threshold` children.
        assert hidden[inside].sum() >= 2
        assert n[inside & hidden].sum() >= threshold


@given(tables, thresholds)
def test_nothing_is_hidden_without_need(rows: list[tuple[int, int]], threshold: int) -> None:
    group, n = np.array(rows).T
    hidden = suppress_small(group, n.astype(float), threshold)
    for g in np.unique(group):
        inside = group == g
        small = (n[inside] > 0) & (n[inside] < threshold)
        if not small.any():
            assert not hidden[inside].any()
        # Rows hidden only to protect others are no larger than rows left to be seen.
        extra = n[inside & hidden & (n >= threshold)]
        seen = n[inside & ~hidden & (n > 0)]
        if len(extra) and len(seen):
            assert extra.max() <= seen.min()


@given(tables, thresholds, st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(
    rows: list[tuple[int, int]], threshold: int, seed: int
) -> None:
    # Distinct counts: which of two equal rows is hidden is free.
    group, n = np.array(rows).T
    n = n * 100 + np.arange(len(n))
    order = np.random.default_rng(seed).permutation(len(n))
    a = suppress_small(group, n.astype(float), threshold * 100)
    b = suppress_small(group[order], n[order].astype(float), threshold * 100)
    np.testing.assert_array_equal(a[order], b)


@given(cells, thresholds)
def test_safe_cells_hold_no_small_count(rows: list[tuple[int, int, int]], threshold: int) -> None:
    counts = counts_of(rows)
    safe = safe_cells(counts, INDEX, ("water", "sex"), threshold)
    assert (safe.counts.n >= threshold).all()
    assert (safe.counts.totals <= counts.totals).all()
    np.testing.assert_allclose(safe.counts.totals + safe.suppressed_by_area, counts.totals)
    assert 0 <= safe.merged_share <= 1
    np.testing.assert_allclose(
        safe.suppressed_share * counts.n.sum(), safe.suppressed_by_area.sum(), atol=1e-9
    )


@given(cells, thresholds)
def test_large_cells_stay_and_levels_not_given_up_are_kept(
    rows: list[tuple[int, int, int]], threshold: int
) -> None:
    counts = counts_of(rows)
    safe = safe_cells(counts, INDEX, ("water", "sex"), threshold).counts
    before = dict(zip(zip(counts.area, counts.pid, strict=True), counts.n, strict=True))
    after = dict(zip(zip(safe.area, safe.pid, strict=True), safe.n, strict=True))
    for cell, n in before.items():
        if n >= threshold:
            assert after[cell] >= n
    # Age was not given up: no area gains at any age.
    for d in range(4):
        for age in range(3):
            of_age = [
                sum(n for (area, pid), n in table.items() if area == d and pid // 8 == age)
                for table in (before, after)
            ]
            assert of_age[1] <= of_age[0]


@given(cells)
def test_no_threshold_changes_nothing(rows: list[tuple[int, int, int]]) -> None:
    counts = counts_of(rows)
    safe = safe_cells(counts, INDEX, ("water",), threshold=1)
    assert safe.merged_share == safe.suppressed_share == 0
    np.testing.assert_array_equal(safe.counts.pid, counts.pid)
    np.testing.assert_array_equal(safe.counts.n, counts.n)


def test_small_cells_join_the_commonest_level_of_what_is_given_up() -> None:
    # 5-9, male: 2 with a well, 3 with a river, 20 piped; threshold 5.
    counts = counts_of([(0, 0, 20), (0, 1, 2), (0, 2, 3)])
    safe = safe_cells(counts, INDEX, ("water",), 5)
    np.testing.assert_array_equal(safe.counts.pid, [0, 2])
    np.testing.assert_array_equal(safe.counts.n, [20, 5])
    assert safe.merged_share == 2 / 25


def test_review_by_hand() -> None:
    review = review_counts(counts_of([(0, 0, 1), (0, 1, 4), (1, 0, 5), (1, 3, 10)]))
    assert (review.cells, review.persons) == (4, 20)
    assert (review.cells_alone, review.cells_small) == (0.25, 0.5)
    assert (review.persons_alone, review.persons_small) == (0.05, 0.25)


def test_review_of_weighted_cells_counts_children_and_not_weights() -> None:
    one = np.array([0])
    counts = AreaCounts.from_cells(
        one, one, np.array([40.0]), 1, n2=np.array([1600.0]), records=np.ones(1)
    )
    assert review_counts(counts).cells_alone == 1


def test_nothing_to_review() -> None:
    assert review_counts(counts_of([])).persons_small == 0
