"""What keeps a programme out of the archive: upper apps say what of theirs is not over yet.

In ``apps.ready``: ``archiving.register("recruitment", check_no_call_runs)``. It is called inside
the transaction that archives, and raises RuleBroken.
"""

from collections.abc import Callable

from jalon.workspace.programmes.models import Programme

Check = Callable[[Programme], None]
_CHECKS: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Ask `check` before a programme is archived."""
    _CHECKS[name] = check


def check_over(programme: Programme) -> None:
    """Refuse a programme in which something still goes on."""
    for check in _CHECKS.values():
        check(programme)
