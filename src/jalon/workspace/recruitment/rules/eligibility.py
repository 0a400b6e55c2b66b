"""Whether a candidate meets what a call asks: met, not met or cannot tell, with the evidence.

Nothing here decides: a person confirms each finding, and every override has its reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.candidate import (
    Answers,
    CountryTie,
    Education,
    Employment,
    Group,
    Setting,
)
from jalon.workspace.recruitment.rules.experience import months_worked
from jalon.workspace.recruitment.rules.languages import reaches


class Verdict(StrEnum):
    """What the answers show."""

    MET = "met"
    NOT_MET = "not-met"
    CANNOT_TELL = "cannot-tell"


class Because(StrEnum):
    """Why, in one word that the page spells out."""

    ANSWERED = "answered"
    NOT_ANSWERED = "not-answered"
    TIE = "tie"
    NO_TIE = "no-tie"
    ENOUGH = "enough"
    TOO_LITTLE = "too-little"
    RELEVANCE_OPEN = "relevance-open"
    ROW_UNREADABLE = "row-unreadable"
    DEGREE = "degree"
    IN_LIEU = "in-lieu"
    NO_DEGREE = "no-degree"
    DEGREE_OPEN = "degree-open"
    LANGUAGES = "languages"
    LEVEL_OPEN = "level-open"
    LEVEL_TOO_LOW = "level-too-low"
    NOT_NAMED = "not-named"
    FOR_A_PERSON = "for-a-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One requirement looked at; `evidence` names the rows and answers, `facts` the figures."""

    key: str
    essential: bool
    verdict: Verdict
    because: Because
    evidence: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


Looked = tuple[Verdict, Because, tuple[str, ...], Mapping[str, object]]
MET, NOT_MET, CANNOT_TELL = Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_TELL


def assess(
    requirements: tuple[asked.Requirement, ...], answers: Answers, *, on: date
) -> tuple[Finding, ...]:
    """Look at every requirement; work counts up to and with the day `on`, that of the deadline."""
    asked.check_requirements(requirements)
    experience = {r.key: r for r in requirements if isinstance(r, asked.Experience)}
    found = []
    for each in requirements:
        verdict, because, evidence, facts = _look(each, answers, on, experience)
        found.append(
            Finding(
                key=each.key,
                essential=each.essential,
                verdict=verdict,
                because=because,
                evidence=evidence,
                facts=facts,
            )
        )
    return tuple(found)


def _look(
    each: asked.Requirement,
    answers: Answers,
    on: date,
    experience: Mapping[str, asked.Experience],
) -> Looked:
    match each:
        case asked.Audience():
            return _audience(each, answers)
        case asked.LocalTies():
            return _ties(each, answers)
        case asked.Experience():
            return _months(each, answers, on, each.months)
        case asked.Degree():
            return _degree(each, answers, on, experience)
        case asked.Languages():
            return _languages(each, answers)
        case asked.Declared():
            return _declared(each, answers)
    return CANNOT_TELL, Because.FOR_A_PERSON, (), {}


def _audience(each: asked.Audience, answers: Answers) -> Looked:
    if answers.group is None:
        return CANNOT_TELL, Because.NOT_ANSWERED, (), {}
    verdict = MET if answers.group in each.groups else NOT_MET
    return verdict, Because.ANSWERED, ("group",), {"group": answers.group}


def _declared(each: asked.Declared, answers: Answers) -> Looked:
    answer = answers.declared.get(each.key)
    if answer is None:
        return CANNOT_TELL, Because.NOT_ANSWERED, (), {}
    verdict = MET if answer is each.passes else NOT_MET
    return verdict, Because.ANSWERED, (f"declared:{each.key}",), {}


TIED: dict[CountryTie, Callable[[Answers, str], bool | None]] = {
    CountryTie.NATIONALITY: lambda a, c: None if a.nationalities is None else c in a.nationalities,
    CountryTie.RESIDENCE: lambda a, c: None if a.residence is None else a.residence == c,
    CountryTie.PERMIT: lambda a, c: None if a.permits is None else c in a.permits,
    CountryTie.OFFICE: lambda a, _: None if a.group is None else a.group is Group.INTERNAL,
}


def _ties(each: asked.LocalTies, answers: Answers) -> Looked:
    said = {tie: TIED[tie](answers, each.country) for way in each.ways for tie in sorted(way)}
    known = tuple(tie.value for tie, answer in said.items() if answer is not None)
    facts = {"country": each.country}
    for way in each.ways:
        if all(said[tie] for tie in way):
            return MET, Because.TIE, tuple(sorted(tie.value for tie in way)), facts
    if all(any(said[tie] is False for tie in way) for way in each.ways):
        return NOT_MET, Because.NO_TIE, known, facts
    return CANNOT_TELL, Because.NOT_ANSWERED, known, facts


ANY_SETTING = frozenset(Setting)  # national or international: whatever level it was fits


