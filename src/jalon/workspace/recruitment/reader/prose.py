"""Facts of the header that a notice says in a sentence instead."""

import re
from collections.abc import Iterable, Iterator

from jalon.workspace.recruitment.reader.dates import FoundDate, dates_in
from jalon.workspace.recruitment.reader.deadlines import Words, Zones, read_deadline
from jalon.workspace.recruitment.reader.durations import duration_at, duration_of, length
from jalon.workspace.recruitment.reader.header import Header, missing
from jalon.workspace.recruitment.reader.headings import Kind
from jalon.workspace.recruitment.reader.notice import (
    Contract,
    Deadline,
    Duration,
    Read,
    Span,
    Sureness,
)
from jalon.workspace.recruitment.reader.sections import Section
from jalon.workspace.recruitment.reader.statements import said_in
from jalon.workspace.recruitment.reader.text import Text, keys
from jalon.workspace.recruitment.reader.times import clock_in, whose_clock
from jalon.workspace.recruitment.reader.words import listed, says_any, word_set

NEAR = 15  # letters between the phrase and the length of time
NEAR_DAY = 45  # letters between 'not later than' and the day: a weekday and an hour
AFTER = 90  # letters behind the day in which its hour and zone may stand
PART = re.compile(r"[,;]|(?<=\))")


def prose_duration(
    text: Text, sections: Iterable[Section], contract: Read[Contract]
) -> Read[Duration]:
    """Return how long the contract lasts, told beside its type or in a sentence."""
    for span in contract.spans:
        if found := duration_at(text.whole, text.folded, span.start, span.end):
            return _likely(text, Span(*found))
    for section in sections:
        for said in said_in(text, section):
            if told := _told(text, said.span):
                return _likely(text, told)
    return Read(question=missing("contract_duration"))


def _likely(text: Text, span: Span) -> Read[Duration]:
    words = text.passage(span.start, span.end).text
    return Read(duration_of(words), (span,), Sureness.LIKELY)


def _told(text: Text, sentence: Span) -> Span | None:
    folded = text.folded_of(sentence)
    for phrase in listed("duration_prose", "phrases"):
        at = folded.find(phrase)
        if at < 0:
            continue
        start = sentence.start + at + len(phrase)
        found = duration_at(text.whole, text.folded, start, sentence.end)
        if found and found[0] - start <= NEAR:
            return Span(*found)
    for match in length().finditer(folded):
        if any(
            folded.startswith(f" {noun}", match.end()) for noun in listed("duration_prose", "of")
        ):
            return Span(sentence.start + match.start(), sentence.start + match.end())
    return None


def prose_deadline(header: Header, sections: Iterable[Section], zones: Zones) -> Read[Deadline]:
    """Return the deadline that a sentence tells, if only one day is told so."""
    told = list(_told_days(header, sections))
    if len({found.day for _words, found in told}) != 1:
        return Read(question=missing("deadline"))
    words, found = told[0]
    deadline, said = read_deadline(found, words, zones, Sureness.LIKELY)
    header.remarks += said
    return deadline


def _told_days(header: Header, sections: Iterable[Section]) -> Iterator[tuple[Words, FoundDate]]:
    text = header.text
    for section in sections:
        for said in said_in(text, section):
            folded = text.folded_of(said.span)
            about = section.kind is Kind.APPLY or says_any(folded, "deadline_prose", "about")
            if not about or says_any(folded, "deadline_prose", "not_about"):
                continue
            if told := _day_told(header, said.span):
                start, found = told
                yield _words_around(text, start, found, said.span.end), found


def _day_told(header: Header, sentence: Span) -> tuple[int, FoundDate] | None:
    """Return the first day of a sentence that stands behind 'not later than'."""
    found = dates_in(header.text.folded, sentence.start, sentence.end, day_first=header.day_first)[
        :1
    ]
    for one in found:
        before = header.text.folded[max(sentence.start, one.span.start - NEAR_DAY) : one.span.start]
        for phrase in listed("deadline_prose", "phrases"):
            if match := re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", before):
                return one.span.start - len(before) + match.end(), one
    return None


def _words_around(text: Text, start: int, found: FoundDate, end: int) -> Words:
    """Return the hour and the zone beside a day; a place that is no clock's is left out."""
    before = text.whole[start : found.span.start]
    after = text.whole[found.span.end : min(end, found.span.end + AFTER)]
    pieces, length = [before] if _tells_time(before) else [], 0
    for part in PART.split(after):
        if _tells_time(part):
            pieces.append(part)
            length = after.find(part) + len(part)
    span = Span(start, found.span.end + length)
    return Words(text.passage(span.start, span.end).text, tuple(pieces), (span,))


def _tells_time(part: str) -> bool:
    """Tell whether a part of a sentence is about the clock and not about an office."""
    kinds = ("time_of", "local", "midnight", "noon")
    said = any(set(keys(part)) & word_set("words", kind) for kind in kinds)
    return said or (clock_in(part) is not None and whose_clock(part) is None)
