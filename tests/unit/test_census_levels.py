"""Counts of levels against a group-by."""

import numpy as np
import polars as pl
import pytest

from jalon.engine.census import levels, tally
from jalon.engine.census.batch import Batch
from jalon.engine.census.levels import count_levels
from jalon.engine.census.patterns import Factor, PatternIndex

D = 6
SIZES = {"age": 5, "sex": 2, "zone": 3}
INDEX = PatternIndex(
    tuple(Factor(name, tuple(f"{name}{i}" for i in range(n))) for name, n in SIZES.items())
)


@pytest.mark.parametrize("cells", [1, 40, 10_000])
@pytest.mark.parametrize("weighted", [False, True])
def test_each_level_in_each_area(
    cells: int, *, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "MARGIN_CELLS", cells)
    monkeypatch.setattr(levels, "CHUNK", 90)
    monkeypatch.setattr(tally, "BLOCK", 32)
    rng = np.random.default_rng(3)
    people = Batch(
        rng.integers(0, D, 1_000).astype(np.int32),
        tuple(rng.integers(-1, n, 1_000).astype(np.int8) for n in SIZES.values()),
        rng.uniform(0.5, 9, 1_000) if weighted else None,
    )
    weight = np.ones(1_000) if people.weight is None else people.weight
    columns = dict(zip(SIZES, people.codes, strict=True))
    frame = pl.DataFrame({"area": people.area, "weight": weight, **columns})
    known = frame.filter(pl.all_horizontal(pl.col(*SIZES) >= 0))
    pieces = [people.rows(start, start + 130) for start in range(0, 1_000, 130)]
    for threads in (1, 3):
        found = count_levels(pieces, INDEX, D, threads=threads)
        totals = known.group_by("area").agg(pl.col("weight").sum())
        for area, persons in totals.iter_rows():
            assert found.totals[area] == pytest.approx(persons)
        for name, counts in zip(SIZES, found.by_level, strict=True):
            assert counts.shape == (D, SIZES[name])
            assert counts.sum() == pytest.approx(known["weight"].sum())
            groups = known.group_by("area", name).agg(pl.col("weight").sum())
            for area, level, persons in groups.iter_rows():
                assert counts[area, level] == pytest.approx(persons)
        assert found.report.rows_used == len(known)
        assert found.report.rows_used + sum(found.report.dropped.values()) == 1_000
