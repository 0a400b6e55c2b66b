"""How an upper app shows something on a lower app's page: it registers a panel when it is loaded.

The page lists the panels of its subject; each loads by itself, or is a plain link without
JavaScript.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: its name, where it is shown, and who may see it."""

    key: str
    title: str | Promise
    url: Callable[[Any], str]  # subject -> address of the panel's page
    visible: Callable[[Any, Any], bool] = lambda user, subject: True
    order: int = 100
    part: Callable[[Any], str] | None = None  # address of what is shown in place, if anything


_PANELS: dict[str, dict[str, Panel]] = {}


def register(subject: str, panel: Panel) -> None:
    """Show `panel` on every page of `subject`, such as ``"programme"`` or ``"country"``."""
    _PANELS.setdefault(subject, {})[panel.key] = panel


def panels_of(subject: str, shown: Any, user: Any) -> list[dict[str, Any]]:
    """Return key, title and addresses of each panel that `user` may see on the page of `shown`."""
    registered = sorted(_PANELS.get(subject, {}).values(), key=lambda panel: panel.order)
    return [
        {
            "key": panel.key,
            "title": panel.title,
            "url": panel.url(shown),
            "part": panel.part(shown) if panel.part else "",
        }
        for panel in registered
        if panel.visible(user, shown)
    ]
