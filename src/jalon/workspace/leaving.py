"""When someone leaves, apps hand over the open work that they know of, or say what is amiss."""

from collections.abc import Callable, Iterable
from typing import Any

# (leaver, successor, programme or None for all, who does it) -> how many things changed hands
HandOver = Callable[[Any, Any, Any, Any], int]
_HAND_OVERS: dict[str, HandOver] = {}
_CHECKS: dict[str, Callable[[Any], None]] = {}
_WARNINGS: dict[str, Callable[[Any], Iterable[str]]] = {}


def register(name: str, hand_over: HandOver) -> None:
    """Call `hand_over` inside the transaction in which someone's work changes hands."""
    _HAND_OVERS[name] = hand_over


def registered() -> dict[str, HandOver]:
    """Return the hand-overs by name."""
    return dict(_HAND_OVERS)


def register_closing(
    name: str, *, check: Callable[[Any], None], warn: Callable[[Any], Iterable[str]]
) -> None:
    """Before an account is closed: `check` may refuse it, `warn` says what would be left undone."""
    _CHECKS[name] = check
    _WARNINGS[name] = warn


def check_closing(person: Any) -> None:
    """Raise RuleBroken if the account of `person` must not be closed."""
    for check in _CHECKS.values():
        check(person)


def warnings_of_closing(person: Any) -> list[str]:
    """Return what whoever closes the account of `person` should know."""
    return [text for warn in _WARNINGS.values() for text in warn(person)]
