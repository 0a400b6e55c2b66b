"""The tables of a run as files for other programs: CSV for all of them, Parquet for the areas."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from jalon.engine.outputs.dictionary import TABLES, describe, dictionary_frame

# The table with one row per area, of either kind of run.
OF_AREAS = ("areas", "index")


def write_tables(
    frames: Mapping[str, pl.DataFrame],
    folder: Path,
    *,
    languages: tuple[str, ...] = ("en",),
    notes: tuple[str, ...] = (),
) -> list[Path]:
    """Write ``<table>.csv`` for each frame, ``areas.parquet`` (or ``index.parquet``), and
    ``dictionary.csv``.

    The same frames give the same bytes: numbers are written in full, lines end in LF, and nothing
    says when.

    Parameters
    ----------
    frames
        By table name, as in `dictionary.TABLES`; columns are written in the order they come.
    folder
        Made if it is not there.
    languages
        Of the labels and meanings in the dictionary.
    notes
        What a reader must know first (a synthetic population, a disclaimer). They stand in the
        metadata of the Parquet file, since a comment line would break most readers of CSV.

    Returns
    -------
    list of Path
        The files, in the order they were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in in_order(frames):
        path = folder / f"{name}.csv"
        with_known_columns(name, frames[name]).write_csv(path)
        written.append(path)
    for name in OF_AREAS:
        if name in frames:
            path = folder / f"{name}.parquet"
            frames[name].write_parquet(path, metadata={"jalon_notes": "\n".join(notes)})
            written.append(path)
    path = folder / "dictionary.csv"
    dictionary_frame({name: frames[name] for name in in_order(frames)}, languages).write_csv(path)
    return [*written, path]


def in_order(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return the names of `frames` in the order of the dictionary."""
    if unknown := sorted(set(frames) - set(TABLES)):
        raise KeyError(f"no such table in the dictionary: {unknown}")
    return [name for name in TABLES if name in frames]


def with_known_columns(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame`, once every column is found in the dictionary."""
    for column in frame.columns:
        describe(name, column)
    return frame
