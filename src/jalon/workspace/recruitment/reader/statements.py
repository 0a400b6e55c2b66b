"""Who may apply, the steps of the selection, and what a notice must say: known by its phrases."""

from bisect import bisect_left
from collections.abc import Iterable

from jalon.workspace.recruitment.reader.header import missing
from jalon.workspace.recruitment.reader.headings import Kind
from jalon.workspace.recruitment.reader.items import items_of, sentences
from jalon.workspace.recruitment.reader.notice import (
    Eligibility,
    Passage,
    Read,
    Span,
    Statement,
    Sureness,
)
from jalon.workspace.recruitment.reader.sections import Section
from jalon.workspace.recruitment.reader.text import Text, fold, keys
from jalon.workspace.recruitment.reader.words import kinds_said, listed, says_any, word_set

OPEN_TO = ("internal", "external")  # only where candidates are listed, or the notice says so
NOT_HERE = frozenset({Kind.DUTIES, Kind.OUTPUTS, Kind.EDUCATION, Kind.EXPERIENCE, Kind.LANGUAGES,
                      Kind.REPORTING})  # fmt: skip
OF_NEEDS = frozenset({Kind.QUALIFICATIONS, Kind.COMPETENCIES})
OF_PERSONS = frozenset({"nationality", "residence"})
FOR_ALL = frozenset(
    {"no-fee", "fraud", "accommodation", "equality", "shortlist", "selection", "conduct"}
)
INVITED = frozenset({"women", "disability"})
NEVER_A_NEED = frozenset({"no-fee", "accommodation", "shortlist"})
FEWEST = 4  # words: with fewer it is a heading
GROUNDS = 2  # beside nationality: who counts them speaks of everybody
LONG = 80  # letters: a competency is said in fewer


def said_in(text: Text, section: Section, *, only_to_all: bool = False) -> list[Passage]:
    """Return the sentences of a section, item by item.

    Of what is asked for, or of the duties, only the paragraphs that speak to everybody.
    """
    items = items_of(text, section.body)
    passages = sorted((*items.lead, *items.items), key=lambda one: one.span)
    if only_to_all or section.kind in NOT_HERE:
        passages = [one for one in passages if speaks_to_all(text, one)]
    return [one for passage in passages for one in sentences(text, passage.span)]


def speaks_to_all(text: Text, said: Passage) -> bool:
    """Tell whether a paragraph without a mark speaks to everybody."""
    line = text.whole.rfind("\n", 0, said.span.start) + 1
    marked = text.whole[line : said.span.start].strip()
    return not marked and is_for_all(said)


def read_eligibility(text: Text, sections: Iterable[Section]) -> Read[Eligibility]:
    """Return who may apply, in the notice's own words."""
    found: list[Statement] = []
    for section in sections:
        for said in (*_title_of(text, section), *said_in(text, section)):
            kinds = _kinds(said, listed_here=section.kind is Kind.ELIGIBILITY)
            found += [Statement(kind, said) for kind in kinds]
    if not found:
        return Read(question=missing("eligibility"))
    kinds_found = {statement.kind for statement in found}
    value = Eligibility("internal" in kinds_found, "external" in kinds_found, tuple(found))
    spans = tuple(dict.fromkeys(statement.passage.span for statement in found))
    sure = Sureness.SURE if kinds_found & set(OPEN_TO) else Sureness.LIKELY
    return Read(value, spans, sure)


def _title_of(text: Text, section: Section) -> list[Passage]:
    """Return the words of a heading that is none of ours: OPEN TO EXTERNAL CANDIDATES."""
    heading = section.heading
    if heading is None or (heading.exact and heading.kind is not Kind.OTHER):
        return []
    return [text.passage(section.start, section.body.start)]


