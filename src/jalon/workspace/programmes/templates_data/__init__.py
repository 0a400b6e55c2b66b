"""Templates that ship: a new programme begins with what they say, all of it editable.

A file holds ``title`` and ``summary`` (narratives), ``kind``, ``[agreement]``, and what upper apps
read: ``[[results]]`` (level, code, parent, title), ``[[indicators]]`` (result, code, title, ...),
``[[obligations]]`` (kind, title, every "period" or "once", days_after "period" or "end", days).
``repeat = 10`` makes ten of a row, with ``{n}`` counted from 1.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Template:
    """A programme that can be begun with."""

    key: str
    title: dict[str, str]
    summary: dict[str, str]
    kind: str
    agreement: dict[str, Any]
    content: dict[str, Any]  # the whole file, rows repeated


@lru_cache
def templates() -> dict[str, Template]:
    """Return the templates by key, which is the name of their file."""
    return {path.stem: _read(path) for path in sorted(HERE.glob("*.toml"))}


def _read(path: Path) -> Template:
    content: dict[str, Any] = {
        name: _repeated(value) if isinstance(value, list) else value
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
    return Template(
        key=path.stem,
        title=content["title"],
        summary=content["summary"],
        kind=content["kind"],
        agreement=content.get("agreement", {}),
        content=content,
    )


def _repeated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        kept = {name: value for name, value in row.items() if name != "repeat"}
        if "repeat" in row:
            found += [_numbered(kept, n) for n in range(1, row["repeat"] + 1)]
        else:
            found.append(kept)
    return found


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {name: _numbered(item, number) for name, item in value.items()}
    return value.replace("{n}", str(number)) if isinstance(value, str) else value
