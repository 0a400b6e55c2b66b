"""How searched words are compared: accents, capitals and Arabic spellings fold into one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from jalon.workspace.folding import DOUBLE, DROPPED, folded

LONGEST, MOST = 60, 8
_DIGITS_THERE = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")  # an index keeps digits as written
_ORDINAL = re.compile(r"(\d+)([ao])")
_RAISED = {"a": "ª", "o": "º"}
ARTICLES = ("ال", "وال", "بال", "لل")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f{DROPPED}])*")
_AROUND = 70


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `found` if it is what was searched."""

    text: str
    found: bool = False


def searched(query: str) -> tuple[str, ...]:
    """Return the words of a query, folded, each once."""
    words = (folded(match.group())[:LONGEST] for match in _WORD.finditer(query))
    return tuple(dict.fromkeys(word for word in words if word))[:MOST]


def beginnings(word: str) -> tuple[str, ...]:
    """Return how a word may stand in an index: Arabic glues the article on, letters stay double."""
    if "\u0600" <= word[0] <= "\u06ff":
        return (word, *(article + word for article in ARTICLES))
    spelled = [word.replace(two, one) for one, two in DOUBLE.items()]
    if ordinal := _ORDINAL.fullmatch(word):
        spelled.append(ordinal[1] + _RAISED[ordinal[2]])
    return tuple(dict.fromkeys((word, word.translate(_DIGITS_THERE), *spelled)))


def pieces(text: str, words: Iterable[str]) -> list[Piece]:
    """Return `text` in pieces, those that `words` found marked as such."""
    starts = tuple(start for word in words for start in beginnings(word))
    found: list[Piece] = []
    at = 0
    for match in _WORD.finditer(text):
        if folded(match.group()).startswith(starts):
            found += [Piece(text[at : match.start()]), Piece(match.group(), found=True)]
            at = match.end()
    found.append(Piece(text[at:]))
    return [piece for piece in found if piece.text]


def says_all(text: str, words: Iterable[str]) -> bool:
    """Tell whether each of `words` begins a word of `text`."""
    there = [folded(match.group()) for match in _WORD.finditer(text)]
    return all(any(word.startswith(beginnings(wanted)) for word in there) for wanted in words)


def snippet(texts: Sequence[str], words: Sequence[str]) -> list[Piece]:
    """Return the surroundings of the first find in the text that holds the most of `words`."""
    cut = [pieces(text, words) for text in texts if text]
    best = max(cut, key=_finds, default=[])
    first = next((i for i, piece in enumerate(best) if piece.found), None)
    if first is None:
        return []
    before = "".join(piece.text for piece in best[:first])
    after = best[first:]
    return [*_before(before), *_until(after, 2 * _AROUND)]


def _finds(cut: Sequence[Piece]) -> int:
    return len({folded(piece.text) for piece in cut if piece.found})


def _before(text: str) -> list[Piece]:
    if len(text) <= _AROUND:
        return [Piece(text)] if text else []
    tail = text[-_AROUND:]
    return [Piece("… " + tail.partition(" ")[2])]


def _until(cut: Sequence[Piece], room: int) -> list[Piece]:
    """Return pieces up to `room` characters, cut between words."""
    kept: list[Piece] = []
    for found, group in groupby(cut, key=lambda piece: piece.found):
        text = "".join(piece.text for piece in group)
        if len(text) > room:
            return [*kept, Piece(text[:room].rpartition(" ")[0] + " …", found=found)]
        kept.append(Piece(text, found=found))
        room -= len(text)
    return kept
