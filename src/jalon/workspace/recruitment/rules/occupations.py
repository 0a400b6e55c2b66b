"""Occupations of ISCO-08 as data, and what a text may be about: suggested, never certain.

`data/occupations.csv` holds the ten major and the sub-major groups, and the minor and unit groups
that posts of programmes use, with the source and certainty of each title: "recalled" was written
from memory of the standard, "translated" is our own translation where the standard's wording is
not known, "compared" agrees with the list of codes that the OECD's PIAAC survey uses for ISCO-08
(read in November 2026; its English spelling apart). A group without a title in a language shows
its English one.
"""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jalon.errors import RuleBroken

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr", "ar")
IN_TITLE = 3  # a word in the title speaks three times as loud as one in the duties


@dataclass(frozen=True, slots=True)
class Occupation:
    """One group: its code has one digit for a major group, two, three or four below it."""

    code: str
    titles: Mapping[str, str]
    certainty: Mapping[str, str]
    source: str

    def title(self, language: str) -> str:
        """Return the title in a language, or in English where there is none."""
        return self.titles.get(language) or self.titles["en"]


@cache
def occupations() -> Mapping[str, Occupation]:
    """Return code -> group."""
    with (DATA / "occupations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {
            row["code"]: Occupation(
                row["code"],
                {x: row[f"title_{x}"] for x in LANGUAGES if row[f"title_{x}"]},
                {x: row[f"certainty_{x}"] for x in LANGUAGES if row[f"certainty_{x}"]},
                row["source"],
            )
            for row in rows
        }
    )


def occupation(code: str) -> Occupation:
    """Return one group; refuse a code that the table does not hold."""
    if code not in occupations():
        raise RuleBroken("occupation-unknown", group=code)
    return occupations()[code]


@cache
def _words() -> Mapping[str, Mapping[str, tuple[re.Pattern[str], ...]]]:
    with (DATA / "occupation_words.toml").open("rb") as file:
        data = tomllib.load(file)
    return {
        code: {
            language: tuple(
                re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE) for pattern in patterns
            )
            for language, patterns in by_language.items()
        }
        for code, by_language in data.items()
    }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit group that a text may be about, and the words that speak for it."""

    code: str
    weight: int
    because: tuple[str, ...]


def suggest_occupation(
    text: str, language: str, *, title: str = "", most: int = 3
) -> tuple[Suggestion, ...]:
    """Return the unit groups of which a title and a text speak, the likeliest first."""
    found = []
    for code, by_language in _words().items():
        patterns = by_language.get(language, ())
        in_title = [m.group() for p in patterns for m in p.finditer(title)]
        in_text = [m.group() for p in patterns for m in [p.search(text)] if m]
        if in_title or in_text:
            words = tuple(dict.fromkeys(" ".join(w.lower().split()) for w in in_title + in_text))
            found.append(Suggestion(code, IN_TITLE * len(in_title) + len(in_text), words))
    return tuple(sorted(found, key=lambda each: (-each.weight, each.code))[:most])
