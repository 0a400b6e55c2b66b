"""In whose stead somebody acts: the app that knows of deputies says it."""

from collections.abc import Callable
from typing import Any

Find = Callable[[Any, int | None], int | None]
_FIND: dict[str, Find] = {}


def find_absent_with(find: Find) -> None:
    """Use `find` (person, id of a programme) to tell in whose stead; call it in ``apps.ready``."""
    _FIND["absent"] = find


def absent_for(person: Any, programme_id: int | None) -> int | None:
    """Return the id of whose powers `person` holds there beside their own, if of anybody."""
    find = _FIND.get("absent")
    return find(person, programme_id) if find else None
