"""What to ask a candidate, from what a call requires: nothing that no requirement needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.candidate import CountryTie


class Asks(StrEnum):
    """What a question asks for; the page words it."""

    GROUP = "group"
    NATIONALITIES = "nationalities"
    RESIDENCE = "residence"
    PERMIT = "permit"
    EMPLOYMENTS = "employments"
    EDUCATION = "education"
    LANGUAGE = "language"
    YES_OR_NO = "yes-or-no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `said` is the notice's own wording, asked as it stands."""

    asks: Asks
    requirement: str
    about: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


OF_TIE = {
    CountryTie.NATIONALITY: Asks.NATIONALITIES,
    CountryTie.RESIDENCE: Asks.RESIDENCE,
    CountryTie.PERMIT: Asks.PERMIT,
    CountryTie.OFFICE: Asks.GROUP,
}


def questions(requirements: tuple[asked.Requirement, ...]) -> tuple[Question, ...]:
    """Return each question once, in the order of the requirements."""
    found: dict[tuple[Asks, str], Question] = {}
    for each in requirements:
        for question in _of(each):
            about = question.requirement if question.asks is Asks.YES_OR_NO else question.about
            found.setdefault((question.asks, about), question)
    return tuple(found.values())


def _of(each: asked.Requirement) -> tuple[Question, ...]:
    match each:
        case asked.Audience():
            return (Question(asks=Asks.GROUP, requirement=each.key),)
        case asked.LocalTies(country=country, ways=ways):
            ties = [tie for tie in CountryTie if any(tie in way for way in ways)]
            return tuple(_of_tie(tie, each.key, country) for tie in ties)
        case asked.Experience():
            return (Question(asks=Asks.EMPLOYMENTS, requirement=each.key),)
        case asked.Degree():
            return (Question(asks=Asks.EDUCATION, requirement=each.key),)
        case asked.Languages(of=of):
            return tuple(
                Question(asks=Asks.LANGUAGE, requirement=each.key, about=language)
                for language in sorted(of)
            )
        case asked.Declared(said=said):
            return (Question(asks=Asks.YES_OR_NO, requirement=each.key, said=said),)
    return ()


def _of_tie(tie: CountryTie, key: str, country: str) -> Question:
    about = "" if tie is CountryTie.OFFICE else country
    return Question(asks=OF_TIE[tie], requirement=key, about=about)
