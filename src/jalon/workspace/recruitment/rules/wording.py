"""What a notice must say, and wording that shuts people out: findings with their place and reason.

The rules are data (`data/statements.toml`, `data/wording.toml`). They find what is there to be
looked at; a person decides.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jalon.errors import RuleBroken

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr")
# How far around a word its other form may stand and make it right.
AROUND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that a notice must say."""

    key: str
    why: Mapping[str, str]  # by the reader's language
    patterns: tuple[re.Pattern[str], ...]
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One wording to be avoided in a language."""

    key: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    why: Mapping[str, str]  # by the reader's language
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingFinding:
    """What was found from `start` to `end` of the text; both are 0 where something is missing."""

    rule: str
    start: int
    end: int
    found: str
    why: Mapping[str, str]  # by the reader's language
    suggestion: str


def _read(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise RuleBroken("notice-language-unchecked", language=language, known=LANGUAGES)


@cache
def statements(language: str) -> tuple[Statement, ...]:
    """Return what a notice in `language` must say."""
    _check_language(language)
    return tuple(
        Statement(
            key=key,
            why=each["why"],
            patterns=tuple(_compiled(pattern) for pattern in each[language]),
            suggestion=each["suggestion"][language],
        )
        for key, each in _read("statements.toml").items()
    )


@cache
def wordings(language: str) -> tuple[Rule, ...]:
    """Return the wordings to be avoided in `language`."""
    _check_language(language)
    data = _read("wording.toml")
    return tuple(
        Rule(
            key=each["key"],
            pattern=_compiled(each["pattern"]),
            unless=_compiled(each["unless"]) if each["unless"] else None,
            why=data["why"][each["key"]],
            suggestion=each["suggestion"],
        )
        for each in data["rule"]
        if each["language"] == language
    )


def missing(text: str, language: str) -> tuple[WordingFinding, ...]:
    """Return the statements that a notice does not make."""
    return tuple(
        WordingFinding(rule=s.key, start=0, end=0, found="", why=s.why, suggestion=s.suggestion)
        for s in statements(language)
        if not any(pattern.search(text) for pattern in s.patterns)
    )


def unfair(text: str, language: str) -> tuple[WordingFinding, ...]:
    """Return the wordings that shut people out, in the order of the text."""
    found = [
        WordingFinding(
            rule=rule.key,
            start=match.start(),
            end=match.end(),
            found=match.group(),
            why=rule.why,
            suggestion=rule.suggestion,
        )
        for rule in wordings(language)
        for match in rule.pattern.finditer(text)
        if not _mended(rule, text, match)
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def _mended(rule: Rule, text: str, match: re.Match[str]) -> bool:
    if rule.unless is None:
        return False
    around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
    return rule.unless.search(around) is not None
