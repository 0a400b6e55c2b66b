"""Find dates in a text, in every form that notices use."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from jalon.workspace.recruitment.reader.distances import allowed, distance
from jalon.workspace.recruitment.reader.notice import Span
from jalon.workspace.recruitment.reader.text import fold
from jalon.workspace.recruitment.reader.words import LANGUAGES, tables


class Certainty(Enum):
    """Whether a date can be told from its letters."""

    CERTAIN = 1
    MISSPELT = 2  # its month
    TWO_WAYS = 3  # 3/4/2025


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, where it stands, and the other reading if it has two."""

    day: date
    span: Span
    certainty: Certainty = Certainty.CERTAIN
    other: date | None = None


CENTURY = 2000  # of a year of two digits, 14-Mar-14, which only stands behind a month's name
YEAR = r"(?P<year>(?:19|20)\d\d)"
DAY = r"(?P<day>\d{1,2})(?: ?(?:st|nd|rd|th|er|ero|o|°|\.))?"
MONTH = r"(?P<month>[a-z]{3,10})\.?"
GAP = r"[ ,./]{0,3}(?:de |del |of |d')?[ ]{0,2}"
FORMS = tuple(
    re.compile(rf"(?<![\w/.]){form}(?![\w/])")
    for form in (
        rf"{DAY}{GAP}{MONTH}{GAP}{YEAR}",
        rf"{MONTH}[ ]{{1,2}}{DAY}[ ,]{{1,3}}{YEAR}",
        rf"(?P<day>\d{{1,2}})[ /]{MONTH}[ /]'?(?P<short>\d\d)(?=[ ]*(?:[(,;)\n]|$))",
        r"(?P<year>(?:19|20)\d\d)[ /.](?P<number>\d{1,2})[ /.](?P<day>\d{1,2})",
        r"(?P<first>\d{1,2})[ ]?[/. ][ ]?(?P<second>\d{1,2})[ ]?[/. ][ ]?(?P<year>(?:19|20)\d\d)",
    )
)


def dates_in(
    folded: str, start: int = 0, end: int | None = None, *, day_first: bool = False
) -> list[FoundDate]:
    """Return the dates of a folded text between two places, in their order, none twice."""
    found: list[FoundDate] = []
    for form in FORMS:
        for match in form.finditer(folded, start, len(folded) if end is None else end):
            if (one := _date(match, day_first)) and not any(
                _overlap(one, other) for other in found
            ):
                found.append(one)
    return sorted(found, key=lambda one: one.span)


def impossible_in(folded: str, start: int, end: int) -> str:
    """Return the first date that is written as one and that no calendar has: 31 April 2025."""
    for form in FORMS:
        for match in form.finditer(folded, start, end):
            parts = match.groupdict()
            month = month_of(parts["month"])[0] if parts.get("month") else 0
            if month and 28 < int(parts["day"]) < 32 and _date(match, day_first=False) is None:
                return match[0]
    return ""


def _overlap(one: FoundDate, other: FoundDate) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _date(match: re.Match[str], day_first: bool) -> FoundDate | None:
    parts = match.groupdict()
    span = Span(match.start(), match.end())
    year = int(parts["year"]) if parts.get("year") else CENTURY + int(parts["short"])
    if "first" in parts:
        return _numbers(year, int(parts["first"]), int(parts["second"]), span, day_first)
    if "number" in parts:
        day = _day(year, int(parts["number"]), int(parts["day"]))
        return FoundDate(day, span) if day else None
    month, exact = month_of(parts["month"])
    if "short" in parts and not exact:
        return None
    day = _day(year, month, int(parts["day"])) if month else None
    return FoundDate(day, span, Certainty.CERTAIN if exact else Certainty.MISSPELT) if day else None


def _numbers(year: int, first: int, second: int, span: Span, day_first: bool) -> FoundDate | None:
    ways = [day for day in (_day(year, second, first), _day(year, first, second)) if day]
    if not ways:
        return None
    if len(set(ways)) == 1 or day_first:
        return FoundDate(ways[0], span)
    return FoundDate(ways[0], span, Certainty.TWO_WAYS, ways[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    return {
        fold(name): int(number)
        for language in LANGUAGES
        for number, names in tables(language)["months"].items()
        for name in names
    }


@cache
def month_of(word: str) -> tuple[int, bool]:
    """Return the month that a word names, 0 for none, and whether it is spelt as it should."""
    months = _months()
    if word in months:
        return months[word], True
    near = {
        month
        for name, month in months.items()
        if allowed(len(name)) and distance(word, name, 1) == 1
    }
    return (near.pop(), False) if len(near) == 1 else (0, False)


def has_two_readings(found: FoundDate) -> bool:
    """Tell whether day and month can be exchanged."""
    return found.certainty is Certainty.TWO_WAYS
