"""What the heading of a column says: its role, the period and the group it speaks of."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from jalon.workspace.programmes.exchange.spans import Span, read_span

ALIKE = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ñ": "ñ"})
YEARS = ("ano", "annee", "year", "سنه")
WORD = re.compile(r"[\w°ñ-]+|[-–—]")


class Role(StrEnum):
    """What a column holds."""

    IGNORE = "ignore"
    IMPACT = "impact"
    OUTCOME = "outcome"
    OUTPUT = "output"
    LEVEL = "level"  # of the result that the row names
    RESULT = "result"  # of that level
    RESULT_CODE = "result_code"
    CODE = "code"
    INDICATOR = "indicator"
    UNIT = "unit"
    BASELINE = "baseline"
    BASELINE_YEAR = "baseline_year"
    TARGET = "target"
    ACTUAL = "actual"
    RESPONSIBLE = "responsible"
    VERIFICATION = "verification"


FIGURES = frozenset({Role.TARGET, Role.ACTUAL})
LEVELS = (Role.IMPACT, Role.OUTCOME, Role.OUTPUT)  # from the top


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading was taken for."""

    role: Role = Role.IGNORE
    span: Span | None = None
    breakdown: str = ""


@cache
def vocabulary() -> dict[str, Any]:
    """Return the words of the data file."""
    with Path(__file__).with_name("headings.toml").open("rb") as file:
        return tomllib.load(file)


def plain(text: str) -> str:
    """Return the words of a text without case, accents, points and Arabic articles."""
    marked = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    words = WORD.findall(bare.translate(ALIKE))
    return " ".join(_without_article(word.strip("-") or word) for word in words)


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@cache
def _phrases() -> list[tuple[Role, tuple[str, ...]]]:
    roles = vocabulary()["roles"]
    return [(Role(role), tuple(plain(text) for text in texts)) for role, texts in roles.items()]


@cache
def _exact() -> dict[str, Role]:
    found = vocabulary()["exact"].items()
    return {plain(text): Role(role) for role, texts in found for text in texts}


@cache
def _groups() -> list[tuple[str, frozenset[str]]]:
    return [
        (f"{dimension}:{key}", frozenset(plain(word) for word in value["words"]))
        for dimension, facts in vocabulary()["dimensions"].items()
        for key, value in facts["values"].items()
    ]


def read_heading(text: str) -> Reading:
    """Return what a heading is most likely to mean; figures alone with a period are targets."""
    words = plain(text)
    span = read_span(words)
    breakdown = _breakdown(words)
    role = _exact().get(words) or next(
        (role for role, phrases in _phrases() if any(_holds(words, p) for p in phrases)),
        Role.IGNORE,
    )
    if role is Role.IGNORE and breakdown:
        role = Role.ACTUAL
    elif role is Role.IGNORE and span:
        role = Role.TARGET
    elif (role is Role.BASELINE and _holds(words, "ano")) or _holds(words, "annee"):
        role = Role.BASELINE_YEAR if role is Role.BASELINE else role
    if role not in FIGURES:
        span, breakdown = None, ""
    return Reading(role, span, breakdown)


def read_level(text: str) -> Role | None:
    """Return the level that a cell names: a result's, an indicator, or a row to leave out."""
    words = " ".join(word for word in plain(text).split() if not word[0].isdigit())
    for level, names in vocabulary()["levels"].items():
        if words in {plain(name) for name in names}:
            return Role(level)
    known = dict(_phrases())
    order = (Role.INDICATOR, Role.OUTPUT, Role.IMPACT, Role.OUTCOME)
    return next((r for r in order if any(_holds(words, phrase) for phrase in known[r])), None)


def _holds(words: str, phrase: str) -> bool:
    return f" {phrase} " in f" {words} "


def _breakdown(words: str) -> str:
    found = [key for key, names in _groups() if names & set(words.split())]
    return found[0] if len(found) == 1 else ""


@cache
def empty_words() -> frozenset[str]:
    return frozenset(plain(word) for word in vocabulary()["empty"]["words"])


def says_nothing(text: str) -> bool:
    """Tell whether a text stands for "not known yet" or "does not apply"."""
    return not text.strip() or plain(text) in empty_words()


def answer_of(text: str) -> bool | None:
    """Return what a text answers, or None where it is no answer."""
    answers = vocabulary()["answers"]
    word = plain(text)
    if word in {plain(known) for known in answers["yes"]}:
        return True
    return False if word in {plain(known) for known in answers["no"]} else None
