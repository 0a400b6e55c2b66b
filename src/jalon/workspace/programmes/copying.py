"""How a new programme gets its structure: upper apps say how theirs is copied, or begun.

In ``apps.ready``::

    copying.register("results", copy_results)          # from another programme
    copying.register_start("results", begin_results)   # from a template

Both are called inside the transaction that makes the programme, in the order of registration
(documents before results if documents is loaded first), and return how many rows they made.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme

# (from which, to which, by whom): structure alone, never what was reported or written
Copy = Callable[[Programme, Programme, User], int]
# (template, programme, by whom); the template is a file of templates_data, as it stands there
Start = Callable[[Mapping[str, Any], Programme, User], int]

_COPIES: dict[str, Copy] = {}
_STARTS: dict[str, Start] = {}


def register(name: str, copy: Copy) -> None:
    """Call `copy` when a programme is started from another."""
    _COPIES[name] = copy


def register_start(name: str, start: Start) -> None:
    """Call `start` when a programme is started from a template."""
    _STARTS[name] = start


def registered() -> dict[str, Copy]:
    """Return the copies by name."""
    return dict(_COPIES)


def registered_starts() -> dict[str, Start]:
    """Return the beginnings by name."""
    return dict(_STARTS)
