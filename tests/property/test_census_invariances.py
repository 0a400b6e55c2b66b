"""What must not change the estimates: the order of rows, how they are cut, the numbering."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.design import PatternDesign
from jalon.engine.census.harmonise import stability_terms, standardised_difference
from jalon.engine.census.kernels import merge_cells, partition
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.census.rake import split_and_rake
from jalon.engine.census.scan import Batch, count_patterns, stream_sums
from jalon.engine.census.sums import AreaSums, sums_from_counts

seeds = st.integers(0, 2**32 - 1)
D = 4


def country(seed: int, n: int) -> tuple[PatternIndex, PatternDesign, Batch]:
    """Draw an index, an additive model over it with one covariate, and people."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 5, rng.integers(1, 5))
    index = PatternIndex(
        tuple(
            Factor(f"v{v}", tuple(str(level) for level in range(size)))
            for v, size in enumerate(sizes)
        )
    )
    pairs = [(v, level) for v, size in enumerate(sizes) for level in range(1, size)]

    def matrix(pids: np.ndarray) -> np.ndarray:
        codes = index.codes(pids)
        columns = [np.ones(len(codes)), np.ones(len(codes))]
        columns += [(codes[:, v] == level).astype(float) for v, level in pairs]
        return np.stack(columns, axis=1)

    factors_of = (frozenset[int](), frozenset[int](), *(frozenset({v}) for v, _ in pairs))
    covariate_of = np.array([-1, 0, *(-1 for _ in pairs)])
    design = PatternDesign(
        index,
        matrix,
        factors_of,
        covariate_of,
        rng.normal(0, 2, len(factors_of)),
        rng.normal(size=(D, 1)),
    )
    people = Batch(
        rng.integers(-1, D, n).astype(np.int16),
        tuple(rng.integers(-1, size, n).astype(np.int8) for size in sizes),
        rng.uniform(0, 9, n) if rng.random() < 0.5 else None,
    )
    return index, design, people


def rows_of(people: Batch, rows: np.ndarray) -> Batch:
    weight = None if people.weight is None else people.weight[rows]
    return Batch(people.area[rows], tuple(codes[rows] for codes in people.codes), weight)


def assert_same(a: AreaSums, b: AreaSums) -> None:
    for name in AreaSums.__slots__:
        np.testing.assert_allclose(
            getattr(a, name), getattr(b, name), rtol=1e-9, atol=1e-9, err_msg=name
        )


@settings(deadline=None)
@given(seeds, st.integers(0, 300))
def test_two_routes_agree(seed: int, n: int) -> None:
    index, design, people = country(seed, n)
    streamed, report = stream_sums([people], index, design, D)
    counted = count_patterns([people], index, D)
    X = design.matrix(np.arange(index.size, dtype=np.int32))
    sums = sums_from_counts(counted.counts, X, design.covariate_of, design.Z, design.coef)
    assert_same(streamed, sums)
    assert (report.rows_used, report.dropped) == (counted.rows_used, counted.dropped)


@settings(deadline=None)
@given(seeds, st.integers(1, 200), st.integers(1, 50))
def test_order_and_cutting_change_nothing(seed: int, n: int, length: int) -> None:
    index, design, people = country(seed, n)
    order = np.random.default_rng(seed).permutation(n)
    parts = [rows_of(people, order[i : i + length]) for i in range(0, n, length)]
    assert_same(stream_sums([people], index, design, D)[0], stream_sums(parts, index, design, D)[0])
    a = count_patterns([people], index, D).counts
    b = count_patterns(parts, index, D).counts
    np.testing.assert_array_equal(a.ptr, b.ptr)
    np.testing.assert_array_equal(a.pid, b.pid)
    np.testing.assert_allclose(a.n, b.n)


@settings(deadline=None)
@given(seeds, st.integers(1, 200), st.floats(1e-3, 1e3))
def test_weights_times_a_constant(seed: int, n: int, scale: float) -> None:
    index, design, people = country(seed, n)
    weight = np.ones(n) if people.weight is None else people.weight
    a, _ = stream_sums([Batch(people.area, people.codes, weight)], index, design, D)
    b, _ = stream_sums([Batch(people.area, people.codes, weight * scale)], index, design, D)
    np.testing.assert_array_equal(a.persons, b.persons)
    np.testing.assert_allclose(a.p * scale, b.p)
    np.testing.assert_allclose(a.weight2 * scale**2, b.weight2)
    np.testing.assert_allclose(a.gradient * scale, b.gradient, atol=1e-12)


