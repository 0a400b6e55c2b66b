"""Events that are kept from a reader for a time: apps say which, and why is theirs to say."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Hidden = Callable[[Any], Q | None]
_HIDDEN: dict[str, Hidden] = {}


def register(name: str, hidden: Hidden) -> None:
    """Keep from a reader the events that `hidden` names, if it names any; call it when loaded."""
    _HIDDEN[name] = hidden


def hidden_from(user: Any) -> Q | None:
    """Return the condition on the events that `user` does not see now; None: sees all."""
    found: Q | None = None
    for ask in _HIDDEN.values():
        one = ask(user)
        if one is not None:
            found = one if found is None else found | one
    return found
