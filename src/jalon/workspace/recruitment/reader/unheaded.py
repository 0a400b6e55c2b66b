"""What a notice without headings says of the post: in its sentences, told with care."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from jalon.workspace.recruitment.reader.headings import Kind
from jalon.workspace.recruitment.reader.items import MARK, SENTENCE, parts_of
from jalon.workspace.recruitment.reader.notice import Duty, Passage, Read, Span, Sureness
from jalon.workspace.recruitment.reader.sections import Section
from jalon.workspace.recruitment.reader.statements import said_in
from jalon.workspace.recruitment.reader.text import Line, Text
from jalon.workspace.recruitment.reader.words import listed, says_any

UNNAMED = frozenset({Kind.OTHER, Kind.INTRODUCTION, Kind.APPLY, Kind.PROCESS, Kind.CONDITIONS})
LEADS = 90  # letters between 'the tasks' and the colon
MOST = 20  # words that may lead to duties, of one section
FEWEST = 2  # duties: one alone is a sentence of the introduction
AND = re.compile(r"(?:and|y|e|et)\s+", re.IGNORECASE)
ROMAN = re.compile(r"\(?[ivx]{1,4}\)\s+")


def asking(text: Text, sections: Iterable[Section]) -> Iterator[Passage]:
    """Yield the sentences outside all sections of needs that ask something of candidates."""
    for section in sections:
        if section.kind not in UNNAMED:
            continue
        for said in said_in(text, section):
            if says_any(f" {text.folded_of(said.span)}", "need", "asks"):
                yield said


def told_elsewhere(text: Text, sections: Iterable[Section]) -> Iterator[Passage]:
    """Yield the sentences of a selection's criteria that call something an advantage."""
    for section in sections:
        for said in said_in(text, section) if section.kind is Kind.PROCESS else ():
            if says_any(text.folded_of(said.span), "need", "desirable"):
                yield said


def duties_told(text: Text, sections: Iterable[Section]) -> Read[tuple[Duty, ...]] | None:
    """Return the duties that a sentence leads to: The officer will: (i) ...; (ii) ..."""
    for section in sections:
        if section.kind not in UNNAMED:
            continue
        for colon in islice(_leads(text, section.body), MOST):
            found = _listed_below(text, colon, section.body.end) or _run_on(text, colon)
            if len(found) >= FEWEST:
                duties = tuple(Duty(at, said) for at, said in enumerate(found, 1))
                return Read(duties, tuple(one.span for one in found), Sureness.LIKELY)
    return None


def _leads(text: Text, body: Span) -> Iterator[int]:
    """Yield the colons that end words which lead to duties."""
    for phrase in listed("duties_prose", "phrases"):
        at = text.folded.find(phrase, body.start, body.end)
        while at >= 0:
            end = at + len(phrase)
            colon = text.whole.find(":", end - 1, min(body.end, end + LEADS))
            if colon >= 0 and not SENTENCE.search(text.whole, end, colon):
                yield colon + 1
            at = text.folded.find(phrase, end, body.end)


def _listed_below(text: Text, start: int, end: int) -> list[Passage]:
    """Return the items of the list right below a place: marks of one kind, and what goes on."""
    below = [line for line in text.lines if start <= line.start < end]
    if not below or text.whole[start : below[0].start].strip():
        return []
    shape = _shape(text, below[0])
    found: list[Span] = []
    for line in below if shape else ():
        mark = MARK.match(text.whole, line.start, line.end)
        if mark and _shape(text, line) == shape:
            found.append(Span(mark.end(), line.end))
        elif mark is None and text.whole[line.start].islower():
            found[-1] = Span(found[-1].start, line.end)
        else:
            break
    return [text.passage(one.start, one.end) for one in found]


def _shape(text: Text, line: Line) -> str:
    """Return of what kind the mark of a line is: a number, a letter, or its sign."""
    mark = MARK.match(text.whole, line.start, line.end)
    sign = mark[0].strip().lstrip("(")[:1] if mark else ""
    return "1" if sign.isdigit() else "a" if sign.isalpha() else sign


def _run_on(text: Text, start: int) -> list[Passage]:
    """Return the parts of the sentence behind a place, without their marks."""
    line = text.whole.find("\n\n", start)
    end = len(text.whole) if line < 0 else line
    stop = SENTENCE.search(text.whole, start, end)
    parts = parts_of(text, Span(start, stop.start() if stop else end))
    return [_bare(text, one) for one in parts]


def _bare(text: Text, said: Passage) -> Passage:
    start = said.span.start
    for sign in (AND, ROMAN, MARK):
        if match := sign.match(text.whole, start, said.span.end):
            start = match.end()
    return text.passage(start, said.span.end)