@settings(deadline=None)
@given(seeds, st.integers(0, 100), st.booleans())
def test_partition_is_a_stable_sort(seed: int, n: int, ordered: bool) -> None:
    rng = np.random.default_rng(seed)
    area = rng.integers(0, D, n).astype(np.int32)
    area = np.sort(area) if ordered else area
    pattern = rng.integers(0, 50, n).astype(np.int32)
    ptr, by_area, weight = partition(area, pattern, pattern.astype(float), D)
    order = np.argsort(area, kind="stable")
    np.testing.assert_array_equal(ptr, np.searchsorted(area[order], np.arange(D + 1)))
    np.testing.assert_array_equal(by_area, pattern[order])
    np.testing.assert_array_equal(weight, pattern[order])


@settings(deadline=None)
@given(seeds, st.integers(0, 80), st.integers(0, 80))
def test_merging_is_counting_together(seed: int, n: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    area, pattern = rng.integers(0, D, n + m), rng.integers(0, 30, n + m)
    values = rng.integers(1, 9, n + m).astype(float)
    first = AreaCounts.from_cells(area[:n], pattern[:n], values[:n], D)
    second = AreaCounts.from_cells(area[n:], pattern[n:], values[n:], D)
    both = AreaCounts.from_cells(area, pattern, values, D)
    ptr, pid, merged = merge_cells(
        first.ptr, first.pid, first.n[None], second.ptr, second.pid, second.n[None]
    )
    np.testing.assert_array_equal(ptr, both.ptr)
    np.testing.assert_array_equal(pid, both.pid)
    np.testing.assert_array_equal(merged[0], both.n)


@settings(deadline=None)
@given(seeds)
def test_raking_meets_its_margins_and_keeps_odds_ratios(seed: int) -> None:
    rng = np.random.default_rng(seed)
    index = PatternIndex((Factor("a", ("0", "1", "2")), Factor("b", ("0", "1"))))
    seed_cells = rng.uniform(0.1, 20, (D, 6))
    true = rng.uniform(0.1, 20, (D, 3, 2))
    counts = AreaCounts(
        np.arange(D + 1) * 6, np.tile(np.arange(6, dtype=np.int32), D), seed_cells.ravel()
    )
    margins = {"a": true.sum(axis=2), "b": true.sum(axis=1)}
    raked, adjustments = split_and_rake(counts, index, index, {}, margins)
    table = raked.n.reshape(D, 3, 2)
    np.testing.assert_allclose(table.sum(axis=2), margins["a"], rtol=1e-6)
    np.testing.assert_allclose(table.sum(axis=1), margins["b"], rtol=1e-6)
    before = seed_cells.reshape(D, 3, 2)

    def odds_ratios(cells: np.ndarray) -> np.ndarray:
        return cells[:, 1:, 1] * cells[:, :1, 0] / (cells[:, 1:, 0] * cells[:, :1, 1])

    np.testing.assert_allclose(odds_ratios(table), odds_ratios(before), rtol=1e-6)
    for adjustment in adjustments:
        assert (adjustment.lowest <= 1 + 1e-12).all()
        assert (adjustment.highest >= 1 - 1e-12).all()


shares = arrays.arrays(np.float64, 5, elements=st.floats(0, 1)).filter(lambda a: a.sum() > 0.01)


@given(shares, shares)
def test_agreement_is_symmetric_and_zero_only_for_equals(a: np.ndarray, b: np.ndarray) -> None:
    a, b = a / a.sum(), b / b.sum()
    assert stability_terms(a, b).min() >= 0
    np.testing.assert_allclose(stability_terms(a, b), stability_terms(b, a), atol=1e-15)
    np.testing.assert_array_equal(stability_terms(a, a), 0)
    d = standardised_difference(a, b)
    assert np.isfinite(d).all()
    apart = np.abs(a - b) > 1e-9  # closer than that, rounding decides
    np.testing.assert_array_equal(np.sign(d)[apart], np.sign(a - b)[apart])
