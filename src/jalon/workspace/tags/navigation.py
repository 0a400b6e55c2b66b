"""Where the reader is, and where else they can go."""

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.panels import panels_of
from jalon.workspace.tags.library import register

ROOMS = (  # where, its name, and the permission it asks anywhere
    ("/programmes/", _("Programmes"), None),
    ("/documents/", _("Documents"), None),
    ("/standards/", _("Standards"), Permission.CATALOGUE_VIEW),
    ("/places/", _("Places"), Permission.CATALOGUE_VIEW),
)


@register.simple_tag
def address(name: str, otherwise: str, *args: Any) -> str:
    """Return the address of a view by its name, or a fixed one where that app has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise


@register.simple_tag(takes_context=True)
def site_navigation(context: Any) -> list[dict[str, Any]]:
    """Return the rooms that the reader may enter, and in which one they are."""
    request = context["request"]
    home = {"url": "/", "title": _("My day"), "current": request.path == "/"}
    rooms = [
        {"url": url, "title": title, "current": request.path.startswith(url)}
        for url, title, asked in ROOMS
        if asked is None or request.user.has_perm(asked)
    ]
    return [home, *rooms]


@register.simple_tag(takes_context=True)
def panels_for(context: Any, subject: str, shown: Any) -> list[dict[str, Any]]:
    """Return what apps show on the page of `shown`, and which of it is this page."""
    request = context["request"]
    panels = panels_of(subject, shown, request.user)
    here = max((p["url"] for p in panels if request.path.startswith(p["url"])), key=len, default="")
    return [{**panel, "current": panel["url"] == here} for panel in panels]


@register.simple_tag
def pager_numbers(page: Any) -> list[int | None]:
    """Return the page numbers to offer; None stands for those left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]


@register.simple_tag
def narrative_parts(widget: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Part a narrative's inputs: the reader's language and those in use, then the others."""
    own = (get_language() or "en").split("-")[0]
    inputs = sorted(widget["subwidgets"], key=lambda part: part["code"] != own)
    shown = [part for part in inputs if part["code"] == own or part["value"]]
    return {"shown": shown, "folded": [part for part in inputs if part not in shown]}
