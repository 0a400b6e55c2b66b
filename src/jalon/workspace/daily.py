"""What happens once a day: apps register their work, the job worker does it."""

from collections.abc import Callable
from datetime import date

Work = Callable[[date], object]
_WORK: dict[str, Work] = {}


def register(name: str, work: Work) -> None:
    """Do `work` once a day; it must bear being done twice, for a worker may be killed."""
    _WORK[name] = work


def registered() -> dict[str, Work]:
    """Return what is to be done, by name."""
    return dict(_WORK)
