"""A call from a notice that was read: what the reader found, and nothing that it did not.

Where a sentence asks for something that no rule can look for as it stands, the requirement keeps
the sentence and is for a person to judge, until somebody makes a rule of it.
"""

from collections.abc import Iterable
from typing import Any

from jalon.workspace.recruitment.reader.notice import LanguageNeed, Notice, Read
from jalon.workspace.recruitment.reader.ties import asks_for_several, declares, ties_in
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.drafts import CallFields, RequirementFields, TextFields
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.languages import CEFR, Wording, least
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.rules.requirements import levels_of

# The letters with which grades of a kind begin.
KINDS = {"NO": CallKind.NATIONAL_OFFICER, "P": CallKind.INTERNATIONAL, "G": CallKind.SUPPORT}
BY_CONTRACT = {
    "consultancy": CallKind.CONSULTANCY,
    "internship": CallKind.INTERNSHIP,
    "short-term": CallKind.TEMPORARY,
}
DEGREES = {
    "secondary": DegreeLevel.SECONDARY,
    "technical": DegreeLevel.SHORT_CYCLE,
    "first": DegreeLevel.FIRST,
    "advanced": DegreeLevel.ADVANCED,
    "doctorate": DegreeLevel.DOCTORATE,
}
OPENS = ("internal", "external")
OF_TIES = frozenset({"local", "nationality", "residence"})
JUDGED = ("local", "nationality", "residence", "retirement", "service")
READING = "reading"  # a reading knowledge asks nothing of the other skills
BETWEEN = {"intermediate": "B1"}  # wordings of notices that no form of the UN has
K = RequirementKind


def kind_of(notice: Notice) -> CallKind | None:
    """Tell what is to be filled by the contract and the grade; None if neither says it."""
    contract = notice.contract_type.value
    if contract and (kind := BY_CONTRACT.get(contract.kind)):
        return kind
    codes = notice.grade.value.codes if notice.grade.value else ()
    found = {kind for code in codes for start, kind in KINDS.items() if code.startswith(start)}
    found |= {CallKind.INTERNATIONAL for code in codes if code.startswith("D")}
    return found.pop() if len(found) == 1 else None


def fields_of(notice: Notice, kind: CallKind) -> CallFields:
    """Return what a notice says, as a call begins with it."""
    deadline = notice.deadline.value
    known = deadline if deadline and deadline.too_late_at else None
    return CallFields(
        kind=kind,
        title={notice.language: notice.title.value} if notice.title.value else {},
        number=notice.vacancy_number.value or "",
        grade=_text(notice.grade),
        department=notice.department.value or "",
        unit=notice.unit.value or "",
        duty_station=_text(notice.duty_station),
        contract_type=_text(notice.contract_type),
        duration=_text(notice.contract_duration),
        closes_at=known.too_late_at if known else None,
        closes_zone=known.zone if known else "",
        texts={notice.language: text_of(notice)},
        requirements=tuple(_requirements(notice)),
    )


def text_of(notice: Notice) -> TextFields:
    """Return the parts of the notice's text."""
    eligibility = notice.eligibility.value
    return TextFields(
        eligibility=_lines(s.passage.text for s in eligibility.statements) if eligibility else "",
        introduction=notice.introduction.value or "",
        duties=tuple(duty.passage.text for duty in notice.duties.value or ()),
        education=_text(notice.education),
        experience=_text(notice.experience),
        languages=_lines(need.passage.text for need in notice.languages.value or ()),
        competencies=_lines(one.text for one in notice.competencies.value or ()),
        process=_lines(one.text for one in notice.process.value or ()),
        notices=_lines(one.passage.text for one in notice.notices.value or ()),
    )


def _text(read: Read[Any]) -> str:
    return str(getattr(read.value, "text", "")) if read.value else ""


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(texts))


def _requirements(notice: Notice) -> Iterable[RequirementFields]:
    first = [*_eligibility(notice), *_experience(notice)]
    places = [place for place, one in enumerate(first, 1) if one.kind is K.EXPERIENCE]
    yield from first
    yield from _education(notice, str(places[0]) if places else "")
    yield from _languages(notice)


