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

    After an error or an interruption nothing is left, and an earlier run is still there.

    Raises
    ------
    CannotWrite("folder-not-a-run" | "folder-unwritable")
    """
    folder = folder.absolute()
    earlier_run = (folder / MANIFEST).is_file()
    if folder.exists() and not earlier_run and not (folder.is_dir() and _is_empty(folder)):
        raise CannotWrite("folder-not-a-run", folder=str(folder))
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with writing(folder):
            _keep_counts(folder, work)
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


def _is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def _keep_counts(folder: Path, work: Path) -> None:
    """Take the counts of an earlier run along, so that its census is not read again."""
    kept = folder / CONFIDENTIAL
    if kept.is_dir():
        shutil.copytree(kept, work / CONFIDENTIAL)
        (work / CONFIDENTIAL).chmod(0o700)


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
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
        folder.rename(Path(aside) / "earlier")
        work.rename(folder)
