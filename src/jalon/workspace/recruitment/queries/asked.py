"""Requirements in words: what a rule will look for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.recruitment.models import Requirement
from jalon.workspace.recruitment.models.words import DEGREES, GROUPS, SETTINGS, SKILL_NAMES, WAYS
from jalon.workspace.recruitment.queries.languages import language_name
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.tags.text import listed

K = RequirementKind
MONTHS = 12


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A requirement, and what its rule says in words."""

    row: Requirement
    rule: str


def asked_rows(rows: Iterable[Requirement]) -> list[AskedRow]:
    """Return the requirements in their order."""
    ordered = sorted(rows, key=lambda row: row.order)
    places = _countries(ordered)
    return [AskedRow(row, rule_in_words(row, places)) for row in ordered]


def rule_in_words(row: Requirement, places: Mapping[str, str]) -> str:
    """Return what the rule looks for; nothing for what only a person judges."""
    given = row.parameters
    match row.kind:
        case K.AUDIENCE:
            return listed(str(GROUPS[Group(group)]) for group in given["groups"])
        case K.LOCAL_TIES:
            ways = ("+".join(sorted(way, reverse=True)) for way in given["ways"])
            said = _(" or ").join(str(WAYS.get(way, way)) for way in ways)
            return f"{places.get(given['country'], given['country'])}: {said}"
        case K.EXPERIENCE:
            return _experience(given)
        case K.DEGREE:
            return _degree(given)
        case K.LANGUAGES:
            return _languages(given)
        case K.DECLARED:
            return _("met by yes") if given["passes"] else _("met by no")
    return ""


def _experience(given: Mapping[str, Any]) -> str:
    length = length_of(given["months"])
    settings = listed(str(SETTINGS[Setting(each)]) for each in given.get("settings", ()))
    return f"{length} ({settings})" if settings else length


def length_of(months: int) -> str:
    """Return a length of time in years and months."""
    years, rest = divmod(months, MONTHS)
    said = []
    if years:
        said.append(ngettext("%(count)s year", "%(count)s years", years) % {"count": years})
    if rest:
        said.append(ngettext("%(count)s month", "%(count)s months", rest) % {"count": rest})
    return listed(said)


def _degree(given: Mapping[str, Any]) -> str:
    said = str(DEGREES[DegreeLevel(given["level"])])
    if fields := listed(given.get("fields", ())):
        said = f"{said}: {fields}"
        if given.get("related"):
            said += " " + _("or a related field")
    for way in given.get("in_lieu", ()):
        lower = DEGREES[DegreeLevel(way["level"])]
        more = length_of(way["extra_months"])
        said += "; " + _("or %(degree)s and %(more)s more of experience") % {
            "degree": lower,
            "more": more,
        }
    return said


def _languages(given: Mapping[str, Any]) -> str:
    names = listed(language_name(code) for code in given["of"])
    levels = given["levels"]
    if len(set(levels.values())) == 1 and len(levels) == len(SKILL_NAMES):
        level = next(iter(levels.values()))
    else:
        level = listed(f"{SKILL_NAMES[skill]} {each}" for skill, each in levels.items())
    if len(given["of"]) > 1:
        count = given.get("count", 1)
        names = _("%(count)s of: %(names)s") % {"count": count, "names": names}
    return f"{names} ({level})"


def _countries(rows: Iterable[Requirement]) -> dict[str, str]:
    codes = {row.parameters.get("country") for row in rows if row.kind == K.LOCAL_TIES} - {None}
    if not codes:
        return {}
    found = Country.objects.filter(iso2__in=codes).values_list("iso2", "name")
    return {iso2: text_of(name) for iso2, name in found}
