"""Which app keeps what about a person: each says how to read it for them, and how to erase it.

In ``apps.ready``: ``personal.register("programmes", Holding(_("Focal points"), read, erase))``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


def nothing(person: Any) -> None:
    """Erase nothing: what is kept says nothing of the person once the account is erased."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Personal data that an app holds."""

    title: str | Promise
    read: Callable[[Any], Any]  # person -> what JSON can hold, for their own copy
    erase: Callable[[Any], None] = nothing


_HOLDINGS: dict[str, Holding] = {}


def register(key: str, holding: Holding) -> None:
    """Include an app's data in a person's own copy, and in their erasure."""
    _HOLDINGS[key] = holding


def registered() -> dict[str, Holding]:
    """Return the holdings by key."""
    return dict(_HOLDINGS)
