"""What public pages show of a call."""

from collections.abc import Mapping
from typing import Any

from django import template

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.contact import address_of
from jalon.workspace.recruitment.models.words import THEMES
from jalon.workspace.recruitment.queries.countdown import on_clock, told
from jalon.workspace.recruitment.rules.countdown import city_of

register = template.Library()


register.filter("on_clock", on_clock)
register.filter("told", told)


@register.filter
def theme_words(theme: str) -> Any:
    """Return what a theme is called."""
    return THEMES.get(theme, theme)


register.filter("city", city_of)


@register.simple_tag(takes_context=True)
def contact(context: Mapping[str, Any]) -> str:
    """Return the address at which candidates reach a person: of the page's call, if it has one."""
    call = context.get("call")
    return address_of(call if isinstance(call, Call) else None)
