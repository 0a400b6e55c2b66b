"""How a spreadsheet becomes a programme's structure: upper apps say what they make of a plan.

In ``apps.ready``::

    building.register("results", build_results)

Called inside the transaction that makes the programme; returns how many rows it made.
"""

from collections.abc import Callable

from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.exchange.plan import Plan
from jalon.workspace.programmes.models import Programme

Build = Callable[[Plan, Programme, User], int]
_BUILDS: dict[str, Build] = {}


def register(name: str, build: Build) -> None:
    """Call `build` when a programme is started from a spreadsheet."""
    _BUILDS[name] = build


def registered() -> dict[str, Build]:
    """Return the builds by name."""
    return dict(_BUILDS)
