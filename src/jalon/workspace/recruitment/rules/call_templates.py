"""Templates of calls as data: what a call of a kind begins with, in chosen languages."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.competencies import competencies
from jalon.workspace.recruitment.rules.drafts import (
    CallFields,
    CriterionFields,
    RequirementFields,
    TextFields,
    Words,
)
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.rules.wording import LANGUAGES, statements

FILE = Path(__file__).parent / "data" / "call_templates.toml"
COMMON = "common"
OF_ELIGIBILITY = "eligibility"  # a statement of its own part, not one of the notices at the end


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def templates() -> Mapping[CallKind, Words]:
    """Return the templates that there are, with their names."""
    return {CallKind(key): one["name"] for key, one in _file().items() if key != COMMON}


def fields_of(
    kind: CallKind, languages: Sequence[str], *, today: date, country: str = "", title: Words
) -> CallFields:
    """Return what a call of a kind begins with; `country` (ISO 3166, two letters) is its place."""
    template, common = _file()[kind.value], _file()[COMMON]
    known = [language for language in languages if language in LANGUAGES]
    return CallFields(
        kind=kind,
        title=title,
        contract_type=template["contract_type"][known[0]] if known else "",
        competencies=tuple(template["competencies"]),
        texts={language: _text(template, common, language) for language in known},
        requirements=tuple(_requirements(template, known, country)),
        criteria=usual_criteria(languages),
        planned=planned(today),
    )


def usual_criteria(languages: Iterable[str]) -> tuple[CriterionFields, ...]:
    """Return the criteria that most calls begin with; their marks are explained in `languages`."""
    spoken = list(languages)
    return tuple(_criterion(one, spoken) for one in _file()[COMMON]["criteria"])


def planned(today: date) -> dict[CallState, date]:
    """Return by which day each stage of a call that begins today is usually reached."""
    days = _file()[COMMON]["planned"]
    return {CallState(stage): today + timedelta(days=count) for stage, count in days.items()}


def notices_in(language: str) -> str:
    """Return what every notice says at its end, in words that its checks know."""
    said = (s.suggestion for s in statements(language) if s.key != OF_ELIGIBILITY)
    return "\n".join(said)


def _text(template: Mapping[str, Any], common: Mapping[str, Any], language: str) -> TextFields:
    titles = {one.key: one.title for one in competencies()}
    named = (titles[key].get(language, "") for key in template["competencies"])
    return TextFields(
        eligibility=template["eligibility"][language],
        duties=tuple(template["duties"][language]),
        education=template["education"][language],
        experience=template["experience"][language],
        languages=template["languages"][language],
        competencies="\n".join(name for name in named if name),
        process=common["process"][language],
        notices=notices_in(language),
    )


def _requirements(
    template: Mapping[str, Any], languages: Sequence[str], country: str
) -> Iterable[RequirementFields]:
    for one in template["requirements"]:
        kind = RequirementKind(one["kind"])
        parameters = dict(one.get("parameters", {}))
        said = one["text"] if "text" in one else template[one["part"]]
        text = {language: said[language] for language in languages}
        if kind is RequirementKind.LOCAL_TIES:
            parameters["country"] = country
        if kind is RequirementKind.LOCAL_TIES and not country:
            kind, parameters = RequirementKind.JUDGED, {}  # of which country is not known
        yield RequirementFields(kind=kind, parameters=parameters, text=text)


def _criterion(one: Mapping[str, Any], languages: Sequence[str]) -> CriterionFields:
    return CriterionFields(
        stage=Stage(one["stage"]),
        title=dict(one["title"]),
        weight=Decimal(one["weight"]),
        anchors={code: text for code, text in one["anchors"].items() if code in languages}
        or dict(one["anchors"]),
    )
