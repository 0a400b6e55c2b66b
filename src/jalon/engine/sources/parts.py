"""A table that lies in one file, or in a folder of parts as clusters write it."""

from collections.abc import Sequence
from pathlib import Path


def parts_of(path: Path) -> list[Path]:
    """Return the file, or the files below a folder of parts, in order.

    What clusters leave beside the parts, and pass over themselves, is left out: `_SUCCESS`,
    `_temporary`, `.part-0.crc`.
    """
    if path.is_file():
        return [path]
    found = (part for part in path.rglob("*") if part.is_file())
    return sorted(part for part in found if not any(map(_hidden, part.relative_to(path).parts)))


def has_values(path: Path, parts: Sequence[Path]) -> bool:
    """Return whether folders below `path` give a column by their names, ``column=value``."""
    return any("=" in name for part in parts for name in part.relative_to(path).parent.parts)


def _hidden(name: str) -> bool:
    return name.startswith(".") or (name.startswith("_") and "=" not in name)
