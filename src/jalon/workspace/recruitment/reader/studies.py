"""In which fields a degree is asked for, and with how many more years a lower one is taken."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from jalon.workspace.recruitment.reader.durations import (
    amount_of,
    amounts,
    length,
    units,
)
from jalon.workspace.recruitment.reader.text import fold, keys
from jalon.workspace.recruitment.reader.words import listed, says_any, word_set

STOP = re.compile(r"[.;:(]|$")
SIGN = re.compile(
    r"\s*,\s*(?:(?:and/or|and|or|y/o|y|o|u|e|et/ou|et|ou)\s+)?|\s*/\s*"
    r"|\s+(?:and/or|or|y/o|o|u|et/ou|ou)\s+"
)
LAST = re.compile(r"\s+(?:and|y|e|et)\s+")
ARTICLE = re.compile(
    r"^(?:(?:in|en|dans|the|an?|el|la|los|las|una?|les?|des|du|de|other|otras?|autres?)\s+|[ld]['’])+"
)
DANGLING = re.compile(r"\s+(?:and|or|y|o|u|e|et|ou)$")
MOST_WORDS = 5  # of the name of a field
NEAR = 30  # letters between the years and the word that says that they are added


@dataclass(frozen=True, slots=True)
class Studies:
    """The fields named, whether a related one will do, and whether that is all that is said."""

    fields: tuple[str, ...] = ()
    related: bool = False
    plain: bool = False
    extra_years: int = 0


def studies_in(text: str) -> Studies:
    """Return what a sentence on education says of fields; `plain` where nothing is left over."""
    folded = fold(text)
    extra = _extra_years(folded)
    if _vague().search(folded) and not extra:
        return Studies()
    start = _behind_into(folded)
    if start < 0:
        rest = set(keys(text)) - word_set("studies", "plain") - word_set("studies", "nouns")
        return Studies(plain=not rest, extra_years=extra)
    end = _end(folded, start)
    pieces = _pieces(text[start:end])
    named = tuple(piece for piece in pieces if not _is_related(piece))
    return Studies(
        fields=named,
        related=len(named) < len(pieces),
        plain=bool(named) and all(_is_field(piece) for piece in named),
        extra_years=extra,
    )


def _behind_into(folded: str) -> int:
    """Return where the fields begin: behind 'in', behind the name of a degree."""
    nouns = "|".join(sorted(map(re.escape, word_set("studies", "nouns")), key=len, reverse=True))
    into = "|".join(listed("studies", "into"))
    match = re.search(rf"(?<!\w)(?:{nouns})(?!\w)[^.;:,]{{0,60}}?\s(?:{into})\s+", folded)
    if match is None:
        return -1
    start = match.end()
    for words in sorted(listed("studies", "lists"), key=len, reverse=True):
        if folded.startswith(words, start):
            behind = re.compile(r"[:\s]*").match(folded, start + len(words))
            return behind.end() if behind else start
    return start


def _end(folded: str, start: int) -> int:
    """Return where the fields end: with the sentence, or where it goes on about other things."""
    stop = STOP.search(folded, start)
    end = stop.start() if stop else len(folded)
    ends = "|".join(re.escape(words) for words in listed("studies", "ends"))
    if match := re.search(rf"[,\s]+(?:{ends})(?!\w)", folded[start:end]):
        end = start + match.start()
    return end


def _pieces(words: str) -> list[str]:
    found = [piece for piece in SIGN.split(words.strip()) if piece.strip()]
    if (
        found
        and len(both := LAST.split(found[-1])) == 2
        and (len(found) > 1 or _is_related(both[1]))
    ):
        found[-1:] = both  # law, economics and statistics; but: law and economics
    bare = (DANGLING.sub("", ARTICLE.sub("", piece.strip().lower())).strip() for piece in found)
    return list(takewhile(lambda piece: not set(keys(piece)) & word_set("studies", "nouns"), bare))


def _is_related(piece: str) -> bool:
    return any(set(keys(words)) <= set(keys(piece)) for words in listed("studies", "related"))


def _is_field(piece: str) -> bool:
    return 0 < len(keys(piece)) <= MOST_WORDS and not any(letter.isdigit() for letter in piece)


def _extra_years(folded: str) -> int:
    """Return how many more years are asked beside a lower degree; 0 where it is not plain."""
    first = says_any(folded, "education", "first") and says_any(folded, "education", "advanced")
    found = set()
    for match in length().finditer(folded):
        around = folded[max(0, match.start() - NEAR) : match.end() + NEAR]
        if units()[match["unit"]] == "year" and set(keys(around)) & word_set("studies", "more"):
            found.add(amount_of(match["low"]))
    found |= {amount_of(match[1]) for match in _more_years().finditer(folded)}
    return found.pop() if first and len(found) == 1 else 0


@cache
def _more_years() -> re.Pattern[str]:
    """Return the pattern of two additional years."""
    more = "|".join(listed("studies", "more"))
    years = "|".join(word for word, unit in units().items() if unit == "year")
    numbers = "|".join(sorted(amounts(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(\d{{1,2}}|{numbers}) (?:{more}) (?:{years})\b")


@cache
def _vague() -> re.Pattern[str]:
    """Return the pattern of words that leave open what will do."""
    words = "|".join(listed("studies", "vague"))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
