"""How the trail finds the programmes that it names: the app that keeps them says how."""

from collections.abc import Callable, Iterable
from typing import Any

Find = Callable[[Iterable[int]], dict[int, Any]]
_FIND: dict[str, Find] = {}


def find_programmes_with(find: Find) -> None:
    """Use `find` to look up programmes by their ids; call it in ``apps.ready``."""
    _FIND["programme"] = find


def programmes_by_id(ids: Iterable[int]) -> dict[int, Any]:
    """Return the programmes that exist among `ids`."""
    wanted = set(ids)
    find = _FIND.get("programme")
    return find(wanted) if find and wanted else {}
