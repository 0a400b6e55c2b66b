"""An application as a page shows it: parts with their rows, each row with a place to link to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.recruitment.models.words import (
    DEGREES,
    GROUPS,
    NO_LEVEL,
    SETTINGS,
    SEXES,
    SKILL_NAMES,
    Words,
)
from jalon.workspace.recruitment.queries.languages import language_name
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.languages import NONE, SKILLS, Wording

PARTS: dict[str, Words] = {
    "contact": _("Who they are"),
    "nationality": _("Nationality and residence"),
    "eligibility": _("Questions of the notice"),
    "education": _("Education"),
    "employment": _("Employment"),
    "languages": _("Languages"),
    "letter": _("Letter"),
    "consent": _("Consent"),
}
FIELDS: dict[str, Words] = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "region": _("Region"),
    "nationalities": _("Nationalities"),
    "residence": _("Permanent residence"),
    "permits": _("Permits to work"),
    "group": _("Applies as"),
    "level": _("Degree"),
    "field": _("Field"),
    "title": _("Title"),
    "institution": _("Institution"),
    "country": _("Country"),
    "year": _("Year"),
    "completed": _("Completed"),
    "employer": _("Employer"),
    "start": pgettext_lazy("employment", "From"),
    "end": pgettext_lazy("employment", "Until"),
    "length": pgettext_lazy("employment", "How long"),
    "duties": _("Duties"),
    "share": _("Per cent of full time"),
    "settings": pgettext_lazy("experience", "Level"),
    "language": _("Language"),
    "wording": _("In their own words"),
    **SKILL_NAMES,
    "text": _("Text"),
    "truth": _("Declares that it is true"),
    "privacy": _("Agrees to how data are used"),
}
WORDINGS: dict[Wording, Words] = {
    Wording.NATIVE: _("mother tongue"),
    Wording.EXCELLENT: pgettext_lazy("language", "excellent"),
    Wording.FLUENT: pgettext_lazy("language", "fluent"),
    Wording.VERY_GOOD: pgettext_lazy("language", "very good"),
    Wording.GOOD: pgettext_lazy("language", "good"),
    Wording.WORKING: pgettext_lazy("language", "working knowledge"),
    Wording.BASIC: pgettext_lazy("language", "basic"),
}
LONG = frozenset({"duties", "text"})
ROW_TITLES = ("title", "institution", "employer", "language")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said."""

    label: Any
    text: str
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An employment, a degree, a language; or a part of which there is one."""

    key: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form."""

    key: str
    words: Any
    rows: Sequence[Row]


def parts_of(sections: Mapping[str, Any], asked: Mapping[str, str] | None = None) -> list[Part]:
    """Return the parts that are there; `asked`: key of a question -> its words."""
    named = _countries(sections)
    return [
        Part(key, words, _rows(key, sections[key], named, asked or {}))
        for key, words in PARTS.items()
        if sections.get(key)
    ]


def _countries(sections: Mapping[str, Any]) -> dict[str, str]:
    of = sections.get("nationality") or {}
    codes = {*(of.get("nationalities") or []), *(of.get("permits") or []), of.get("residence")}
    for key in ("education", "employment"):
        codes |= {row.get("country") for row in sections.get(key) or []}
    wanted = {code for code in codes if code}
    return {
        iso2: text_of(name)
        for iso2, name in Country.objects.filter(iso2__in=wanted).values_list("iso2", "name")
    }


def _rows(
    key: str, content: Any, named: Mapping[str, str], asked: Mapping[str, str]
) -> Sequence[Row]:
    if isinstance(content, list):
        return [Row(str(row.get("row", "")), _lines(row, named)) for row in content]
    lines = _lines(content, named)
    answers = content.get("declared") or {}
    lines += [Line(asked.get(str(k), str(k)), _yes_or_no(v)) for k, v in answers.items()]
    return [Row(key, lines)]


def _lines(row: Mapping[str, Any], named: Mapping[str, str]) -> list[Line]:
    return [
        Line(FIELDS[name], text, name in LONG)
        for name, value in row.items()
        if name in FIELDS and (text := _text(name, value, named))
    ]


def _yes_or_no(value: Any) -> str:
    if value is None:
        return "—"
    return str(_("yes")) if value else str(_("no"))


def _text(name: str, value: Any, named: Mapping[str, str]) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if say := SAY.get(name):
        return say(value)
    each = value if isinstance(value, list) else [value]
    return ", ".join(named.get(str(one), str(one)) for one in each)


def _months(value: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", value) % {"count": value}


def _day(value: Any) -> str:
    try:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    except ValueError:
        return str(value)


def _of(words: Mapping[Any, Any], kind: Callable[[Any], Any]) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        each = value if isinstance(value, list) else [value]
        return ", ".join(_word(words, kind, one) for one in each)

    return say


def _word(words: Mapping[Any, Any], kind: Callable[[Any], Any], value: Any) -> str:
    try:
        return str(words[kind(value)])
    except (KeyError, ValueError):
        return str(value)


SAY: dict[str, Callable[[Any], str]] = {
    "level": _of(DEGREES, DegreeLevel),
    "settings": _of(SETTINGS, Setting),
    "group": _of(GROUPS, Group),
    "sex": _of(SEXES, str),
    **dict.fromkeys(SKILLS, _of({NONE: NO_LEVEL}, str)),
    "language": language_name,
    "wording": _of(WORDINGS, Wording),
    "start": _day,
    "end": _day,
    "length": _months,
    "birth_date": _day,
}