def _counted(
    each: asked.Experience, employments: tuple[Employment, ...]
) -> tuple[tuple[Employment, ...], tuple[Employment, ...]]:
    """Return the employments that count for certain, and those that may count."""
    wanted = each.settings
    certain, possible = [], []
    for job in employments:
        at = None if job.setting is None else bool(job.setting & wanted)
        level = True if not wanted or wanted == ANY_SETTING else at
        if job.relevant is not False and level is not False:
            possible.append(job)
            if job.relevant and level:
                certain.append(job)
    return tuple(certain), tuple(possible)


def _months(each: asked.Experience, answers: Answers, on: date, need: int) -> Looked:
    certain, possible = _counted(each, answers.employments)
    low, high = months_worked(certain, on), months_worked(possible, on)
    facts = {"needed": need, "at_least": _tenths(low), "at_most": _tenths(high)}
    if low >= need:
        return MET, Because.ENOUGH, _rows(certain), facts
    if high < need and not answers.unread:
        return NOT_MET, Because.TOO_LITTLE, _rows(possible), facts
    because = Because.ROW_UNREADABLE if high < need else Because.RELEVANCE_OPEN
    return CANNOT_TELL, because, (*_rows(possible), *answers.unread), facts


def _tenths(months: Fraction) -> float:
    return int(months * 10) / 10  # cut, not rounded: 59.96 months are not 60


def _rows(rows: Iterable[Employment | Education]) -> tuple[str, ...]:
    return tuple(row.row for row in rows)


def _holds(row: Education, level: int, each: asked.Degree) -> bool | None:
    facts = (
        row.completed,
        None if row.level is None else row.level >= level,
        _fits(row.field, each),
    )
    if False in facts:
        return False
    return None if None in facts else True


def _fits(field: str | None, each: asked.Degree) -> bool | None:
    """Tell whether a field is one of those that are asked; a related one is for a person."""
    if not each.fields or field in each.fields:
        return True
    return None if field is None or each.related else False


def _degree(
    each: asked.Degree,
    answers: Answers,
    on: date,
    experience: Mapping[str, asked.Experience],
) -> Looked:
    held = [(row, _holds(row, each.level, each)) for row in answers.education]
    if full := [row for row, holds in held if holds]:
        return MET, Because.DEGREE, _rows(full), {}
    ways = [_in_lieu(each, way, answers, on, experience) for way in each.in_lieu]
    if taken := [way for way in ways if way[0] is MET]:
        return taken[0]
    if maybe := [row for row, holds in held if holds is None]:
        return CANNOT_TELL, Because.DEGREE_OPEN, _rows(maybe), {}
    if still := [way for way in ways if way[0] is CANNOT_TELL]:
        return still[0]
    return NOT_MET, Because.NO_DEGREE, _rows(answers.education), {}


def _in_lieu(
    each: asked.Degree,
    way: asked.InLieu,
    answers: Answers,
    on: date,
    experience: Mapping[str, asked.Experience],
) -> Looked:
    held = [(row, _holds(row, way.level, each)) for row in answers.education]
    full = [row for row, holds in held if holds]
    rows = full or [row for row, holds in held if holds is None]
    if not rows:
        return NOT_MET, Because.NO_DEGREE, (), {}
    base = experience[each.experience]
    verdict, because, evidence, facts = _months(base, answers, on, base.months + way.extra_months)
    if verdict is NOT_MET:
        return NOT_MET, because, (*_rows(rows), *evidence), facts
    found = (*_rows(rows), *evidence)
    if verdict is MET and full:
        return MET, Because.IN_LIEU, found, facts
    return CANNOT_TELL, Because.DEGREE_OPEN if verdict is MET else because, found, facts


def _languages(each: asked.Languages, answers: Answers) -> Looked:
    known = [skill for skill in answers.languages if skill.language in each.of]
    told = [(skill.language, reaches(skill, each.levels)) for skill in known]
    sure = {language for language, enough in told if enough}
    maybe = {language for language, enough in told if enough is not False}
    facts = {"needed": each.count, "reached": len(sure)}
    rows = tuple(skill.row for skill in known)
    if len(sure) >= each.count:
        return MET, Because.LANGUAGES, rows, facts
    if len(maybe) >= each.count:
        return CANNOT_TELL, Because.LEVEL_OPEN, rows, facts
    if not answers.languages:
        return CANNOT_TELL, Because.NOT_ANSWERED, (), facts
    return NOT_MET, Because.LEVEL_TOO_LOW if known else Because.NOT_NAMED, rows, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a person found; `reason` is needed where it is not what the rule found."""

    key: str
    verdict: Verdict
    reason: str = ""


def check_confirmation(finding: Finding, confirmation: Confirmation) -> None:
    """Refuse to override a finding without a reason."""
    if confirmation.verdict is not finding.verdict and not confirmation.reason.strip():
        raise RuleBroken("override-without-reason", key=finding.key)


class Outcome(StrEnum):
    """What screening comes to."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not-eligible"
    OPEN = "open"


def outcome_of(verdicts: Iterable[Verdict]) -> Outcome:
    """Return what verdicts on the essential requirements come to."""
    found = set(verdicts)
    if NOT_MET in found:
        return Outcome.NOT_ELIGIBLE
    return Outcome.OPEN if CANNOT_TELL in found else Outcome.ELIGIBLE
