"""Which ties to the duty station's country a sentence asks for, where its words are plain."""

import re
from functools import cache
from typing import Any

from jalon.workspace.recruitment.reader.text import fold, keys
from jalon.workspace.recruitment.reader.words import Keys, listed, says_any, word_set
from jalon.workspace.recruitment.reader.zones import countries

OR = re.compile(r"(?<!\w)(?:or|o|u|ou)(?!\w)")
STEM = 5  # letters that a country's name shares with the name of its people
SHORT = 4  # of Mali, Peru, Cuba


def ties_in(text: str, country: str, *, internal: bool) -> dict[str, Any]:
    """Return the ways to be tied to `country` that a sentence names; nothing unless it is plain."""
    folded = fold(text)
    found = {kind: at for kind in ("nationality", "residence", "permit")
             if (at := _place_of(folded, kind)) is not None}  # fmt: skip
    if not country or not found or not _asks(folded) or not _is_about(text, country):
        return {}
    ways = _ways(folded, found)
    if not ways:
        return {}
    if internal:
        ways.append(["office"])
    return {"country": country, "ways": ways}


def _ways(folded: str, found: dict[str, tuple[int, int]]) -> list[list[str]]:
    """Return what is enough: nationality, or residence with a permit; nothing where it is open."""
    local: list[str] = [kind for kind in ("residence", "permit") if kind in found]
    between = _between(folded, [found[kind] for kind in local])
    ways = [[kind] for kind in local] if OR.search(between) else [local] if local else []
    if "nationality" not in found:
        return ways
    if not local:
        return [["nationality"]]
    ends = sorted(found[kind] for kind in local)
    beside = _between(folded, [found["nationality"], ends[0]])
    return [["nationality"], *ways] if OR.search(beside) else []


def _between(folded: str, places: list[tuple[int, int]]) -> str:
    first, last = min(places, default=(0, 0)), max(places, default=(0, 0))
    return folded[first[1] : last[0]] if first != last else ""


def _place_of(folded: str, kind: str) -> tuple[int, int] | None:
    """Return where the first words for a tie stand."""
    found = [(at, at + len(words)) for words in listed("ties", kind)
             if (at := folded.find(words)) >= 0]  # fmt: skip
    return min(found, default=None)


def _asks(folded: str) -> bool:
    """Tell whether a sentence asks, and neither refuses nor encourages."""
    refuses = says_any(folded, "eligibility_headings", "negative")
    return says_any(folded, "ties", "asks") and not refuses and not says_any(folded, "ties", "not")


def _is_about(text: str, country: str) -> bool:
    """Tell whether a sentence names this country or its people, and no other."""
    words = keys(text)
    named = {
        code
        for size in range(1, 5)
        for at in range(len(words) - size + 1)
        if (code := countries().get(words[at : at + size]))
    }
    if named:
        return named == {country}
    people = {code for word in words for code in _people().get(word[:STEM], ())}
    people |= {code for word in words for code in _people().get(word[:SHORT], ())
               if len(word) > SHORT}  # fmt: skip
    the_country = says_any(fold(text), "ties", "the_country")
    return country in people and len(people) == 1 if people else the_country


@cache
def _people() -> dict[str, frozenset[str]]:
    """Return the beginnings of countries' names, by which their people are known."""
    found: dict[str, set[str]] = {}
    for name, code in countries().items():
        if len(name) == 1 and len(name[0]) >= SHORT:
            found.setdefault(name[0][: STEM if len(name[0]) > SHORT else SHORT], set()).add(code)
    return {stem: frozenset(codes) for stem, codes in found.items()}


def declares(text: str) -> bool:
    """Tell whether candidates can answer a sentence by yes: they have not been separated."""
    folded = fold(text)
    return says_any(folded, "ties", "declared")


def asks_for_several(text: str) -> bool:
    """Tell whether a sentence asks for two or more of the languages that it names."""
    words: Keys = keys(text)
    return bool(set(words) & word_set("ties", "several")) and bool(OR.search(fold(text)))
