"""The vacancy number: labelled, or behind the sign No. on a line that announces something."""

import re
from dataclasses import replace

from jalon.workspace.recruitment.reader.header import Header, missing, sureness_of
from jalon.workspace.recruitment.reader.labels import Label
from jalon.workspace.recruitment.reader.notice import Read, Span, Sureness
from jalon.workspace.recruitment.reader.text import Line, Text, keys
from jalon.workspace.recruitment.reader.words import word_set

SIGNED = re.compile(
    r"\b(?:N\.?\s?[°ºo]\.?|No\.?|Núm\.?|Number|Número|Numéro)"
    r"(?P<of>\s(?:de l['’]|de la |del |de |du |of the |of )\w+(?: (?:de |of )?\w+)?(?=\s*:))?"
    r"\s*:?\s*"
    r"(?P<code>(?=[\w./\-]*\d)[A-Z0-9][\w./\-]*\w)",
    re.IGNORECASE,
)
CODE_IN_SENTENCE = re.compile(r"(\S*\d\S*\w)[.,;]?\s+[a-zà-ÿ]{2,}")
SHORTEST = 3  # letters behind a label that is not quite one of ours
LONGEST = 160  # letters of a line that announces


def read_number(header: Header) -> Read[str]:
    """Return the number of the vacancy."""
    labels = [label for label in header.of("vacancy_number") if _is_number(header, label)]
    digits = [label for label in labels if _has_digit(header.value(label))]
    for label in (digits or labels)[:1]:
        return _cut(header, Read(header.value(label), (label.value,), sureness_of(label)))
    found = {
        (header.text.of(span), span)
        for line in header.text.lines
        if line.start < header.end and (span := _signed(header.text, line))
    }
    if len({code for code, _span in found}) != 1:
        return Read(question=missing("vacancy_number"))
    code, span = min(found, key=lambda one: one[1])
    return Read(code, (span,), Sureness.LIKELY)


def _is_number(header: Header, label: Label) -> bool:
    """Tell whether a label asks for a number, or only announces: Call for applications: ..."""
    said = set(keys(header.text.whole[label.start : label.end]))
    value = header.value(label)
    if not label.exact and len(value) < SHORTEST:
        return False  # how many posts there are
    return _has_digit(value) or bool(said & word_set("announcing", "numbering"))


def _has_digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)


def _cut(header: Header, labelled: Read[str]) -> Read[str]:
    """Return a number without the sentence in which it stands."""
    span = labelled.spans[0]
    match = CODE_IN_SENTENCE.match(header.text.whole, span.start, span.end)
    if match is None:
        return labelled
    return replace(labelled, value=match[1], spans=(Span(*match.span(1)),))


def _signed(text: Text, line: Line) -> Span | None:
    if line.end - line.start > LONGEST:
        return None
    match = SIGNED.search(text.whole, line.start, line.end)
    if match is None or len(match["code"]) < 3:
        return None
    before = set(keys(text.whole[line.start : match.start()] + (match["of"] or "")))
    return Span(*match.span("code")) if before & word_set("announcing", "words") else None
