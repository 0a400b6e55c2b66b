"""A folder of results that appears only when everything is in it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jalon.engine.outputs.manifest import MANIFEST, read_manifest
from jalon.errors import CannotWrite

# Counts of the census: kept from run to run, never to leave the office.
CONFIDENTIAL = "confidential"


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Give a temporary folder beside `folder`, which takes its place at the end.

    After an error or an interruption no results are left, and an earlier run is still there, whole.
    The counts in ``confidential``, and what others have put beside the results, stay all along.

    Raises
    ------
    CannotWrite("folder-not-a-run" | "folder-unwritable")
    """
    folder = folder.absolute()
    earlier_run = (folder / MANIFEST).is_file()
    if folder.exists() and not earlier_run and not (folder.is_dir() and _holds_no_more(folder)):
        raise CannotWrite("folder-not-a-run", folder=str(folder))
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield work
        with writing(folder):
            _replace(folder, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in words that a folder cannot be written.

    Raises
    ------
    CannotWrite("folder-unwritable")
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite("folder-unwritable", folder=str(folder), reason=reason) from error


def _holds_no_more(folder: Path) -> bool:
    """Return whether nothing lies in a folder, or only what an interrupted run has counted."""
    return all(path.name == CONFIDENTIAL and path.is_dir() for path in folder.iterdir())


def _keep_own_files(folder: Path, work: Path) -> None:
    """Take along what somebody has put beside the results, such as a QGIS project."""
    written = {each.file for each in read_manifest(folder).outputs} | {MANIFEST}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        ours = place.as_posix() in written or place.parts[0] == CONFIDENTIAL
        if path.is_file() and not ours and not (work / place).exists():
            (work / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, work / place)


def _replace(folder: Path, work: Path) -> None:
    work.chmod(0o755)
    if (folder / MANIFEST).is_file():
        _keep_own_files(folder, work)
    if not folder.exists():
        work.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    earlier, counts = aside / "earlier", aside / "earlier" / CONFIDENTIAL
    try:
        folder.rename(earlier)
        if counts.is_dir():
            # Gigabytes may lie there: they move along, and are not copied.
            shutil.move(counts, work / CONFIDENTIAL)
        work.rename(folder)
    finally:
        if not folder.exists() and earlier.is_dir():
            if (work / CONFIDENTIAL).is_dir():
                shutil.move(work / CONFIDENTIAL, counts)
            earlier.rename(folder)
        # What was there before is thrown away only where the new one has taken its place.
        if not earlier.exists() or not work.exists():
            shutil.rmtree(aside, ignore_errors=True)
