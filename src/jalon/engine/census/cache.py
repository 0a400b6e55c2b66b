"""Keep what a census was counted to, so that a changed model does not read the census again.

A census is counted part by part: after an interruption the parts that were counted are not read
again. Counts of one or two children identify them: the folder is readable by its owner only and
carries a label. Deleting it costs one scan.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from jalon.errors import CannotWrite

Arrays = Mapping[str, NDArray[Any]]

LABEL = "CONFIDENTIAL.txt"
LABEL_TEXT = (
    "Counts of children per area and pattern, kept so that the census need not be read again.\n"
    "Cells of one or two children can identify them: do not copy, publish or commit this folder.\n"
    "It is kept when a run is stopped, so that the next one goes on from there.\n"
    "It may be deleted at any time.\n"
)
# Raised when the layout of the files changes, so that older ones are not found.
LAYOUT = 2


class Counted(Protocol):
    """What a part of a census, or all of it, was counted to."""

    def arrays(self) -> Arrays:
        """Return all of it as arrays of numbers and text."""
        ...

    @classmethod
    def of_arrays(cls, kept: Arrays) -> Self:
        """Return what `arrays` was made of."""
        ...

    def joined(self, later: Self) -> Self:
        """Return this and what the part of the census that follows was counted to, as one."""
        ...


Of = TypeVar("Of", bound=Counted)


def counts_key(sources: Sequence[Path], mapping: str) -> str:
    """Return the name of the counts of these files' content under a mapping to levels.

    Where folders are named ``column=value``, their names are content too.
    """
    key = hashlib.sha256(f"{LAYOUT}\n{mapping}\n".encode())
    for source in sources:
        values = [name for name in source.parent.parts if "=" in name]
        facts = source.stat()
        key.update("\n".join(values).encode())
        key.update(_content(source, facts.st_mtime_ns, facts.st_size))
    return key.hexdigest()


# A run asks for several counts of one census; its time and size tell whether it changed.
@lru_cache(maxsize=4096)
def _content(source: Path, _changed: int, _size: int) -> bytes:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def cached_counts(
    folder: Path | None,
    sources: Sequence[Path],
    mapping: str,
    kind: type[Of],
    count: Callable[[int], Iterable[Of]],
) -> Of:
    """Return the counts kept in `folder` for this content and mapping, or count and keep them.

    The result is the same, to the last digit, whether the counting was interrupted or not.

    Parameters
    ----------
    folder : Path, optional
        Made, with its label, readable by its owner only. Without it nothing is kept.
    sources : sequence of Path
        The census files; their content counts, not their names or dates.
    mapping : str
        Everything that turns their columns into what is counted, and where parts begin, as text.
    kind : type
        Of the counts.
    count : callable
        Given how many of the census's parts are counted already, counts the others one by one;
        at least one if none is. Called when the whole is not kept, or cannot be read; each part
        is kept until the whole is.

    Raises
    ------
    CannotWrite("folder-unwritable")
        And what `count` raises; the parts that it counted before are kept.
    """
    key = "" if folder is None else counts_key(sources, mapping)
    whole = _read(folder, key, kind)
    if whole is not None:
        return whole
    number = 0
    while (part := _read(folder, _part(key, number), kind)) is not None:
        whole, number = _with(whole, part), number + 1
    for part in count(number):
        _write(folder, _part(key, number), part)
        whole, number = _with(whole, part), number + 1
    assert whole is not None
    if folder is not None:
        only = _place(folder, _part(key, 0))
        # Another run may have put the same counts away meanwhile.
        if number == 1 and only.exists():
            only.replace(_place(folder, key))
        else:
            _write(folder, key, whole)
        for path in folder.glob(f"{key}.part-*.npz"):
            path.unlink(missing_ok=True)
    return whole


def forget_unused(folder: Path, since: float) -> None:
    """Delete the counts in `folder` that were neither made nor read since a time (of `time.time`).

    What no study reads any more need not lie about: it can identify children. That goes for parts
    of scans that were never finished too, and for what a power cut left half written.
    """
    for path in (*folder.glob("*.npz"), *folder.glob("*.partial")):
        # File systems keep times less finely than the clock does.
        if path.stat().st_mtime < since - 2:
            path.unlink(missing_ok=True)


def _with(earlier: Of | None, part: Of) -> Of:
    return part if earlier is None else earlier.joined(part)


def _part(key: str, number: int) -> str:
    return f"{key}.part-{number}"


def _place(folder: Path, name: str) -> Path:
    return folder / f"{name}.npz"


def _read(folder: Path | None, name: str, kind: type[Of]) -> Of | None:
    """Return the counts of a name; None where there are none, or they cannot be read."""
    if folder is None:
        return None
    path = _place(folder, name)
    try:
        # Opened here: a damaged file would otherwise stay open after the error.
        with path.open("rb") as file, np.load(file) as kept:
            found = kind.of_arrays(kept)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    path.touch()  # in use: see `forget_unused`
    return found


def _write(folder: Path | None, name: str, counted: Counted) -> None:
    if folder is None:
        return
    path = _place(folder, name)
    # Written beside and moved, so that a stopped run leaves no half file under the name.
    partial = folder / f"{name}.{os.getpid()}.partial"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / LABEL).write_text(LABEL_TEXT, encoding="utf-8")
        with partial.open("wb") as file:
            partial.chmod(0o600)
            np.savez(file, allow_pickle=False, **counted.arrays())
            file.flush()
            os.fsync(file.fileno())  # a power cut leaves no name of an empty file
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite("folder-unwritable", folder=str(folder), reason=reason) from error
