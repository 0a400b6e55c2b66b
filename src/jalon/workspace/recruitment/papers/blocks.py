"""What papers of recruitment are made of, in words that are ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

# A column of a table is no wider than for so many letters; one of prose for more.
WIDE, WIDEST = 28, 52
APART = 4  # letters of room at the sides
LINE = 96  # letters of the usual size in the width of a page
SMALLEST = 0.76  # of it: 6.5 points in print
LONG = 40  # rows, of which nobody reads each
MOST = 0.9  # a long cell in ten may take more lines


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter, or a part of one (level 2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things, and what they are."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numbers` are the columns that are set as figures, `wide` the ones with prose."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    wide: frozenset[int] = frozenset()

    @property
    def widths(self) -> tuple[float, ...]:
        """Return how wide each column is: for its longest word, and what is left for the rest."""
        words, wishes = self._words, self._wishes
        room, wished = LINE / self.size - sum(words), sum(wishes) - sum(words)
        share = min(1.0, max(0, room) / wished) if wished else 0.0
        return tuple(w + share * (wish - w) for w, wish in zip(words, wishes, strict=True))

    @property
    def size(self) -> float:
        """Return how large letters are to the usual: small in long tables, and if words ask it.

        No word runs into the next column, and the trail of a large call takes half the pages.
        """
        asked = self._wishes if len(self.rows) > LONG else self._words
        return max(SMALLEST, min(1.0, LINE / sum(asked)))

    @property
    def _columns(self) -> list[list[str]]:
        return [[line[n] for line in (self.head, *self.rows)] for n in range(len(self.head))]

    @property
    def _words(self) -> list[int]:
        longest = (
            max((len(word) for cell in cells for word in cell.split()), default=1)
            for cells in self._columns
        )
        return [each + APART for each in longest]

    @property
    def _wishes(self) -> list[int]:
        """Return the widths with which nine cells in ten take one line, figures as words do."""
        found = []
        for n, (word, cells) in enumerate(zip(self._words, self._columns, strict=True)):
            usual = sorted(map(len, cells))[ceil((len(cells) - 1) * MOST)] + APART
            widest = WIDEST if n in self.wide else WIDE
            found.append(word if n in self.numbers else max(word, min(usual, widest)))
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and what it shows."""

    svg: str
    words: str


Block = Heading | Text | Items | Facts | Table | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language."""

    title: str
    subtitle: str
    language: str
    foot: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def is_rtl(self) -> bool:
        return self.language == "ar"
