"""The clearance chains that ship, as plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.rules.kinds import Kind

FILE = Path(__file__).resolve().parents[1] / "templates_data" / "chains.toml"


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A step of a chain as it is planned, before any text goes through it."""

    order: int
    title: Mapping[str, str]
    role: str
    working_days: int


@lru_cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@lru_cache
def shipped_chain(kind: Kind) -> tuple[ChainLine, ...]:
    """Return the chain of a kind for an office that has not made its own."""
    titles = _file()["titles"]
    return tuple(
        ChainLine(step["order"], titles[step["title"]], Role(step["role"]), step["working_days"])
        for step in _file()["chains"][kind.value]
    )


@lru_cache
def acceptance() -> ChainLine:
    """Return the last step of every chain: the receiver accepts."""
    step = _file()["acceptance"]
    title = _file()["titles"][step["title"]]
    return ChainLine(0, title, "", step["working_days"])
