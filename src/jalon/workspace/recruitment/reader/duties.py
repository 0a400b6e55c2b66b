"""The duties as a numbered list, and the introduction above them."""

from collections.abc import Iterable, Sequence

from jalon.workspace.recruitment.reader.header import Header, missing
from jalon.workspace.recruitment.reader.headings import Kind
from jalon.workspace.recruitment.reader.items import ENDS, items_of, sentences
from jalon.workspace.recruitment.reader.notice import (
    Duty,
    Eligibility,
    Passage,
    Read,
    Span,
    Sureness,
)
from jalon.workspace.recruitment.reader.sections import Section
from jalon.workspace.recruitment.reader.statements import speaks_to_all
from jalon.workspace.recruitment.reader.text import Text, fold
from jalon.workspace.recruitment.reader.unheaded import duties_told
from jalon.workspace.recruitment.reader.words import kinds_said, says_any

SHORTEST = 60  # letters of a paragraph that introduces


def read_duties(text: Text, sections: Iterable[Section]) -> Read[tuple[Duty, ...]]:
    """Return the duties, each once, numbered as they stand."""
    duties: list[Duty] = []
    sureness = Sureness.SURE
    sections = list(sections)
    kinds = {section.kind for section in sections}
    wanted = Kind.DUTIES if Kind.DUTIES in kinds else Kind.OUTPUTS
    for section in sections:
        if section.heading is None or section.kind is not wanted:
            continue
        if not section.heading.exact:
            sureness = Sureness.LIKELY
        for item in items_of(text, section.body, split_sentences=True).items:
            if not speaks_to_all(text, item):
                duties.append(Duty(len(duties) + 1, item, section.title))
        if duties and wanted is Kind.OUTPUTS:
            break  # what is to be handed in stands below the work
    if not duties and (told := duties_told(text, sections)):
        return told
    if not duties:
        return Read(question=missing("duties"))
    return Read(tuple(duties), tuple(duty.passage.span for duty in duties), sureness)


def read_introduction(
    text: Text, header: Header, sections: Sequence[Section], eligibility: Read[Eligibility]
) -> Read[str]:
    """Return the introduction: its section, or the paragraphs between header and first heading."""
    own = [
        one for part in sections if part.kind is Kind.INTRODUCTION for one in _all(text, part.body)
    ]
    if own:
        return _read(own, Sureness.SURE)
    claimed = (
        {one.passage.span for one in eligibility.value.statements} if eligibility.value else set()
    )
    told = []
    for section in sections:
        if section.kind is Kind.ELIGIBILITY or section.heading is None:
            start = _below_labels(header, section)
            told += [
                one
                for one in _all(text, Span(min(start, section.body.end), section.body.end))
                if _introduces(text, one, claimed)
            ]
    if told := told or _first_below_names(text, sections, claimed):
        return _read(told, Sureness.LIKELY)
    return Read(question=missing("introduction"))


def _first_below_names(
    text: Text, sections: Sequence[Section], claimed: set[Span]
) -> list[Passage]:
    """Return the first paragraph below the names of ministries, where nothing else introduces."""
    if any(section.kind is Kind.DUTIES for section in sections):
        return []
    for section in sections:
        for one in _all(text, section.body) if section.kind is Kind.OTHER else ():
            whole = one.text.endswith(".") and _introduces(text, one, claimed)
            if whole and not says_any(f" {fold(one.text)}", "need", "asks"):
                return [one]
    return []


def _all(text: Text, body: Span) -> list[Passage]:
    items = items_of(text, body)
    return sorted((*items.lead, *items.items), key=lambda one: one.span)


def _read(passages: Sequence[Passage], sureness: Sureness) -> Read[str]:
    words = "\n".join(one.text for one in passages)
    return Read(words, tuple(one.span for one in passages), sureness)


def _below_labels(header: Header, section: Section) -> int:
    """Return where the last label's line of a section ends."""
    inside = [
        max(label.end, label.value.end)
        for label in header.labels
        if section.start <= label.start < section.body.end
    ]
    above = section.body.start if section.heading or not header.labels else section.body.end
    return max(inside, default=above)


def _introduces(text: Text, one: Passage, claimed: set[Span]) -> bool:
    if len(one.text) < SHORTEST or one.text.startswith(("*", *ENDS)):
        return False
    for sentence in sentences(text, one.span):
        folded = fold(sentence.text)
        if (
            sentence.span in claimed
            or kinds_said(folded, "notices")
            or kinds_said(folded, "eligibility")
        ):
            return False
    return True
