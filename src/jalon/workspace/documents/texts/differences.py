"""What differs between two lists of paragraphs, down to the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

AROUND = 2  # unchanged paragraphs shown on each side of a change
MOST_PAIRS = 10_000  # of paragraphs that are held against each other, in all
MOST_WORDS = 5_000  # of two paragraphs that are compared word by word
LIKE = 0.4  # two paragraphs that share less than this are two, not one that was changed


class Mark(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph: the same, added or removed."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the comparison, or how many unchanged ones are left out."""

    mark: Mark
    pieces: tuple[Piece, ...] = ()
    count: int = 1


def compare(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of both, marked; long unchanged stretches are left out."""
    found: list[Paragraph] = []
    pairs = 0
    matcher = SequenceMatcher(None, before, after, autojunk=True)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += _whole(Mark.SAME, after[j1:j2])
            continue
        pairs += (i2 - i1) * (j2 - j1)
        if pairs <= MOST_PAIRS:
            found += _replaced(before[i1:i2], after[j1:j2])
        else:  # so much is new that pairing it would take minutes and say little
            found += _whole(Mark.REMOVED, before[i1:i2])
            found += _whole(Mark.ADDED, after[j1:j2])
    return _shortened(found)


def is_same(paragraphs: Sequence[Paragraph]) -> bool:
    return all(each.mark in {Mark.SAME, Mark.SKIPPED} for each in paragraphs)


def _whole(mark: Mark, texts: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(mark, (Piece(mark, text),)) for text in texts]


def _replaced(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Pair paragraphs that are alike, in their order; the rest is removed or added."""
    found: list[Paragraph] = []
    taken = 0
    for old in before:
        like = next((k for k in range(taken, len(after)) if _alike(old, after[k])), None)
        if like is None:
            found += _whole(Mark.REMOVED, [old])
        else:
            found += _whole(Mark.ADDED, after[taken:like])
            found.append(Paragraph(Mark.CHANGED, _words(old, after[like])))
            taken = like + 1
    return found + _whole(Mark.ADDED, after[taken:])


def _alike(old: str, new: str) -> bool:
    a, b = old.split(), new.split()
    if len(a) + len(b) > MOST_WORDS:
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE


def _words(old: str, new: str) -> tuple[Piece, ...]:
    a, b = old.split(), new.split()
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Mark.SAME, " ".join(b[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece(Mark.REMOVED, " ".join(a[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(Mark.ADDED, " ".join(b[j1:j2])))
    return tuple(pieces)


def _shortened(paragraphs: list[Paragraph]) -> list[Paragraph]:
    near = [False] * len(paragraphs)
    for i, each in enumerate(paragraphs):
        if each.mark is not Mark.SAME:
            for k in range(max(0, i - AROUND), min(len(near), i + AROUND + 1)):
                near[k] = True
    found: list[Paragraph] = []
    for each, shown in zip(paragraphs, near, strict=True):
        if shown:
            found.append(each)
        elif found and found[-1].mark is Mark.SKIPPED:
            found[-1] = Paragraph(Mark.SKIPPED, count=found[-1].count + 1)
        else:
            found.append(Paragraph(Mark.SKIPPED))
    return found
