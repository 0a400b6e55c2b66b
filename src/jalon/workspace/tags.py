"""Filters and tags that every template of the site has."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from jalon.errors import ReadableError
from jalon.messages import explain as explained
from jalon.workspace.audit.words import words_for
from jalon.workspace.narratives import chosen, text_of
from jalon.workspace.panels import panels_of

register = template.Library()


@register.filter
def narrative(value: Mapping[str, str] | None) -> SafeString | str:
    """Show a narrative in the reader's language, or another one marked as not translated."""
    language, text = chosen(value or {})
    if not text:
        return ""
    if language == (get_language() or "en").split("-")[0]:
        return format_html('<bdi lang="{}">{}</bdi>', language, text)
    return format_html(
        '<bdi lang="{}" class="untranslated">{}</bdi>'
        ' <span class="translation-missing" title="{}">{}</span>',
        language,
        text,
        gettext("Translation missing"),
        language,
    )


@register.filter
def plain(value: Mapping[str, str] | None) -> str:
    """Return the text alone, for a title or an attribute."""
    return text_of(value or {})


@register.filter
def deadline(value: datetime | None) -> str:
    """Show an exclusive deadline: the first instant of a day is 23:59 of the day before."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        local -= timedelta(minutes=1)
    return date_format(local, "DATETIME_FORMAT")


@register.filter
def explain(error: ReadableError) -> str:
    """Say what happened and what to do, in the reader's language."""
    return explained(error, (get_language() or "en").split("-")[0])


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return an item of a mapping by a key that is itself a variable."""
    return None if mapping is None else mapping.get(key)


@register.filter
def event_words(event: Any) -> str:
    """Say what happened in an event of the trail; the words follow a person's name."""
    return words_for(event.what)


@register.simple_tag
def address(name: str, otherwise: str, *args: Any) -> str:
    """Return the address of a view by its name, or a fixed one where that app has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise


ROOMS = (
    ("/programmes/", _("Programmes")),
    ("/documents/", _("Documents")),
    ("/standards/", _("Standards")),
    ("/places/", _("Places")),
)


@register.simple_tag(takes_context=True)
def site_navigation(context: Any) -> list[dict[str, Any]]:
    """Return the site's rooms, and in which one the reader is."""
    path = context["request"].path
    home = {"url": "/", "title": _("My day"), "current": path == "/"}
    rooms = [{"url": url, "title": title, "current": path.startswith(url)} for url, title in ROOMS]
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
