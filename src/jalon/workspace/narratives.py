"""Text in several languages (IATI ``narrative``): how it is kept, asked for and shown.

A narrative is a mapping from language to text, for instance ``{"es": "Informe", "en": "Report"}``.
A reader gets their own language where it is there; otherwise another one, marked as such.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Narrative = dict[str, str]


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def chosen(narrative: Mapping[str, str], language: str | None = None) -> tuple[str, str]:
    """Return (language, text): the reader's language if it is there, else the first that is."""
    wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    for code in (wanted, *languages(), *narrative):
        if text := narrative.get(code):
            return code, text
    return wanted, ""


def text_of(narrative: Mapping[str, str], language: str | None = None) -> str:
    """Return the text alone, for places without markup: a file, a mail, a title."""
    return chosen(narrative, language)[1]


def apart(code: str) -> str:
    """Return a code that keeps its own order in a line of Arabic: ``2.2.a``, never ``a.2.2``."""
    return f"\u2068{code}\u2069"


def check_narrative(value: object) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(code, str) and isinstance(text, str) for code, text in value.items()
    ):
        raise ValidationError(_("Give a text for each language."))
    if unknown := sorted(set(value) - set(languages())):
        raise ValidationError(
            _("Unknown languages: %(codes)s."), params={"codes": ", ".join(unknown)}
        )


class NarrativeField(models.JSONField):
    """A narrative in the database; empty means that nobody has written it yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.validators.append(check_narrative)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return NarrativeFormField(
            label=self.verbose_name, required=not self.blank, help_text=self.help_text
        )


class NarrativeWidget(forms.MultiWidget):
    """One input for each language, each with its own direction."""

    template_name = "components/narrative_widget.html"

    def __init__(self, *, long: bool = False) -> None:
        kind = forms.Textarea if long else forms.TextInput
        self.long = long
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: kind(attrs={"lang": code, "dir": "rtl" if code == "ar" else "ltr"})
            for code in languages()
        }
        super().__init__(widgets)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in languages()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = dict(settings.LANGUAGES)
        for code, widget in zip(languages(), context["widget"]["subwidgets"], strict=True):
            widget["language"] = names[code]
            widget["code"] = code
        return context


class NarrativeFormField(forms.MultiValueField):
    """Ask for a text in any of the languages; one is enough."""

    def __init__(self, *, long: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        fields = tuple(
            forms.CharField(required=False, max_length=max_length) for _code in languages()
        )
        kwargs.setdefault("widget", NarrativeWidget(long=long))
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> Narrative:
        return {
            code: text for code, text in zip(languages(), data_list, strict=False) if text.strip()
        }
