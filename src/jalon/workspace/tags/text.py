"""Filters: text in the reader's language, dates, the words of errors and events."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from jalon.errors import ReadableError
from jalon.messages import explain as explained
from jalon.workspace.audit.words import words_for
from jalon.workspace.narratives import chosen, text_of
from jalon.workspace.tags.library import register


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
def english(text: str) -> SafeString | str:
    """Show what stands in English only: for readers of another language, marked as such."""
    return narrative({"en": text})


@register.filter
def plain(value: Mapping[str, str] | None) -> str:
    """Return the text alone, for a title or an attribute."""
    return text_of(value or {})


INSTANT = timedelta(microseconds=1)


def shown_at(value: datetime, there: tzinfo) -> datetime:
    """Return what an exclusive deadline is shown as: 23:59 where it ends a day of that clock."""
    local, just_before = (each.astimezone(there) for each in (value, value - INSTANT))
    if local.date() == just_before.date():  # not "at midnight": some days begin at one o'clock
        return local
    return just_before.replace(second=0, microsecond=0)


@register.filter
def deadline(value: datetime | None, zone: str = "") -> str:
    """Show an exclusive deadline: the first instant of a day is 23:59 of the day before.

    In the zone that counts, which is named where it is not the reader's; without one, in theirs.
    """
    if value is None:
        return ""
    here = timezone.get_current_timezone()
    there = ZoneInfo(zone) if zone else here
    words = date_format(shown_at(value, there).replace(tzinfo=None), "DATETIME_FORMAT")
    return f"{words} ({zone})" if zone and zone != str(here) else words


@register.filter
def explain(error: ReadableError) -> str:
    """Say what happened and what to do, in the reader's language."""
    return explained(error, (get_language() or "en").split("-")[0])


@register.filter
def listed(items: Iterable[Any]) -> str:
    """Write items one after the other, with the comma of the reader's script."""
    return comma().join(str(item) for item in items)


@register.simple_tag
def comma() -> str:
    """Return what stands between two items of a list, its space included."""
    return str(get_format("LIST_SEPARATOR"))


@register.filter
def percentage(written: str) -> str:
    """Put the sign of per cent to a number that is already written."""
    return str(get_format("PERCENT_FORMAT")).format(written)


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return an item of a mapping by a key that is itself a variable."""
    return None if mapping is None else mapping.get(key)


@register.filter
def event_words(event: Any) -> str:
    """Say what happened in an event of the trail; the words follow a person's name."""
    return words_for(event.what)
