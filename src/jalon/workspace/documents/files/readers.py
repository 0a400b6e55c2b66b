"""Who may read a file: each part of the site answers for the files that its rows hold."""

from collections.abc import Callable, Collection
from typing import Any

# (user, ids of stored files) -> those that the user may read
Reader = Callable[[Any, Collection[int]], set[int]]
_READERS: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Let `reader` allow files; what no reader allows, nobody reads."""
    _READERS[name] = reader


def readable(user: Any, ids: Collection[int]) -> set[int]:
    """Return which of the files `user` may read, one question to each reader."""
    allowed: set[int] = set()
    for reader in _READERS.values():
        if rest := set(ids) - allowed:
            allowed |= reader(user, rest) & rest
    return allowed
