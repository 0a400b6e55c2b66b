"""The words of notices in each language, read once from the files beside this one."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jalon.workspace.recruitment.reader.text import fold, keys

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of ours: what it stands for, in which language, and its words."""

    kind: str
    language: str
    keys: Keys


@cache
def tables(language: str) -> Mapping[str, Any]:
    """Return everything that the file of a language holds."""
    return tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def phrases(table: str) -> tuple[Phrase, ...]:
    """Return the phrases of a table in every language, the longest first."""
    found = {
        (kind, keys(text)): Phrase(kind, language, keys(text))
        for language in LANGUAGES
        for kind, texts in tables(language).get(table, {}).items()
        for text in texts
    }
    return tuple(sorted(found.values(), key=lambda phrase: -len(phrase.keys)))


@cache
def by_first_word(table: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Return the phrases of a table by their first word, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases(table):
        found.setdefault(phrase.keys[0], []).append(phrase)
    return {first: tuple(those) for first, those in found.items()}


@cache
def listed(table: str, kind: str) -> tuple[str, ...]:
    """Return the phrases of one kind in every language, as they are compared."""
    return tuple(
        dict.fromkeys(
            fold(text)
            for language in LANGUAGES
            for text in tables(language).get(table, {}).get(kind, ())
        )
    )


@cache
def word_set(table: str, kind: str) -> frozenset[str]:
    """Return every word of the phrases of one kind."""
    return frozenset(word for text in listed(table, kind) for word in keys(text))


@cache
def cues(table: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Return kind -> phrases, each as the parts that a sentence must hold."""
    kinds = dict.fromkeys(kind for lang in LANGUAGES for kind in tables(lang).get(table, {}))
    return tuple(
        (
            kind,
            tuple(tuple(part.strip() for part in text.split("+")) for text in listed(table, kind)),
        )
        for kind in kinds
    )


@cache
def small_words() -> frozenset[str]:
    """Return the words at which no sentence ends: of, and, the, in every language."""
    return frozenset(word for language in LANGUAGES for word in tables(language)["stop_words"])


def kinds_said(sentence: str, table: str) -> list[str]:
    """Return the kinds of a table that a folded sentence speaks of."""
    return [kind for kind, ways in cues(table) if any(_holds(sentence, way) for way in ways)]


def _holds(sentence: str, parts: Iterable[str]) -> bool:
    return all(part in sentence for part in parts)


def says_any(sentence: str, table: str, kind: str) -> bool:
    """Tell whether a folded sentence holds one of these phrases."""
    return any(phrase in sentence for phrase in listed(table, kind))


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our tables."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
