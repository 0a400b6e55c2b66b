"""Read one cell of a table: give it back in the way in which it is kept, or say what is wrong."""

import re
from collections.abc import Callable
from enum import StrEnum

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.dates import read_date
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.rules.words import Certainty, Precision

Read = Callable[[str], str]
Scales = list[tuple[str, list[tuple[str, float | None]]]]  # name -> answer -> points

LONGEST = 4_000
LONGEST_TERM = 60
LANGUAGES = ("en", "es", "fr", "ar")
_TERM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"^\d{1,4}[-/. ]+[^\W\d]{3,}|^\d{1,4}[-/]\d{1,2}[-/]\d{1,4}", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run it when the file is opened
_LINK = re.compile(r"\s*(\S+)\s+(.+?)\s*")


def text(value: str) -> str:
    """Accept words on one line."""
    written = " ".join(value.split())
    if len(written) > LONGEST:
        raise RuleBroken("catalogue-cell-too-long", longest=LONGEST)
    if "\x00" in written or written.startswith(_FORMULA):
        raise RuleBroken("cell-like-a-formula", text=written[:40])
    return written


def short(longest: int) -> Read:
    """Accept words of at most so many characters."""

    def read(value: str) -> str:
        if len(written := text(value)) > longest:
            raise RuleBroken("catalogue-cell-too-long", longest=longest)
        return written

    return read


def article(value: str) -> str:
    """Accept the number of an article; not what a spreadsheet makes a date of: ``4-5``."""
    written = short(40)(value)
    if _DATE.search(written):
        raise RuleBroken("article-like-a-date", article=written)
    return written


def term(value: str) -> str:
    """Accept the key of a word of the lists: ``bilateral-agreements``."""
    if len(value) > LONGEST_TERM or not _TERM.fullmatch(value.strip()):
        raise RuleBroken("term-unreadable", term=value.strip())
    return value.strip()


def terms(value: str) -> str:
    """Accept several keys, parted by semicolons."""
    return "; ".join(term(part) for part in split(value))


def one_of(words: type[StrEnum]) -> Read:
    """Accept one of a few words."""

    def read(value: str) -> str:
        try:
            return words(value.strip().lower().replace(" ", "_")).value
        except ValueError:
            raise RuleBroken("word-unknown", word=value.strip(), known=list(words)) from None

    return read


def certainties(value: str) -> str:
    """Accept a certainty for each language: ``en verified_primary; es unverified``."""
    read = one_of(Certainty)
    pairs = [part.split() for part in split(value)]
    if any(len(pair) != 2 or pair[0] not in LANGUAGES for pair in pairs):
        raise RuleBroken("certainties-unreadable", text=value.strip())
    return "; ".join(sorted(f"{language} {read(word)}" for language, word in pairs))


def yes(value: str) -> str:
    """Accept ``yes``, or nothing."""
    if value.strip().lower() not in {"yes", "no", ""}:
        raise RuleBroken("yes-or-empty", text=value.strip())
    return "yes" if value.strip().lower() == "yes" else ""


def number(first: int, last: int) -> Read:
    """Accept a whole number between two bounds."""

    def read(value: str) -> str:
        written = value.strip()
        if not (written.isascii() and written.isdigit() and first <= int(written) <= last):
            raise RuleBroken("number-out-of-bounds", text=written, first=first, last=last)
        return str(int(written))

    return read


def partial_date(value: str) -> str:
    """Accept a year, a month or a day."""
    read_date(value)
    return value.strip()


def day(value: str) -> str:
    """Accept a whole date."""
    if read_date(value)[1] is not Precision.DAY:
        raise RuleBroken("instrument-date-not-whole", date=value.strip())
    return value.strip()


def split(value: str) -> list[str]:
    """Return the parts of a list, which semicolons part."""
    return [part for piece in value.split(";") if (part := " ".join(piece.split()))]


def listed(value: str) -> str:
    """Accept several texts, parted by semicolons."""
    return "; ".join(split(text(value)))


def standards(value: str) -> str:
    """Accept instruments and their articles: ``C097 art. 10; C144``."""
    links = []
    for part in split(value):
        key, _space, articles = part.partition(" ")
        links.append(f"{instrument_key(key)} {articles}".strip())
    return "; ".join(links)


def item_links(value: str) -> str:
    """Accept items of agendas: ``SDG 8.7; GCM 6``."""
    if wrong := [part for part in split(value) if not _LINK.fullmatch(part)]:
        raise RuleBroken("item-link-unreadable", link=wrong[0])
    return "; ".join(split(value))


def scales(value: str) -> str:
    """Accept scales of answers: ``binary: yes=1, no=0; presence: present=1, unknown=``."""
    return write_scales(read_scales(value))


def read_scales(value: str) -> Scales:
    """Return each scale's answers and what they count; None counts nothing."""
    found: Scales = []
    for part in split(value):
        name, colon, answers = part.partition(":")
        pairs = [answer.partition("=") for answer in answers.split(",")]
        try:
            points = [(key.strip(), float(n) if n.strip() else None) for key, _eq, n in pairs]
        except ValueError:
            points = []
        if not colon or not points or not all(equals for _key, equals, _n in pairs):
            raise RuleBroken("scale-unreadable", scale=part)
        found.append((name.strip(), points))
    return found


def write_scales(found: Scales) -> str:
    """Return the text that `read_scales` reads as these."""
    return "; ".join(
        f"{name}: " + ", ".join(f"{key}={'' if n is None else f'{n:g}'}" for key, n in answers)
        for name, answers in found
    )
