"""One pass over a census against sums over persons, one at a time."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from jalon.engine.census import design as design_module
from jalon.engine.census import scan
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.design import PatternDesign, margins_of
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.census.scan import Batch, count_patterns, stream_sums
from jalon.engine.census.sums import AreaSums, sums_from_counts
from jalon.errors import BadInput, CannotEstimate

D = 7
SIZES = (4, 2, 3, 2)
INDEX = PatternIndex(
    tuple(
        Factor(name, tuple(f"{name}{i}" for i in range(size)))
        for name, size in zip(("age", "sex", "school", "urban"), SIZES, strict=True)
    )
)
# Each column: the (factor, level) pairs that it marks, and its covariate.
COLUMNS = (
    ((), -1),
    *((((0, level),), -1) for level in (1, 2, 3)),
    (((1, 1),), -1),
    *((((2, level),), -1) for level in (1, 2)),
    *((((0, level), (1, 1)), -1) for level in (1, 2, 3)),
    (((3, 1),), -1),
    ((), 0),
    ((), 1),
    (((3, 1),), 1),
)
COVARIATE_OF = np.array([covariate for _, covariate in COLUMNS])


def pattern_matrix(pids: np.ndarray) -> np.ndarray:
    codes = INDEX.codes(np.asarray(pids))
    X = np.ones((len(codes), len(COLUMNS)))
    for j, (pairs, _) in enumerate(COLUMNS):
        for v, level in pairs:
            X[:, j] *= codes[:, v] == level
    return X


def make_design(rng: np.random.Generator) -> PatternDesign:
    return PatternDesign(
        index=INDEX,
        matrix=pattern_matrix,
        factors_of=tuple(frozenset(v for v, _ in pairs) for pairs, _ in COLUMNS),
        covariate_of=COVARIATE_OF,
        coef=rng.normal(0, 0.8, len(COLUMNS)),
        Z=rng.normal(size=(D, 2)),
    )


def make_people(
    rng: np.random.Generator, n: int, *, missing: bool = False, weighted: bool = False
) -> Batch:
    low = -1 if missing else 0
    return Batch(
        area=rng.integers(low, D - 1, n).astype(np.int32),  # the last area stays empty
        codes=tuple(rng.integers(low, size, n).astype(np.int8) for size in SIZES),
        weight=rng.uniform(0.5, 30.0, n) if weighted else None,
    )


def cut(people: Batch, length: int) -> Iterator[Batch]:
    for i in range(0, len(people.area), length):
        rows = slice(i, i + length)
        weight = None if people.weight is None else people.weight[rows]
        yield Batch(people.area[rows], tuple(codes[rows] for codes in people.codes), weight)


def one_by_one(people: Batch, design: PatternDesign) -> AreaSums:
    """Add up person by person, as the formulas are written."""
    sums = AreaSums(*(np.zeros(D) for _ in range(5)), np.zeros((D, len(COLUMNS))))
    for i, d in enumerate(people.area):
        codes = [int(column[i]) for column in people.codes]
        if d < 0 or min(codes) < 0:
            continue
        x = np.ones(len(COLUMNS))
        for j, (pairs, covariate) in enumerate(COLUMNS):
            if any(codes[v] != level for v, level in pairs):
                x[j] = 0.0
            elif covariate >= 0:
                x[j] = design.Z[d, covariate]
        w = 1.0 if people.weight is None else people.weight[i]
        p = 1 / (1 + np.exp(-(x @ design.coef)))
        sums.persons[d] += 1
        sums.weight[d] += w
        sums.weight2[d] += w * w
        sums.p[d] += w * p
        sums.pq[d] += w * p * (1 - p)
        sums.gradient[d] += w * p * (1 - p) * x
    return sums


def assert_same(a: AreaSums, b: AreaSums) -> None:
    for name in AreaSums.__slots__:
        np.testing.assert_allclose(
            getattr(a, name), getattr(b, name), rtol=1e-11, atol=1e-11, err_msg=name
        )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("ordered", [False, True])
def test_stream_equals_one_by_one(*, weighted: bool, missing: bool, ordered: bool) -> None:
    rng = np.random.default_rng(1)
    design = make_design(rng)
    people = make_people(rng, 1_500, missing=missing, weighted=weighted)
    if ordered:
        rows = np.argsort(people.area, kind="stable")
        people = Batch(
            people.area[rows],
            tuple(codes[rows] for codes in people.codes),
            None if people.weight is None else people.weight[rows],
        )
    sums, report = stream_sums(cut(people, 400), INDEX, design, D)
    assert_same(sums, one_by_one(people, design))
    assert report.rows_read == 1_500
    assert report.rows_used == sums.persons.sum()
    assert report.rows_used + sum(report.dropped.values()) == report.rows_read


@pytest.mark.parametrize("weighted", [False, True])
def test_threads_and_batches_change_no_digit(
    *, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "CHUNK", 130)
    monkeypatch.setattr(scan, "HELD_ROWS", 170)
    monkeypatch.setattr(scan, "BLOCK", 64)
    rng = np.random.default_rng(20)
    design, people = make_design(rng), make_people(rng, 3_000, missing=True, weighted=weighted)
    sums, report = stream_sums([people], INDEX, design, D)
    assert_same(sums, one_by_one(people, design))
    counted = count_patterns([people], INDEX, D)
    for threads, length in ((1, 77), (2, 500), (3, 3_000), (16, 90)):
        others, their_report = stream_sums(cut(people, length), INDEX, design, D, threads=threads)
        for name in AreaSums.__slots__:
            np.testing.assert_array_equal(getattr(sums, name), getattr(others, name), name)
        again = count_patterns(cut(people, length), INDEX, D, threads=threads)
        for name in AreaCounts.__slots__:
            np.testing.assert_array_equal(
                getattr(counted.counts, name), getattr(again.counts, name), name
            )
        assert their_report == report
        assert (again.rows_read, again.dropped) == (report.rows_read, report.dropped)


def test_the_first_wrong_code_is_told_whatever_the_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "CHUNK", 50)
    rng = np.random.default_rng(21)
    design, people = make_design(rng), make_people(rng, 1_000)
    people.codes[1][320], people.codes[2][900] = 9, 8
    for threads in (1, 2, 5):
        with pytest.raises(BadInput) as error:
            stream_sums(cut(people, 90), INDEX, design, D, threads=threads)
        assert error.value.params == {"column": "sex", "found": 9, "levels": 2}


@pytest.mark.parametrize("cells", [1, 50, 200, 10_000])
def test_margins_of_any_size_give_the_same(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    design, people = make_design(rng), make_people(rng, 600)
    monkeypatch.setattr(design_module, "MARGIN_CELLS", cells * D)
    margins = margins_of(design, D)
    placed = sorted(j for margin in margins for j in margin.columns)
    assert placed == [j for j, (pairs, _) in enumerate(COLUMNS) if pairs]
    assert (len(margins) == 1) == (cells >= INDEX.size)
    sums, _ = stream_sums([people], INDEX, design, D)
    assert_same(sums, one_by_one(people, design))


def test_a_model_without_factors() -> None:
    rng = np.random.default_rng(3)
    people = make_people(rng, 50)
    design = PatternDesign(
        INDEX,
        lambda pids: np.ones((len(pids), 1)),
        (frozenset(),),
        np.array([-1]),
        np.array([-2.0]),
        np.zeros((D, 0)),
    )
    sums, _ = stream_sums([people], INDEX, design, D)
    np.testing.assert_allclose(sums.p, sums.persons / (1 + np.exp(2.0)))
    np.testing.assert_allclose(sums.gradient[:, 0], sums.pq)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("held", [1, 700, 1_000_000])
def test_count_equals_group_by(
    *, weighted: bool, missing: bool, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "HELD_ROWS", held)
    people = make_people(np.random.default_rng(4), 2_000, missing=missing, weighted=weighted)
    result = count_patterns(cut(people, 300), INDEX, D)

    pattern = INDEX.index(np.stack(people.codes, axis=1))
    weight = np.ones(2_000) if people.weight is None else people.weight
    expected = (
        pl.DataFrame({"area": people.area, "pattern": pattern, "w": weight})
        .filter((pl.col("area") >= 0) & (pl.col("pattern") >= 0))
        .group_by("area", "pattern")
        .agg(n=pl.col("w").sum(), n2=(pl.col("w") ** 2).sum(), records=pl.len())
        .sort("area", "pattern")
    )
    counts = result.counts
    np.testing.assert_array_equal(counts.area, expected["area"])
    np.testing.assert_array_equal(counts.pid, expected["pattern"])
    np.testing.assert_allclose(counts.n, expected["n"], rtol=1e-12)
    np.testing.assert_array_equal(counts.persons, expected["records"])
    if weighted:
        assert counts.n2 is not None
        np.testing.assert_allclose(counts.n2, expected["n2"], rtol=1e-12)
    assert counts.areas == D
    assert result.rows_used == expected["records"].sum()


@pytest.mark.parametrize("weighted", [False, True])
def test_cells_give_the_same_sums_as_persons(*, weighted: bool) -> None:
    rng = np.random.default_rng(5)
    design, people = make_design(rng), make_people(rng, 1_500, weighted=weighted)
    counts = count_patterns([people], INDEX, D).counts
    X = pattern_matrix(np.arange(INDEX.size))
    sums = sums_from_counts(counts, X, COVARIATE_OF, design.Z, design.coef)
    assert_same(sums, one_by_one(people, design))


def test_what_is_missing_is_counted_by_its_first_reason() -> None:
    codes = np.zeros((5, 4), np.int16)
    codes[1, 0] = -1
    codes[2, 1:] = -1
    codes[3, 3] = -1
    people = Batch(np.array([-1, -1, 0, 1, 2], np.int16), tuple(codes.T))
    result = count_patterns([people], INDEX, D)
    assert result.dropped == {"no-area": 2, "missing-sex": 1, "missing-urban": 1}
    assert (result.rows_read, result.rows_used) == (5, 1)
    np.testing.assert_array_equal(result.counts.totals, [0, 0, 1, 0, 0, 0, 0])


def test_an_empty_census_gives_zeros() -> None:
    design = make_design(np.random.default_rng(6))
    sums, report = stream_sums([], INDEX, design, D)
    assert report.rows_read == 0
    assert not sums.persons.any()
    counts = count_patterns([], INDEX, D).counts
    assert (counts.areas, counts.cells) == (D, 0)


def test_progress_counts_rows() -> None:
    seen: list[int] = []
    people = make_people(np.random.default_rng(7), 90)
    count_patterns(cut(people, 40), INDEX, D, progress=seen.append)
    assert seen == [40, 80, 90]


def test_columns_of_any_integer_type() -> None:
    rng = np.random.default_rng(8)
    design, people = make_design(rng), make_people(rng, 200)
    kinds = (np.int8, np.int16, np.int32, np.int64)
    mixed = Batch(
        people.area.astype(np.int16),
        tuple(codes.astype(kind) for codes, kind in zip(people.codes, kinds, strict=True)),
    )
    a, _ = stream_sums([people], INDEX, design, D)
    b, _ = stream_sums([mixed], INDEX, design, D)
    assert_same(a, b)


def test_codes_beyond_the_levels_are_refused() -> None:
    people = make_people(np.random.default_rng(9), 10)
    people.codes[2][3] = 3
    with pytest.raises(BadInput) as error:
        count_patterns([people], INDEX, D)
    assert error.value.code == "code-outside-levels"
    assert error.value.params == {"column": "school", "found": 3, "levels": 3}


def test_an_area_beyond_the_register_is_refused() -> None:
    people = make_people(np.random.default_rng(9), 10)
    people.area[4] = D
    with pytest.raises(BadInput, match="code-outside-levels"):
        count_patterns([people], INDEX, D)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_wrong_weights_are_refused(weight: float) -> None:
    people = make_people(np.random.default_rng(10), 10, weighted=True)
    assert people.weight is not None
    people.weight[2] = weight
    with pytest.raises(BadInput, match="census-weight-invalid"):
        count_patterns([people], INDEX, D)


def test_weights_in_some_batches_only_are_refused() -> None:
    rng = np.random.default_rng(11)
    with pytest.raises(ValueError, match="either every batch has weights"):
        count_patterns([make_people(rng, 9), make_people(rng, 9, weighted=True)], INDEX, D)


def test_another_number_of_columns_is_refused() -> None:
    people = make_people(np.random.default_rng(12), 9)
    with pytest.raises(BadInput, match="census-columns-differ"):
        count_patterns([Batch(people.area, people.codes[:3])], INDEX, D)


def test_a_separated_fit_is_refused_and_not_overflowed() -> None:
    rng = np.random.default_rng(13)
    design = make_design(rng)
    design.coef[0] = -700.0
    with pytest.raises(CannotEstimate, match="log-odds-out-of-range"):
        stream_sums([make_people(rng, 9)], INDEX, design, D)


def test_persons_of_a_census_can_be_asked_twice_as_often() -> None:
    """A duplicated row is a doubled count, which is what makes compression exact."""
    people = make_people(np.random.default_rng(14), 300)
    once = count_patterns([people], INDEX, D).counts
    twice = count_patterns([people, people], INDEX, D).counts
    np.testing.assert_array_equal(once.pid, twice.pid)
    np.testing.assert_array_equal(2 * once.n, twice.n)
    assert isinstance(once, AreaCounts)
