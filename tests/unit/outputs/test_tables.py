from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jalon.engine.outputs.tables import write_tables


def test_the_areas_come_back_as_they_were(areas: pl.DataFrame, tmp_path: Path) -> None:
    write_tables({"areas": areas}, tmp_path)
    assert_frame_equal(pl.read_parquet(tmp_path / "areas.parquet"), areas)
    from_csv = pl.read_csv(tmp_path / "areas.csv", schema=areas.schema)
    assert_frame_equal(from_csv, areas)  # digits in full, codes as text, names in quotes


def test_two_writings_give_the_same_bytes(frames: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    first = write_tables(frames, tmp_path / "a", languages=("es", "ar"), notes=("synthetic",))
    second = write_tables(frames, tmp_path / "b", languages=("es", "ar"), notes=("synthetic",))
    names = ["areas.csv", "classes.csv", "areas.parquet", "dictionary.csv"]
    assert [path.name for path in first] == names
    assert [a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True)] == [
        True
    ] * 4


def test_notes_stand_in_the_parquet_file(areas: pl.DataFrame, tmp_path: Path) -> None:
    write_tables({"areas": areas}, tmp_path, notes=("Synthetic population.", "No disclaimer."))
    metadata = pl.read_parquet_metadata(tmp_path / "areas.parquet")
    assert metadata["jalon_notes"] == "Synthetic population.\nNo disclaimer."


def test_what_the_dictionary_does_not_know_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="people"):
        write_tables({"people": pl.DataFrame({"name": ["A child"]})}, tmp_path)
    with pytest.raises(KeyError, match="address"):
        write_tables({"areas": pl.DataFrame({"address": ["A street"]})}, tmp_path)
    assert not list(tmp_path.iterdir())
