"""One chain of middleware for all clients of the tests, as a server has for all its visitors.

Django's client builds one for itself; looking for the static files takes a third of what a page
takes. What a test sets otherwise begins a new one.
"""

from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.test.client import ClientHandler

_CHAIN: dict[str, Any] = {}


def share_chain() -> None:
    """Let every client have the chain that the first one built."""
    setting_changed.connect(_forget, weak=False)
    ClientHandler.load_middleware = _load  # type: ignore[method-assign]  # for the tests


def _load(handler: ClientHandler, is_async: bool = False) -> None:
    if not _CHAIN:
        BaseHandler.load_middleware(handler, is_async)
        names = [name for name in vars(handler) if name.startswith("_")]
        _CHAIN.update({name: vars(handler)[name] for name in names})
    vars(handler).update(_CHAIN)


def _forget(**_what: object) -> None:
    _CHAIN.clear()