def _kinds(said: Passage, *, listed_here: bool) -> list[str]:
    folded = fold(said.text)
    kinds = kinds_said(folded, "eligibility")
    listed_here = listed_here and not says_any(folded, "process", "steps")
    opens = listed_here or says_any(folded, "eligibility_headings", "phrases")
    refuses = says_any(folded, "eligibility_headings", "negative")
    said_of_all = "equality" in kinds_said(folded, "notices")  # whatever the nationality
    if says_any(folded, "eligibility_headings", "papers"):
        kinds = [kind for kind in kinds if kind not in OF_PERSONS]
    if said_of_all or "under-represented" in kinds or _lists_grounds(said):
        kinds = [kind for kind in kinds if kind not in OF_PERSONS]
    return [kind for kind in kinds if kind not in OPEN_TO or (opens and not refuses)]


def _lists_grounds(said: Passage) -> bool:
    """Tell whether a sentence counts grounds that must not matter: gender, religion ..."""
    return len(set(keys(said.text)) & word_set("eligibility_headings", "grounds")) >= GROUNDS


def is_for_all(said: Passage) -> bool:
    """Tell whether a paragraph speaks to everybody: below the last section it has no heading."""
    folded = fold(said.text)
    kinds = set(kinds_said(folded, "notices"))
    if kinds & NEVER_A_NEED and len(keys(said.text)) >= FEWEST:
        return True
    if said.text.endswith(".") and (
        INVITED & set(kinds_said(folded, "eligibility"))
        or says_any(folded, "applying", "phrases")
        or (says_any(folded, "process", "steps") and says_any(folded, "process", "persons"))
    ):
        return True
    if says_any(folded, "eligibility_headings", "reserved") and OF_PERSONS & set(
        kinds_said(folded, "eligibility")
    ):
        return True
    return len(folded) > LONG and bool(
        FOR_ALL & kinds
        or (kinds_said(folded, "eligibility") and not _lists_grounds(said))
        or says_any(folded, "process", "steps")
    )


class _Places:
    """Stretches of the text, asked whether one of them is half or more of another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    def __contains__(self, span: Span) -> bool:
        place = bisect_left(self._spans, Span(span.end, span.end))
        if not place:
            return False
        value = self._spans[place - 1]
        shared = min(value.end, span.end) - max(value.start, span.start)
        return 2 * shared >= span.end - span.start


def read_process(
    text: Text, sections: Iterable[Section], header: Iterable[Span]
) -> Read[tuple[Passage, ...]]:
    """Return the steps of the selection: the section about it, or the sentences that name one."""
    header = list(header)
    sections, values = list(sections), _Places(header)
    header_at = min(header, default=Span(-1, -1)).start  # above it stand the title and its kind
    own = [
        one
        for part in sections
        if part.kind is Kind.PROCESS
        for one in said_in(text, part)
        if _names_a_step(fold(one.text))
        or (part.start > header_at and not kinds_said(fold(one.text), "eligibility"))
    ]
    if own:
        return Read(tuple(own), tuple(one.span for one in own), Sureness.SURE)
    told = [
        one
        for part in sections
        for one in said_in(text, part, only_to_all=part.kind in OF_NEEDS)
        if one.span not in values and _names_a_step(fold(one.text))
    ]
    if told:
        return Read(tuple(told), tuple(one.span for one in told), Sureness.LIKELY)
    return Read(question=missing("process"))


def _names_a_step(folded: str) -> bool:
    """Tell whether a sentence names a step; that only the short list is told is none."""
    kinds = kinds_said(folded, "notices")
    if "no-fee" in kinds:
        return False  # it names the steps for which nothing is charged
    if "shortlist" in kinds:
        for phrase in listed("process", "listing"):
            folded = folded.replace(phrase, " ")
    return says_any(folded, "process", "steps")


def read_notices(
    text: Text, sections: Iterable[Section], header: Iterable[Span]
) -> Read[tuple[Statement, ...]]:
    """Return what a notice must say to everybody: no fee, fraud, equality, personal data.

    What is said as a value in the header is no such notice.
    """
    values = _Places(header)
    found = [
        Statement(kind, said)
        for section in sections
        for said in said_in(text, section)
        if said.span not in values and (len(keys(said.text)) >= FEWEST or said.text.endswith("."))
        for kind in kinds_said(fold(said.text), "notices")
    ]
    if not found:
        return Read(question=missing("notices"))
    spans = tuple(dict.fromkeys(statement.passage.span for statement in found))
    return Read(tuple(found), spans, Sureness.LIKELY)
