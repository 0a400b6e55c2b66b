"""How well somebody knows a language: CEFR levels, and the wordings of UN notices as ranges.

The Common European Framework (Council of Europe, 2001; Companion volume 2020) has six levels.
Notices say "excellent command", "good working knowledge". Nothing official equates the two, so a
wording is a range: who states a wording that straddles what is asked is asked for more, not failed.
The ranges are this programme's own convention (certainty: convention).
"""

from collections.abc import Mapping
from enum import StrEnum

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.candidate import LanguageSkill

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
SKILLS = ("reading", "writing", "listening", "speaking")
NONE = "none"  # said of a skill that somebody does not have: below every level


class Wording(StrEnum):
    """How notices and the UN personal history form speak of a language."""

    NATIVE = "native"
    EXCELLENT = "excellent"
    FLUENT = "fluent"
    VERY_GOOD = "very-good"
    GOOD = "good"
    WORKING = "working"
    BASIC = "basic"


# The lowest and the highest level that somebody may mean by it.
RANGE: dict[Wording, tuple[str, str]] = {
    Wording.NATIVE: ("C2", "C2"),
    Wording.EXCELLENT: ("C1", "C2"),
    Wording.FLUENT: ("C1", "C2"),
    Wording.VERY_GOOD: ("B2", "C1"),
    Wording.GOOD: ("B2", "C1"),
    Wording.WORKING: ("B2", "C1"),
    Wording.BASIC: ("A1", "B1"),
}

# As notices write them; the longest that fits is meant.
WORDS: dict[str, dict[str, Wording]] = {
    "en": {
        "mother tongue": Wording.NATIVE,
        "native": Wording.NATIVE,
        "excellent command": Wording.EXCELLENT,
        "excellent knowledge": Wording.EXCELLENT,
        "fluency": Wording.FLUENT,
        "fluent": Wording.FLUENT,
        "very good command": Wording.VERY_GOOD,
        "very good knowledge": Wording.VERY_GOOD,
        "good command": Wording.GOOD,
        "good knowledge": Wording.GOOD,
        "good working knowledge": Wording.WORKING,
        "working knowledge": Wording.WORKING,
        "basic knowledge": Wording.BASIC,
        "some knowledge": Wording.BASIC,
    },
    "es": {
        "lengua materna": Wording.NATIVE,
        "excelente dominio": Wording.EXCELLENT,
        "excelente conocimiento": Wording.EXCELLENT,
        "excelente manejo": Wording.EXCELLENT,
        "fluidez": Wording.FLUENT,
        "muy buen conocimiento": Wording.VERY_GOOD,
        "muy buen dominio": Wording.VERY_GOOD,
        "buen dominio": Wording.GOOD,
        "buen conocimiento": Wording.GOOD,
        "buenos conocimientos": Wording.GOOD,
        "conocimiento práctico": Wording.WORKING,
        "conocimiento de trabajo": Wording.WORKING,
        "conocimientos básicos": Wording.BASIC,
        "conocimiento básico": Wording.BASIC,
    },
    "fr": {
        "langue maternelle": Wording.NATIVE,
        "excellente maîtrise": Wording.EXCELLENT,
        "excellente connaissance": Wording.EXCELLENT,
        "parfaite maîtrise": Wording.EXCELLENT,
        "maîtrise courante": Wording.FLUENT,
        "couramment": Wording.FLUENT,
        "très bonne connaissance": Wording.VERY_GOOD,
        "très bonne maîtrise": Wording.VERY_GOOD,
        "bonne maîtrise": Wording.GOOD,
        "bonne connaissance": Wording.GOOD,
        "connaissance pratique": Wording.WORKING,
        "bonne connaissance pratique": Wording.WORKING,
        "connaissance de travail": Wording.WORKING,
        "connaissances de base": Wording.BASIC,
        "notions": Wording.BASIC,
    },
}


def rank(level: str) -> int:
    """Return the place of a CEFR level, A1 being 0."""
    try:
        return CEFR.index(level)
    except ValueError:
        raise RuleBroken("language-level-unknown", level=level) from None


def wording_in(text: str, language: str) -> Wording | None:
    """Return what `text` asks for by the longest wording that it holds; None if by none."""
    lowered = " ".join(text.lower().split())
    found = [words for words in WORDS.get(language, {}) if words in lowered]
    return WORDS[language][max(found, key=len)] if found else None


def least(wording: Wording) -> str:
    """Return the level that a notice asks for by `wording`: the lowest that it may mean."""
    return RANGE[wording][0]


def range_of(skill: LanguageSkill, name: str) -> tuple[int, int]:
    """Return the ranks between which somebody is in one skill; all of them if it was not said."""
    if skill.levels.get(name) == NONE:
        return -1, -1
    if level := skill.levels.get(name):
        return rank(level), rank(level)
    if skill.wording is not None:
        low, high = RANGE[_wording(skill.wording)]
        return rank(low), rank(high)
    return -1, len(CEFR) - 1


def _wording(name: str) -> Wording:
    try:
        return Wording(name)
    except ValueError:
        raise RuleBroken("language-level-unknown", level=name) from None


def reaches(skill: LanguageSkill, wanted: Mapping[str, str]) -> bool | None:
    """Tell whether every skill reaches the level wanted of it; None if that cannot be told."""
    ranges = [(range_of(skill, name), rank(level)) for name, level in wanted.items()]
    if any(high < need for (_, high), need in ranges):
        return False
    return True if all(low >= need for (low, _), need in ranges) else None
