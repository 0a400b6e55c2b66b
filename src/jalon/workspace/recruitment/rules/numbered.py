"""Numbered lists as people type and paste them: a duty each, without its number."""

import re
from collections.abc import Iterable

NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.)\]:]|\(?[a-z][.)]|[-–—•*·▪])\s+")


def items_in(text: str) -> tuple[str, ...]:
    """Return the items of a list: paragraphs where blank lines part them, numbers, or lines."""
    whole = text.replace("\r\n", "\n").strip()
    if re.search(r"\n\s*\n", whole):
        pieces = re.split(r"\n\s*\n", whole)
    else:
        pieces = _by_line(whole.split("\n"))
    items = (" ".join(NUMBER.sub("", piece).split()) for piece in pieces)
    return tuple(item for item in items if item)


def _by_line(lines: list[str]) -> list[str]:
    """Return a piece for each line, or for each number where most lines have none."""
    numbered = [bool(NUMBER.match(line)) for line in lines]
    if not lines or not numbered[0] or all(numbered):
        return lines
    pieces: list[str] = []
    for line, begins in zip(lines, numbered, strict=True):
        if begins:
            pieces.append(line)
        else:
            pieces[-1] += f" {line}"
    return pieces


def as_list(items: Iterable[str]) -> str:
    """Return the items as they are typed: each with its number, on a line of its own."""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