def _eligibility(notice: Notice) -> Iterable[RequirementFields]:
    value = notice.eligibility.value
    if value is None:
        return
    language = notice.language
    groups = [g.value for g in Group if getattr(value, g.value)]
    if groups:
        said = _lines(s.passage.text for s in value.statements if s.kind in OPENS)
        yield RequirementFields(
            kind=K.AUDIENCE, parameters={"groups": groups}, text={language: said}
        )
    kinds: dict[str, list[str]] = {}
    for one in value.statements:
        if one.kind in JUDGED:
            kinds.setdefault(one.passage.text, []).append(one.kind)
    station = notice.duty_station.value
    for text, said_kinds in kinds.items():
        given = ties_in(text, station.country if station else "", internal=value.internal)
        if given and set(said_kinds) <= OF_TIES:
            yield RequirementFields(kind=K.LOCAL_TIES, parameters=given, text={language: text})
        elif said_kinds == ["retirement"] and declares(text):
            yield RequirementFields(
                kind=K.DECLARED, parameters={"passes": True}, text={language: text}
            )
        else:
            yield RequirementFields(kind=K.JUDGED, text={language: text})


def _experience(notice: Notice) -> Iterable[RequirementFields]:
    value = notice.experience.value
    if value is None:
        return
    said = {notice.language: value.text}
    education = notice.education.value
    either = education is not None and education.several and not education.extra_years
    if not value.years or value.several or either:
        yield RequirementFields(kind=K.JUDGED, text=said)
        return
    settings = [s.value for s in Setting if getattr(value, s.value)]
    parameters = {"months": value.years * 12, "settings": settings}
    yield RequirementFields(kind=K.EXPERIENCE, parameters=parameters, text=said)


def _education(notice: Notice, experience: str) -> Iterable[RequirementFields]:
    """Yield the degree that is asked: a rule only where the reader understood every word of it."""
    value = notice.education.value
    if value is None:
        return
    said = {notice.language: value.text}
    parameters: dict[str, Any] = {"fields": list(value.fields), "related": value.related}
    if not value.plain:
        yield RequirementFields(kind=K.JUDGED, text=said)
    elif value.extra_years and experience:
        way = {"level": int(DegreeLevel.FIRST), "extra_months": value.extra_years * 12}
        parameters |= {"level": int(DegreeLevel.ADVANCED), "in_lieu": [way]}
        parameters["experience"] = experience
        yield RequirementFields(kind=K.DEGREE, parameters=parameters, text=said)
    elif (level := DEGREES.get(value.level)) and not value.several:
        parameters["level"] = int(level)
        yield RequirementFields(kind=K.DEGREE, parameters=parameters, text=said)
    else:
        yield RequirementFields(kind=K.JUDGED, text=said)


def _languages(notice: Notice) -> Iterable[RequirementFields]:
    needs = notice.languages.value or ()
    together: dict[tuple[object, ...], list[LanguageNeed]] = {}
    for place, need in enumerate(needs):
        key = (need.passage.span, need.required, need.level) if need.one_of else (place,)
        together.setdefault(key, []).append(need)
    for group in together.values():
        yield _language(group, notice.language)


def _levels(worded: str) -> dict[str, str]:
    """Return the level asked of each skill: the lowest that the words may mean."""
    if worded == READING:
        return {"reading": least(Wording.BASIC)}
    return levels_of(worded if worded in CEFR else BETWEEN.get(worded) or least(Wording(worded)))


def _language(group: list[LanguageNeed], language: str) -> RequirementFields:
    first = group[0]
    said = {language: first.passage.text}
    known = first.level and all(need.language for need in group)
    if not known or asks_for_several(first.passage.text):
        return RequirementFields(kind=K.JUDGED, text=said, essential=first.required)
    parameters = {
        "of": [need.language for need in group],
        "levels": _levels(first.level),
        "count": 1,
    }
    return RequirementFields(
        kind=K.LANGUAGES, parameters=parameters, text=said, essential=first.required
    )
