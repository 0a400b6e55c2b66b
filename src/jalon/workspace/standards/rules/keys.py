"""Keys of instruments, countries and articles. C190 is not R190: a number alone is no key."""

import re

from jalon.errors import RuleBroken

_NUMBERED = re.compile(r"([CPR])\s*0*([1-9]\d{0,2})", re.IGNORECASE)
_NAMED = re.compile(r"[A-Z][A-Z-]{2,11}")
_COUNTRY = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"\d+")
_LAST = 10_000  # after every numbered article


def instrument_key(text: str) -> str:
    """Return a key with its prefix and three digits: ``C029`` for ``C29`` or ``c 029``."""
    written = " ".join(text.split())
    if found := _NUMBERED.fullmatch(written):
        return f"{found[1].upper()}{int(found[2]):03}"
    if written.isdigit():
        raise RuleBroken("instrument-key-without-prefix", key=written)
    written = written.upper()
    if not _NAMED.fullmatch(written):
        raise RuleBroken("instrument-key-unreadable", key=written)
    return written


def country_key(text: str) -> str:
    """Return the three letters of a country (ISO 3166-1 alpha-3)."""
    written = text.strip().upper()
    if not _COUNTRY.fullmatch(written):
        raise RuleBroken("country-key-unreadable", key=text.strip())
    return written


def article_order(article: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    """Return where an article stands: ``2(2)`` before ``2(10)`` and ``10``, annexes last."""
    found = None if article.casefold().startswith("annex") else _NUMBER.search(article)
    return (int(found[0]) if found else _LAST, code_order(article))


def code_order(code: str) -> tuple[tuple[int, int, str], ...]:
    """Return where a code stands among the others: ``8.7`` before ``8.10`` and ``8.c``."""
    parts = re.findall(r"\d+|\D+", code)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
