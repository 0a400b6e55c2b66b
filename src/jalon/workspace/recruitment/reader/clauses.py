"""Cut a sentence that asks for several things into the parts that each ask for one."""

import re
from collections.abc import Callable
from itertools import pairwise

from jalon.workspace.recruitment.reader.durations import years_in
from jalon.workspace.recruitment.reader.headings import Kind
from jalon.workspace.recruitment.reader.notice import Passage, Span
from jalon.workspace.recruitment.reader.text import Text, fold, keys
from jalon.workspace.recruitment.reader.words import says_any

CUT = re.compile(
    r"[,;]\s+(?:(?:and|y|e|et)\s+)?|\s(?P<and>and|y|e|et)\s|\s(?P<with>with|con|avec)\s"
)
OR = re.compile(r";\s*(?:or|o|u|ou)\b")
DEGREES = ("secondary", "technical", "first", "advanced", "doctorate")
HIGHER = DEGREES[2:]
DEGREES_AND_YEARS = frozenset({Kind.EDUCATION, Kind.EXPERIENCE})
FEWEST = 4  # words of an ability: with fewer it is a subject of studies

KindOf = Callable[[Passage], Kind | None]


def parts_asked(text: Text, said: Passage, kind_of: KindOf) -> list[tuple[Kind, Passage]]:
    """Return the parts of a sentence, each with what it asks for; one that cannot be cut, whole."""
    whole = kind_of(said)
    if whole is None:
        return []
    if whole in DEGREES_AND_YEARS and offers_ways(said.text):
        return [(Kind.EDUCATION if _names_degree(said) else whole, said)]
    if any(says_any(fold(said.text), "education", how) for how in ("alternative", "in_lieu")):
        return [(whole, said)]
    cuts: list[tuple[int, Kind]] = []
    last = None
    for start, end, sign in _pieces(text, said.span):
        piece = text.passage(start, end)
        kind = _kind_of_piece(piece, sign, kind_of, is_first=not cuts)
        if kind and kind is not last:
            cuts.append((start, kind))
            last = kind
    if len(cuts) < 2 or [kind for _at, kind in cuts].count(Kind.EDUCATION) > 1:
        return [(whole, said)]
    cuts[0] = (said.span.start, cuts[0][1])
    ends = [start for start, _kind in cuts[1:]] + [said.span.end]
    return [
        (kind, text.passage(start, _without_sign(text, start, end)))
        for (start, kind), end in zip(cuts, ends, strict=True)
    ]


def offers_ways(words: str) -> bool:
    """Tell whether there are several ways to meet what is asked: A with two years; or B."""
    return OR.search(words) is not None


def _names_degree(said: Passage) -> bool:
    folded = fold(said.text)
    return years_in(folded) is not None and any(
        says_any(folded, "education", level) for level in DEGREES
    )


def _pieces(text: Text, span: Span) -> list[tuple[int, int, str]]:
    """Return the pieces between the signs, each with the word in front of it."""
    cuts = [(span.start, span.start, "")]
    cuts += [(m.start(), m.end(), m["and"] or m["with"] or ",")
             for m in CUT.finditer(text.whole, span.start, span.end)]  # fmt: skip
    cuts.append((span.end, span.end, ""))
    return [(one[1], other[0], one[2]) for one, other in pairwise(cuts)]


def _without_sign(text: Text, start: int, end: int) -> int:
    found = [m for m in CUT.finditer(text.whole, start, end + 1) if m.end() >= end]
    return found[0].start() if found else end


def _kind_of_piece(piece: Passage, sign: str, kind_of: KindOf, *, is_first: bool) -> Kind | None:
    """Tell what a piece asks for, if it surely asks for anything of its own."""
    kind, folded = kind_of(piece), fold(piece.text)
    if kind is Kind.EXPERIENCE:
        return kind if years_in(folded) is not None or sign != "with" else None
    if kind is Kind.EDUCATION:
        return (
            kind
            if is_first or any(says_any(folded, "education", level) for level in HIGHER)
            else None
        )
    if kind is Kind.COMPETENCIES:
        begins = " ".join(keys(piece.text)[:3])
        able = len(keys(piece.text)) >= FEWEST and says_any(begins, "need", "ability")
        return kind if able else None
    return kind
