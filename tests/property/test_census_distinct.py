"""Remembered values are the values that a plain evaluation gives."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jalon.engine.census import distinct
from jalon.engine.census.distinct import DistinctValues

EXPRESSIONS = {
    "level": pl.col("age").replace_strict({7: 0, 8: 0, 9: 1}, default=-2, return_dtype=pl.Int8),
    "age": pl.col("age").cast(pl.Float64),
    "band": pl.when(pl.col("age") >= 9).then(1).when(pl.col("age") < 0).then(None).otherwise(0),
    "area": pl.col("state").cast(pl.String).str.zfill(2) + pl.col("town").cast(pl.String),
    "urban": pl.col("zone").replace_strict({"urban": 0, "rural": 1}, default=None),
    "water": pl.col("water").cast(pl.String) + "!",
    "yes": ~pl.col("school"),
    "weight": pl.col("weight") * 2,
    "one": pl.lit(1),
}
SCHEMA = pl.Schema(
    {
        "age": pl.Int8(),
        "state": pl.UInt16(),
        "town": pl.Int64(),
        "zone": pl.String(),
        "water": pl.Enum(["piped", "well"]),
        "school": pl.Boolean(),
        "weight": pl.Float64(),
    }
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "age": st.none() | st.integers(-128, 127),
            "state": st.none() | st.integers(0, 30),
            "town": st.none() | st.integers(-5, 400) | st.integers(-(2**62), 2**62),
            "zone": st.none() | st.sampled_from(["urban", "rural", "", "otro"]),
            "water": st.none() | st.sampled_from(["piped", "well"]),
            "school": st.none() | st.booleans(),
            "weight": st.none() | st.floats(0, 9),
        }
    ),
    max_size=20,
)


@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=4))
def test_the_same_as_a_plain_evaluation(batches: list[list[dict[str, object]]]) -> None:
    remembered = DistinctValues(EXPRESSIONS, SCHEMA)
    for batch in batches:
        frame = pl.DataFrame(batch, SCHEMA)
        plain = frame.with_columns(e.alias(f"_{name}") for name, e in EXPRESSIONS.items()).select(
            pl.col(f"_{name}").alias(name) for name in EXPRESSIONS
        )
        assert_frame_equal(remembered.select(frame), plain)


def written(values: pl.Series) -> np.ndarray:
    return values.cast(pl.Int32).fill_null(-7).to_numpy()


@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=4))
def test_values_as_whole_numbers(batches: list[list[dict[str, object]]]) -> None:
    names = ("level", "band", "urban", "yes")
    wanted = {name: EXPRESSIONS[name] for name in names}
    remembered = DistinctValues(wanted, SCHEMA)
    for batch in batches:
        frame = pl.DataFrame(batch, SCHEMA)
        taken = remembered.take(frame, dict.fromkeys(names, written))
        if frame.is_empty():
            assert taken is None
            continue
        assert taken is not None
        for name in names:
            plain = written(frame.select(x=wanted[name])["x"])
            np.testing.assert_array_equal(taken[name].values, plain)
            assert taken[name].low == plain.min()


def test_decimals_are_not_written_as_whole_numbers() -> None:
    remembered = DistinctValues({"weight": EXPRESSIONS["weight"]}, SCHEMA)
    frame = pl.DataFrame([{"weight": 1.0}], SCHEMA)
    assert remembered.take(frame, {"weight": written}) is None


def test_thousands_of_texts_over_many_batches() -> None:
    texts = [f"place {i * 7919 % 5003}" for i in range(20_000)]
    remembered = DistinctValues({"x": pl.col("x") + "!"}, pl.Schema({"x": pl.String()}))
    for start in range(0, len(texts), 3_000):
        frame = pl.DataFrame({"x": [*texts[start : start + 3_000], None]})
        assert_frame_equal(remembered.select(frame), frame.select(pl.col("x") + "!"))


def test_a_value_is_evaluated_once() -> None:
    seen: list[int] = []

    def look(values: pl.Series) -> pl.Series:
        seen.extend(values.to_list())
        return values + 1

    remembered = DistinctValues(
        {"x": pl.col("x").map_batches(look, return_dtype=pl.Int64)}, pl.Schema({"x": pl.Int64()})
    )
    for values in ([3, 5, 4, 3, 3], [5, 3, 4], [4, 4]):
        frame = pl.DataFrame({"x": values})
        assert remembered.select(frame)["x"].to_list() == [value + 1 for value in values]
    assert sorted(seen) == [3, 4, 5]


def test_categories_of_a_file_keep_their_numbers(tmp_path: Path) -> None:
    """Each batch of a Parquet file with categories begins with other values."""
    values = ["b", "a", "c", None, "a", "d", "b"]
    file = tmp_path / "census.parquet"
    frame = pl.DataFrame({"zone": pl.Series(values, dtype=pl.Categorical)})
    frame.write_parquet(file, row_group_size=2)
    scan = pl.scan_parquet(file)
    upper = pl.col("zone").cast(pl.String).str.to_uppercase()
    remembered = DistinctValues({"zone": upper}, scan.collect_schema())
    found = [
        remembered.select(batch)["zone"]
        for batch in scan.collect_batches(chunk_size=2, maintain_order=True)
    ]
    assert pl.concat(found).to_list() == ["B", "A", "C", None, "A", "D", "B"]


def test_columns_of_too_many_values_are_evaluated_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(distinct, "LARGEST_SPAN", 4)
    frame = pl.DataFrame({"x": range(10), "s": list("abcdefghij")})
    remembered = DistinctValues({"y": pl.col("x") * 2, "t": pl.col("s") + "!"}, frame.schema)
    assert_frame_equal(
        remembered.select(frame), frame.select(y=pl.col("x") * 2, t=pl.col("s") + "!")
    )
