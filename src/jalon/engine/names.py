"""Propose a file of names for the tables of a study that have no codes."""

from pathlib import Path

import polars as pl

from jalon.engine.prepare.areas import read_register
from jalon.engine.prepare.names import propose_names
from jalon.engine.sources.names import SAME
from jalon.engine.study import load_index_study
from jalon.errors import BadInput, CannotWrite


def write_names(
    study: Path | str, *, table: str | None = None, out: Path | None = None
) -> tuple[Path, int]:
    """Write the proposed file of names of a table, and return it with the rows to be reviewed.

    Parameters
    ----------
    study : Path
        The file of a study of vulnerability.
    table : str, optional
        A table of the study that is joined by names; needed where there are several.
    out : Path, optional
        By default the file that the study names. Nothing is overwritten.

    Raises
    ------
    BadInput("names-table-unknown" | "file-exists")
    CannotWrite("folder-unwritable")
    """
    loaded = load_index_study(study)
    joined = {key: each for key, each in loaded.tables.items() if each.names is not None}
    if table is None and len(joined) == 1:
        table = next(iter(joined))
    if table is None or table not in joined:
        raise BadInput("names-table-unknown", known=", ".join(joined) or "-")
    names = joined[table].names
    assert names is not None
    path = loaded.resolve(names.file) if out is None else out
    if path.exists():
        raise BadInput("file-exists", file=str(path))
    proposed = propose_names(loaded, table, joined[table], read_register(loaded))
    try:
        proposed.write_csv(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite("folder-unwritable", folder=str(path.parent), reason=reason) from error
    return path, proposed.filter(pl.col("match") != SAME).height
