"""How many files, and how large, a candidate may add to an application."""

from collections.abc import Iterable

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.kinds import FileKind

MEGABYTE = 1024 * 1024
MOST: dict[FileKind, int] = {FileKind.LETTER: 1, FileKind.CV: 1, FileKind.PROOF: 8}
LARGEST = 10 * MEGABYTE
MOST_TOGETHER = 30 * MEGABYTE


def check_size(size: int) -> None:
    """Refuse a file that is too large, before it is kept."""
    if size > LARGEST:
        raise RuleBroken("application-file-too-large", megabytes=LARGEST // MEGABYTE)


def check_room(kind: FileKind, size: int, there: Iterable[tuple[str, int]]) -> None:
    """Refuse a file for which there is no room beside those that are `there`: kind and size."""
    kept = list(there)
    if sum(1 for each, _size in kept if each == kind) >= MOST[kind]:
        raise RuleBroken("application-files-enough", most=MOST[kind])
    if sum(each for _kind, each in kept) + size > MOST_TOGETHER:
        raise RuleBroken("application-files-too-large", megabytes=MOST_TOGETHER // MEGABYTE)
