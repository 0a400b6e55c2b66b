"""Lengths of time: one year, 12 mois, 1-3 years."""

import re
from functools import cache

from jalon.workspace.recruitment.reader.notice import Duration
from jalon.workspace.recruitment.reader.text import fold
from jalon.workspace.recruitment.reader.words import LANGUAGES, tables

MONTHS = {"year": 12, "month": 1}


@cache
def amounts() -> dict[str, int]:
    """Return the words that are numbers, in every language."""
    return {
        fold(word): int(number)
        for language in LANGUAGES
        for number, words in tables(language)["numbers"].items()
        for word in words
    }


@cache
def units() -> dict[str, str]:
    """Return the words that are units of time, in every language."""
    return {
        fold(word): unit
        for language in LANGUAGES
        for unit, words in tables(language)["units"].items()
        for word in words
    }


@cache
def length() -> re.Pattern[str]:
    """Return the pattern of a length of time in folded text."""
    numbers = "|".join(sorted(amounts(), key=lambda word: -len(word)))
    return re.compile(
        rf"(?<![\w/])(?P<low>\d{{1,3}}|{numbers}) ?(?:\(\d{{1,3}}\) ?)?"
        rf"(?:(?:/|to|a|or|ou|o|and|y|et) ?(?P<high>\d{{1,3}}|{numbers}) )?"
        rf"(?:\(\d{{1,3}}\) ?)?(?:calendar |working |full )?(?P<unit>{'|'.join(units())})\b"
    )


def duration_at(text: str, folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the first length of time between two places stands."""
    match = length().search(folded, start, end)
    return (match.start(), match.end()) if match else None


def duration_of(text: str) -> Duration:
    """Return a duration as worded, in months where that can be told from the words."""
    folded = " ".join(fold(text).split())
    found = [one for one in length().finditer(folded) if units()[one["unit"]] in MONTHS]
    if not found:
        return Duration(text)
    match, factor = found[0], MONTHS[units()[found[0]["unit"]]]  # 40 working days over 3 months
    low = amount_of(match["low"]) * factor
    high = amount_of(match["high"]) * factor if match["high"] else None
    if high is None and (
        bare := re.search(r"(?<!\d)(\d{1,3}) (\d{1,3}) ?$", folded[: match.end("low")])
    ):
        low, high = int(bare[1]) * factor, int(bare[2]) * factor
    return Duration(text, low, high)


def years_in(folded: str) -> int | None:
    """Return the first number of years in a folded sentence."""
    for match in length().finditer(folded):
        if units()[match["unit"]] == "year":
            return amount_of(match["low"])
    return None


def all_years_in(folded: str) -> list[int]:
    """Return every number of years in a folded sentence; the bracketed twin of a word is none."""
    found = length().finditer(folded)
    return [amount_of(one["low"]) for one in found if units()[one["unit"]] == "year"]


def amount_of(word: str) -> int:
    """Return the number that a word or figures name."""
    return int(word) if word.isdigit() else amounts()[word]
