"""Keep a census's counts, so that a changed model does not read the census again.

Counts of one or two children identify them: the folder is readable by its owner only and
carries a label. Deleting it costs one scan.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts

Counted = tuple[AreaCounts, Mapping[str, object]]

LABEL = "CONFIDENTIAL.txt"
LABEL_TEXT = (
    "Counts of children per area and pattern, kept so that the census need not be read again.\n"
    "Cells of one or two children can identify them: do not copy, publish or commit this folder.\n"
    "It may be deleted at any time.\n"
)
# Raised when the layout of the files changes, so that older ones are not found.
LAYOUT = 1


def counts_key(sources: Sequence[Path], mapping: str) -> str:
    """Return the name of the counts of these files' content under a mapping to levels."""
    key = hashlib.sha256(f"{LAYOUT}\n{mapping}\n".encode())
    for source in sources:
        with source.open("rb") as file:
            key.update(hashlib.file_digest(file, "sha256").digest())
    return key.hexdigest()


def cached_counts(
    folder: Path, sources: Sequence[Path], mapping: str, count: Callable[[], Counted]
) -> Counted:
    """Return the counts kept in `folder` for this content and mapping, or count and keep them.

    Parameters
    ----------
    folder : Path
        Made, with its label, readable by its owner only.
    sources : sequence of Path
        The census files; their content counts, not their names or dates.
    mapping : str
        Everything that turns their columns into areas, levels and weights, as text.
    count : callable
        Reads the census and returns its counts and a report that JSON can hold. Called when
        nothing is kept, or what is kept cannot be read.
    """
    path = folder / f"{counts_key(sources, mapping)}.npz"
    try:
        counts, report = _read(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        counts, report = count()
        _write(path, counts, report)
    else:
        path.touch()  # in use: see `forget_unused`
    return counts, report


def forget_unused(folder: Path, since: float) -> None:
    """Delete the counts in `folder` that were neither made nor read since a time (of `time.time`).

    What no study reads any more need not lie about: it can identify children.
    """
    for path in folder.glob("*.npz"):
        # File systems keep times less finely than the clock does.
        if path.stat().st_mtime < since - 2:
            path.unlink()


def _read(path: Path) -> Counted:
    # Opened here: a damaged file would otherwise stay open after the error.
    with path.open("rb") as file, np.load(file) as kept:
        counts = AreaCounts(
            kept["ptr"], kept["pid"], kept["n"], kept.get("n2"), kept.get("records")
        )
        report: dict[str, object] = json.loads(str(kept["report"]))
    return counts, report


def _write(path: Path, counts: AreaCounts, report: Mapping[str, object]) -> None:
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / LABEL).write_text(LABEL_TEXT, encoding="utf-8")
    optional = {"n2": counts.n2, "records": counts.records}
    arrays: dict[str, NDArray[np.generic]] = {
        "ptr": counts.ptr,
        "pid": counts.pid,
        "n": counts.n,
        "report": np.array(json.dumps(dict(report))),
        **{name: values for name, values in optional.items() if values is not None},
    }
    # Written beside and moved, so that a stopped run leaves no half file under the name.
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        partial.chmod(0o600)
        np.savez(file, allow_pickle=False, **arrays)
    partial.replace(path)
