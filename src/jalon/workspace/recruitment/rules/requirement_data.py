"""Requirements as they are kept: a kind, and parameters that are plain JSON."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.candidate import CountryTie, DegreeLevel, Group, Setting


class RequirementKind(StrEnum):
    """The kinds of requirements."""

    AUDIENCE = "audience"
    LOCAL_TIES = "local-ties"
    EXPERIENCE = "experience"
    DEGREE = "degree"
    LANGUAGES = "languages"
    DECLARED = "declared"
    JUDGED = "judged"


K = RequirementKind
Parameters = dict[str, Any]


def requirement_of(
    kind: str,
    parameters: Mapping[str, Any],
    *,
    key: str,
    essential: bool = True,
    said: Mapping[str, str] | None = None,
) -> asked.Requirement:
    """Return the requirement that is kept as `kind` and `parameters`."""
    common = {"key": key, "essential": essential, "said": said or {}}
    try:
        return READ[K(kind)](dict(parameters), common)
    except (KeyError, TypeError, ValueError):
        raise RuleBroken("requirement-unreadable", key=key, kind=kind) from None


READ: dict[RequirementKind, Callable[[Parameters, Parameters], asked.Requirement]] = {
    K.AUDIENCE: lambda p, c: asked.Audience(groups=frozenset(map(Group, p["groups"])), **c),
    K.LOCAL_TIES: lambda p, c: asked.LocalTies(
        country=str(p["country"]),
        ways=tuple(frozenset(map(CountryTie, way)) for way in p["ways"]),
        **c,
    ),
    K.EXPERIENCE: lambda p, c: asked.Experience(
        months=int(p["months"]), settings=frozenset(map(Setting, p.get("settings", ()))), **c
    ),
    K.DEGREE: lambda p, c: asked.Degree(
        level=DegreeLevel(p["level"]),
        fields=frozenset(p.get("fields", ())),
        related=_bool(p.get("related", False)),
        in_lieu=tuple(
            asked.InLieu(level=DegreeLevel(way["level"]), extra_months=int(way["extra_months"]))
            for way in p.get("in_lieu", ())
        ),
        experience=str(p.get("experience", "")),
        **c,
    ),
    K.LANGUAGES: lambda p, c: asked.Languages(
        of=frozenset(p["of"]), levels=dict(p["levels"]), count=int(p.get("count", 1)), **c
    ),
    K.DECLARED: lambda p, c: asked.Declared(passes=_bool(p["passes"]), **c),
    K.JUDGED: lambda _, c: asked.Judged(**c),
}


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def data_of(requirement: asked.Requirement) -> tuple[RequirementKind, Parameters]:
    """Return the kind and the parameters under which a requirement is kept."""
    match requirement:
        case asked.Audience(groups=groups):
            return K.AUDIENCE, {"groups": sorted(groups)}
        case asked.LocalTies(country=country, ways=ways):
            return K.LOCAL_TIES, {"country": country, "ways": [sorted(way) for way in ways]}
        case asked.Experience(months=months, settings=settings):
            return K.EXPERIENCE, {"months": months, "settings": sorted(settings)}
        case asked.Degree():
            return K.DEGREE, _degree(requirement)
        case asked.Languages(of=of, levels=levels, count=count):
            return K.LANGUAGES, {"of": sorted(of), "levels": dict(levels), "count": count}
        case asked.Declared(passes=passes):
            return K.DECLARED, {"passes": passes}
    return K.JUDGED, {}


def _degree(requirement: asked.Degree) -> Parameters:
    return {
        "level": int(requirement.level),
        "fields": sorted(requirement.fields),
        "related": requirement.related,
        "in_lieu": [
            {"level": int(way.level), "extra_months": way.extra_months}
            for way in requirement.in_lieu
        ],
        "experience": requirement.experience,
    }
