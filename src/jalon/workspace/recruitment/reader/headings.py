"""Tell whether words are the heading of a section, and of which.

A heading is made of words for its kind (duties, responsibilities) and of fillers (main, and, the);
so headings that we have never seen are known, and sentences are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from jalon.workspace.recruitment.reader.distances import distance
from jalon.workspace.recruitment.reader.text import Word
from jalon.workspace.recruitment.reader.words import Keys, phrases, word_set

MOST_WORDS = 12
WITHIN = 4  # words among which one must say what a shouted line is about
MISSPELT_FROM = 7  # letters


class Kind(StrEnum):
    """What a section is about."""

    INTRODUCTION = "introduction"
    DUTIES = "duties"
    OUTPUTS = "outputs"  # products, the mission: the duties, where nothing else says them
    EDUCATION = "education"
    EXPERIENCE = "experience"
    LANGUAGES = "languages"
    COMPETENCIES = "competencies"
    QUALIFICATIONS = "qualifications"  # some or all of the four above
    REPORTING = "reporting"
    PROCESS = "process"
    CONDITIONS = "conditions"
    APPLY = "apply"
    ELIGIBILITY = "eligibility"
    NOTICES = "notices"
    ORGANISATION = "organisation"
    OTHER = "other"


NEEDS = frozenset({Kind.EDUCATION, Kind.EXPERIENCE, Kind.LANGUAGES, Kind.COMPETENCIES})
# Of a heading that names several kinds, the one that it is about; weak words give way.
STRENGTH = (
    *(Kind.DUTIES, Kind.OUTPUTS, Kind.APPLY, Kind.ELIGIBILITY, Kind.QUALIFICATIONS, Kind.REPORTING),
    *(Kind.EDUCATION, Kind.EXPERIENCE, Kind.LANGUAGES, Kind.COMPETENCIES, Kind.PROCESS),
    *(Kind.CONDITIONS, Kind.NOTICES, Kind.INTRODUCTION, Kind.ORGANISATION),
)
WEAK_DUTIES = "weak_duties"
WEAK = frozenset({Kind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says; `exact` unless a word of it is misspelt."""

    kind: Kind
    language: str
    exact: bool = True


def heading_of(words: Sequence[Word | str]) -> Heading | None:
    """Return what a short line of words is the heading of."""
    said = tuple(word if isinstance(word, str) else word.text for word in words)
    while said and (said[0].isdigit() or said[0] in {"i", "ii", "iii", "iv", "v", "vi", "b", "c"}):
        said = said[1:]
    if not 0 < len(said) <= MOST_WORDS:
        return None
    return known_phrase(said) or _made_of(said)


def known_phrase(said: Keys) -> Heading | None:
    """Return what a phrase of our tables is the heading of."""
    found = _by_keys().get(said)
    return Heading(Kind(found[0]), found[1]) if found else None


@cache
def _by_keys() -> dict[Keys, tuple[str, str]]:
    return {phrase.keys: (phrase.kind, phrase.language) for phrase in phrases("heading_phrases")}


@cache
def _joining() -> frozenset[str]:
    return word_set("heading_fillers", "joining")


def heading_within(said: Keys, *, first_only: bool) -> Heading | None:
    """Return what a line that has a heading's form is about by its first word that says it.

    Words that we do not know may stand around it: RESPONSABILITÉS ET OBLIGATIONS DU TITULAIRE.
    """
    said = tuple(word for word in said if not word.isdigit() and len(word) > 1)
    known = (
        _made_of((word,)) for word in said[: 1 if first_only else WITHIN] if word in _by_word()
    )
    found = next((one for one in known if one and one.kind not in WEAK), None)
    return Heading(found.kind, found.language, exact=False) if found else None


@cache
def _weak_duties() -> dict[str, str]:
    """Return the words that stand for duties only where nothing else is named."""
    return {
        word: phrase.language
        for phrase in phrases("headings")
        if phrase.kind == WEAK_DUTIES
        for word in phrase.keys
    }


@cache
def _by_word() -> dict[str, dict[Kind, str]]:
    """Return word -> the kinds that it stands for, each with its language."""
    found: dict[str, dict[Kind, str]] = {}
    for phrase in phrases("headings"):
        for word in phrase.keys:
            if phrase.kind == WEAK_DUTIES:
                continue
            found.setdefault(word, {}).setdefault(Kind(phrase.kind), phrase.language)
    return found


def _made_of(said: Keys) -> Heading | None:
    kinds: dict[Kind, str] = {}
    exact = True
    weak = _weak_duties()
    fillers = word_set("heading_fillers", "words")
    for word in said:
        meant = word
        if word not in _by_word() and word not in fillers and word not in weak:
            meant = _nearest(word)
            exact = False
            if not meant:
                return None
        kinds |= _by_word().get(meant, {})
    if set(kinds) <= WEAK and (duties := [weak[word] for word in said if word in weak]):
        return Heading(Kind.OUTPUTS, duties[0], exact)
    if set(kinds) <= WEAK:
        return None
    kind = _main(set(kinds), joined=not _joining().isdisjoint(said))
    return Heading(kind, kinds.get(kind) or next(iter(kinds.values())), exact)


def _main(kinds: set[Kind], *, joined: bool) -> Kind:
    if len(kinds & NEEDS) > 1 and Kind.DUTIES not in kinds:
        return Kind.QUALIFICATIONS
    if not joined and kinds >= {Kind.LANGUAGES, Kind.QUALIFICATIONS}:
        return Kind.LANGUAGES  # Language requirements
    return next(kind for kind in STRENGTH if kind in kinds)


@cache
def _nearest(word: str) -> str:
    """Return the word of headings that a misspelt one must be; nothing if there are several."""
    if len(word) < MISSPELT_FROM or word in word_set("heading_fillers", "never"):
        return ""
    near = {known for known in _by_word() if distance(word, known, 1) == 1}
    meant = {frozenset(_by_word()[known]) for known in near}
    return min(near) if len(meant) == 1 else ""
