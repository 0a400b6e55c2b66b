"""Running text as people type it: paragraphs, and lists where lines begin with a bullet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

BULLET = re.compile(r"^\s*[-–—•*·▪◦‣]\s+")
ENDS = (".", "!", "?", "؟", "…", ".)", ".»", ".”")  # of sentences: each line is a paragraph
BLANK = re.compile(r"\n\s*\n")
# What no page, feed or PDF can hold: control characters other than tab and line feed.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph by its lines, or a list by its items."""

    lines: tuple[str, ...]
    is_list: bool = False


def clean(text: str) -> str:
    """Return `text` without the characters that XML forbids, its line ends as line feeds."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return `text` for a title or a header: on one line."""
    return " ".join(clean(text).split())


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text; blank lines part them, and so does the begin of a list."""
    return tuple(block for piece in BLANK.split(clean(text).strip()) for block in _of(piece))


def _of(piece: str) -> Iterator[Block]:
    lines = [line.strip() for line in piece.split("\n") if line.strip()]
    for is_list, group in groupby(lines, key=lambda line: bool(BULLET.match(line))):
        found = tuple(BULLET.sub("", line) for line in group)
        if not is_list and all(line.endswith(ENDS) for line in found):
            yield from (Block((line,)) for line in found)
        else:
            yield Block(found, is_list)
