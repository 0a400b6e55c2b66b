"""When someone leaves, each app hands over the open work that it knows of."""

from collections.abc import Callable
from typing import Any

# (leaver, successor, programme or None for all, who does it) -> how many things changed hands
HandOver = Callable[[Any, Any, Any, Any], int]
_HAND_OVERS: dict[str, HandOver] = {}


def register(name: str, hand_over: HandOver) -> None:
    """Call `hand_over` inside the transaction in which someone's work changes hands."""
    _HAND_OVERS[name] = hand_over


def registered() -> dict[str, HandOver]:
    """Return the hand-overs by name."""
    return dict(_HAND_OVERS)
