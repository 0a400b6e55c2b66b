"""Make a notice's text comparable without moving a letter: every span stays true."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.notice import Passage, Span

WIDEST = 120  # letters of a line; longer ones are paragraphs
MOST_LETTERS = 250_000  # some eighty pages; a notice has four
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
WORD = re.compile(r"\w+")
BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
SIGNS = {"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "º": "o", "ª": "a"}
SPACES = frozenset("-‐‑‒–—−\u00a0\u2002\u2003\u2009\u202f\t")


@dataclass(frozen=True, slots=True)
class Word:
    """A word without accents and capitals, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it."""

    start: int
    end: int
    number: int


def clean(text: str) -> str:
    """Return `text` in composed letters, one kind of line end, and nothing invisible."""
    if len(text) > MOST_LETTERS:
        raise BadInput("notice-too-long", most=MOST_LETTERS)
    return INVISIBLE.sub("", NEWLINE.sub("\n", unicodedata.normalize("NFC", text)))


def fold(text: str) -> str:
    """Return `text` without accents and capitals, hyphens as spaces; letter by letter."""
    return text.translate({ord(letter): _folded(letter) for letter in set(text)})


@cache
def _folded(letter: str) -> str:
    if letter in SPACES:
        return " "
    base = SIGNS.get(letter, unicodedata.normalize("NFD", letter)[0]).lower()
    return base if len(base) == 1 else letter


def joined(text: str) -> str:
    """Return `text` on one line; a word broken by a hyphen is whole again, with its hyphen."""
    return " ".join(BROKEN_WORD.sub("-", text).split())


def words_in(text: str, offset: int = 0) -> list[Word]:
    """Return the words of `text`; vacanteRAPS, glued by a lost space, is two."""
    found = []
    folded = fold(text)
    for match in WORD.finditer(text):
        start = match.start()
        piece = match[0]
        for at in range(1, len(piece)):
            if piece[at].isupper() and piece[at - 1].islower():
                found.append(
                    Word(
                        folded[start : match.start() + at],
                        start + offset,
                        match.start() + at + offset,
                    )
                )
                start = match.start() + at
        found.append(Word(folded[start : match.end()], start + offset, match.end() + offset))
    return found


def keys(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of ours, as they are compared."""
    return tuple(WORD.findall(fold(phrase)))


@dataclass(frozen=True)
class Text:
    """A notice's clean text, with its lines and its folded twin of the same length."""

    whole: str

    @cached_property
    def folded(self) -> str:
        return fold(self.whole)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return all lines that are not blank; `number` tells where blank ones were."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        start = 0
        for number, line in enumerate(self.whole.split("\n")):
            if bare := line.strip():
                first = start + len(line) - len(line.lstrip())
                yield Line(first, first + len(bare), number)
            start += len(line) + 1

    @cached_property
    def width(self) -> int:
        """Return how long lines are that are full."""
        lengths = sorted(line.end - line.start for line in self.lines)
        return min(lengths[9 * (len(lengths) - 1) // 10], WIDEST) if lengths else 0

    def of(self, span: Span | Line) -> str:
        return self.whole[span.start : span.end]

    def folded_of(self, span: Span | Line) -> str:
        return self.folded[span.start : span.end]

    def passage(self, start: int, end: int) -> Passage:
        """Return the words between two places, without the white space at the ends."""
        raw = self.whole[start:end]
        first = start + len(raw) - len(raw.lstrip())
        last = max(first, start + len(raw.rstrip()))
        return Passage(joined(self.whole[first:last]), Span(first, last))
