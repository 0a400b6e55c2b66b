"""What the sections of an application say, as the rules of eligibility read it.

Sections were checked when they were saved. What cannot be read here is "not said": a rule then
says that it cannot tell, and a person looks.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from jalon.workspace.recruitment.rules.candidate import (
    Answers,
    DegreeLevel,
    Education,
    Employment,
    Group,
    LanguageSkill,
    Setting,
)
from jalon.workspace.recruitment.rules.languages import CEFR, NONE, SKILLS, Wording

E = TypeVar("E", bound=Enum)


def answers_of(
    sections: Mapping[str, Any], *, relevant: Mapping[str, bool] | None = None
) -> Answers:
    """Return the answers of an application; `relevant`: employment -> what a person found."""
    of_person = sections.get("nationality") or {}
    of_call = sections.get("eligibility") or {}
    found = relevant or {}
    jobs = [_employment(row, found) for row in sections.get("employment") or []]
    return Answers(
        group=_one(Group, of_call.get("group")),
        nationalities=_set(of_person.get("nationalities")),
        residence=of_person.get("residence") or None,
        permits=_set(of_person.get("permits")),
        employments=tuple(job for job in jobs if isinstance(job, Employment)),
        unread=tuple(job for job in jobs if isinstance(job, str)),
        education=tuple(_education(row) for row in sections.get("education") or []),
        languages=tuple(_language(row) for row in sections.get("languages") or []),
        declared={
            key: value if isinstance(value, bool) else None
            for key, value in (of_call.get("declared") or {}).items()
        },
    )


def _set(value: object) -> frozenset[str] | None:
    return frozenset(str(each) for each in value) if isinstance(value, list) else None


def _one(kind: type[E], value: object) -> E | None:
    try:
        return kind(value)
    except ValueError:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _employment(row: Mapping[str, Any], relevant: Mapping[str, bool]) -> Employment | str:
    """Return the employment, or the id of its row where it cannot be read."""
    name = str(row.get("row", ""))
    start, end, share = _day(row.get("start")), _day(row.get("end")), _share(row.get("share"))
    ended_when = bool(row.get("end")) and (end is None or (start is not None and end < start))
    if start is None or share is None or ended_when:
        return name
    settings = [_one(Setting, each) for each in row.get("settings") or []]
    return Employment(
        row=name,
        start=start,
        end=end,
        share=share,
        setting=frozenset(each for each in settings if each) or None,
        relevant=relevant.get(name),
    )


def _share(per_cent: int | None) -> Fraction | None:
    if per_cent is None:
        return Fraction(1)
    return Fraction(per_cent, 100) if 0 < per_cent <= 100 else None


def _education(row: Mapping[str, Any]) -> Education:
    completed = row.get("completed")
    return Education(
        row=str(row.get("row", "")),
        level=_one(DegreeLevel, row.get("level")),
        field=row.get("field") or None,
        completed=completed if isinstance(completed, bool) else None,
    )


def _language(row: Mapping[str, Any]) -> LanguageSkill:
    wording = _one(Wording, row.get("wording"))
    return LanguageSkill(
        row=str(row.get("row", "")),
        language=str(row.get("language", "")),
        levels={name: row[name] for name in SKILLS if row.get(name) in {*CEFR, NONE}},
        wording=wording.value if wording else None,
    )
