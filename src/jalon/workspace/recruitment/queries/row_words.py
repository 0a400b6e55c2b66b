"""Rows of an application as one line each, and whole sections as labels with answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jalon.workspace.narratives import apart
from jalon.workspace.recruitment.models.words import (
    DEGREES,
    GROUPS,
    NO_LEVEL,
    SEXES,
    SKILL_NAMES,
)
from jalon.workspace.recruitment.queries.candidate_form import SECTIONS, Wording
from jalon.workspace.recruitment.queries.countries import country_name
from jalon.workspace.recruitment.queries.languages import language_name
from jalon.workspace.recruitment.rules.applications import ROWS, Section
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group
from jalon.workspace.recruitment.rules.languages import NONE
from jalon.workspace.tags import listed

Row = Mapping[str, Any]
Line = tuple[str, str]  # label and answer


def rows_of(section: Section, rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Return each row with its line."""
    return [(row, LINES[section](row)) for row in rows]


def _education(row: Row) -> str:
    level = DEGREES.get(DegreeLevel(row["level"]), "") if row.get("level") else ""
    country = country_name(row["country"]) if row.get("country") else ""
    parts = (level, row.get("title"), row.get("field"), row.get("institution"), country)
    return listed(part for part in (*parts, row.get("year")) if part and part != "-")


def _employment(row: Row) -> str:
    until = _month(row.get("end")) or _("today")
    parts = (row.get("title"), row.get("employer"))
    span = apart(f"{_month(row.get('start'))} – {until}")
    return f"{listed(apart(part) for part in parts if part)} ({span})"


def _language(row: Row) -> str:
    name = language_name(row.get("language", ""))
    if row.get("wording") == "native":
        return _("%(language)s: mother tongue") % {"language": name}
    levels = [
        f"{words} {NO_LEVEL if row[skill] == NONE else row[skill]}"
        for skill, words in SKILL_NAMES.items()
        if row.get(skill)
    ]
    return f"{name}: {listed(levels)}" if levels else name


def _month(value: str | None) -> str:
    try:
        return date_format(date.fromisoformat(str(value)), "YEAR_MONTH_FORMAT") if value else ""
    except ValueError:
        return str(value)


LINES = {
    Section.EDUCATION: _education,
    Section.EMPLOYMENT: _employment,
    Section.LANGUAGES: _language,
}


def said_in(
    sections: Mapping[str, Any], declared: list[Wording]
) -> list[tuple[Section, str, list[Line]]]:
    """Return every section with its title and what is said in it, to be looked through."""
    found = []
    for section, title in SECTIONS.items():
        content = sections.get(section)
        if section in ROWS:
            lines = [("", words) for _row, words in rows_of(section, content or [])]
        else:
            lines = SAID[section](content or {}, declared)
        found.append((section, str(title), [line for line in lines if line[1]]))
    return found


def _contact(said: Row, _declared: list[Wording]) -> list[Line]:
    region = said.get("region")
    return [
        (_("Your whole name"), said.get("name", "")),
        (_("E-mail"), said.get("email", "")),
        (_("Telephone"), said.get("phone", "")),
        (_("Address"), said.get("address", "")),
        (_("Sex"), str(SEXES.get(said.get("sex", ""), ""))),
        (_("Country where you grew up"), country_name(region) if region else ""),
    ]


def _nationality(said: Row, _declared: list[Wording]) -> list[Line]:
    residence = said.get("residence")
    return [
        (_("Nationality"), listed(country_name(c) for c in said.get("nationalities") or [])),
        (_("Country where you reside permanently"), country_name(residence) if residence else ""),
        (_("Permits to work"), listed(country_name(c) for c in said.get("permits") or [])),
    ]


def _eligibility(said: Row, declared: list[Wording]) -> list[Line]:
    answers = said.get("declared") or {}
    words = {True: _("Yes"), False: _("No"), None: ""}
    group = said.get("group")
    found = [(_("Do you work for the office already?"), str(GROUPS[Group(group)]) if group else "")]
    return [*found, *((each.text, words[answers.get(each.key)]) for each in declared)]


def _letter(said: Row, _declared: list[Wording]) -> list[Line]:
    return [("", said.get("text", ""))]


def _consent(said: Row, _declared: list[Wording]) -> list[Line]:
    return [
        (
            "",
            _("What I say here is true and complete, as far as I know.")
            if said.get("truth")
            else "",
        ),
        (
            "",
            _("I have read what is done with my data, and agree to it.")
            if said.get("privacy")
            else "",
        ),
    ]


SAID = {
    Section.CONTACT: _contact,
    Section.NATIONALITY: _nationality,
    Section.ELIGIBILITY: _eligibility,
    Section.LETTER: _letter,
    Section.CONSENT: _consent,
}
