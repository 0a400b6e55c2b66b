"""Education, experience, languages and competencies, from their sections or from a common one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jalon.workspace.recruitment.reader.clauses import offers_ways, parts_asked
from jalon.workspace.recruitment.reader.durations import all_years_in, length, years_in
from jalon.workspace.recruitment.reader.header import missing
from jalon.workspace.recruitment.reader.headings import NEEDS, Kind, heading_of
from jalon.workspace.recruitment.reader.items import items_of, parts_of, sentences
from jalon.workspace.recruitment.reader.languages import asks_for_language, named_in, needs_in
from jalon.workspace.recruitment.reader.notice import (
    Education,
    Experience,
    LanguageNeed,
    Passage,
    Read,
    Span,
    Sureness,
)
from jalon.workspace.recruitment.reader.sections import Section
from jalon.workspace.recruitment.reader.statements import is_for_all
from jalon.workspace.recruitment.reader.studies import studies_in
from jalon.workspace.recruitment.reader.text import Line, Text, fold, keys
from jalon.workspace.recruitment.reader.unheaded import asking, told_elsewhere
from jalon.workspace.recruitment.reader.words import listed, says_any, word_set

PIECE = re.compile(r"[^,]*\w[^,]*")
AND = re.compile(r"\s(?:and|y|e|et)\s")
NAMED = re.compile(r"[^:.;]{2,40}:\s")  # Teamwork: works collaboratively ...
WAY = re.compile(r"[;,]\s*(?:or|o|u|ou)[\s\W]*\w?[).]?[\s\W]*$")  # ... ; or | b) Bachelor
OTHER_WAY = re.compile(r"\s*(?:or|o|u|ou)\s")  # ... with two years; | or secondary school
SHORT_TITLE = 3  # words
NAMED_KINDS = 3  # education, experience and languages: none was found in a section
FEW, SHORT = 3, 4  # names between commas, and words of each
DEGREES = ("secondary", "technical", "first", "advanced", "doctorate")


@dataclass(slots=True)
class Asked:
    """The sentences that ask for something, by what they ask for."""

    of: dict[Kind, list[Passage]] = field(default_factory=lambda: {kind: [] for kind in NEEDS})
    sureness: dict[Kind, Sureness] = field(default_factory=dict)
    desirable: list[Span] = field(default_factory=list)  # what stands below the title Desirable

    def add(self, kind: Kind, said: Passage, sureness: Sureness) -> None:
        self.of[kind].append(said)
        self.sureness.setdefault(kind, sureness)


def asked_in(text: Text, sections: Iterable[Section]) -> Asked:
    """Sort what a notice asks for."""
    asked, sections = Asked(), list(sections)
    for section in sections:
        heading = section.heading
        if heading is None or heading.kind not in {*NEEDS, Kind.QUALIFICATIONS}:
            continue
        asked.desirable += _desirable_in(text, section.body)
        if _is_desirable(fold(section.title)):
            asked.desirable.append(section.body)
        sureness = Sureness.SURE if heading.exact else Sureness.LIKELY
        items = items_of(text, section.body)
        told = items.items
        named = len(told) > 1 and all(NAMED.match(one.text) for one in told)
        if heading.kind is Kind.COMPETENCIES and not items.marked and not named:
            told = tuple(part for one in told for part in _named_by_commas(text, one))
        for said in (*items.lead, *told):
            if heading.kind is Kind.QUALIFICATIONS:
                _sort(text, said, asked)
            elif not said.text.endswith(":") and not is_for_all(said) and not _is_title(said):
                _add(text, heading.kind, said, sureness, asked)
    _add_told(text, sections, asked)
    return asked


def _add(text: Text, kind: Kind, said: Passage, sureness: Sureness, asked: Asked) -> None:
    """Add what a section asks for; the years that stand beside a degree are experience."""
    parts = _parts(text, said) if kind is Kind.EDUCATION else []
    if [one for one, _part in parts] != [Kind.EDUCATION, Kind.EXPERIENCE]:
        parts = [(kind, said)]
    for one, part in parts:
        asked.add(one, part, sureness if one is kind else Sureness.LIKELY)


def _desirable_in(text: Text, body: Span) -> Iterator[Span]:
    """Yield what stands below a line that says Desirable alone, up to the next such title."""
    inside = [line for line in text.lines if body.start <= line.start < body.end]
    titles = [line for line in inside if len(keys(text.of(line))) <= SHORT_TITLE
              and not text.of(line).endswith(".")]  # fmt: skip
    for place, line in enumerate(titles):
        folded = text.folded_of(line)
        if says_any(folded, "need", "desirable") and not named_in(folded):
            ends = [other.start for other in titles[place + 1 :] if _parts_needs(text, other)]
            yield Span(line.end, min([*ends, body.end]))


def _is_desirable(title: str) -> bool:
    """Tell whether a heading says that all below it is desirable alone."""
    required = set(keys(title)) & word_set("need", "required")
    return says_any(title, "need", "desirable") and not required and not named_in(title)


def _parts_needs(text: Text, line: Line) -> bool:
    said = text.folded_of(line)
    return any(says_any(said, "need", kind) for kind in ("required", "desirable"))


def _is_title(said: Passage) -> bool:
    """Tell whether words are a title of needs and no need: Core; Technical competencies."""
    words = keys(said.text)
    fillers = set(words) <= word_set("heading_fillers", "words")
    heading = None if said.text.endswith((".", ";")) else heading_of(words)
    first, sign, _rest = said.text.partition(" - ")
    if heading is None and sign and not said.text.endswith((".", ";")):
        heading = heading_of(keys(first)) if len(keys(first)) > 1 else None
    return fillers or (heading is not None and heading.exact and heading.kind in NEEDS)


def _named_by_commas(text: Text, said: Passage) -> list[Passage]:
    """Return the sentences of a paragraph, or its names where it only counts names."""
    told = parts_of(text, said.span)
    pieces = [(match.start(), match.end()) for match in PIECE.finditer(text.of(said.span))]
    begin, end = pieces[-1] if pieces else (0, 0)
    both = list(AND.finditer(text.of(said.span), begin, end))
    if len(pieces) >= FEW and len(both) == 1:
        pieces[-1:] = [(begin, both[0].start()), (both[0].end(), end)]
    short = all(len(keys(text.of(said.span)[start:end])) <= SHORT for start, end in pieces)
    if len(told) > 1 or len(pieces) < FEW or not short:
        return told
    start = said.span.start
    return [text.passage(start + first, start + last) for first, last in pieces]


def _sort(text: Text, item: Passage, asked: Asked) -> None:
    """Put each sentence of a common section where it belongs; what fits nowhere is left."""
    for said in sentences(text, item.span):
        for kind, part in _parts(text, said):
            asked.add(kind, part, Sureness.LIKELY)


def _parts(text: Text, said: Passage) -> list[tuple[Kind, Passage]]:
    """Return what a sentence asks for; the second of two ways stays with the first."""
    second = WAY.search(text.whole, max(0, said.span.start - 40), said.span.start)
    if second or any(OTHER_WAY.match(text.whole, at) for at in (said.span.start, said.span.end)):
        kind = kind_of(said)
        return [(kind, said)] if kind else []
    return parts_asked(text, said, kind_of)


def _add_told(text: Text, sections: Iterable[Section], asked: Asked) -> None:
    """Add what sentences outside all sections of needs ask for, where no section says it."""
    open_kinds = [kind for kind in (Kind.EDUCATION, Kind.EXPERIENCE, Kind.LANGUAGES)
                  if not asked.of[kind]]  # fmt: skip
    if len(open_kinds) == NAMED_KINDS and not asked.of[Kind.COMPETENCIES]:
        open_kinds.append(Kind.COMPETENCIES)
    for said in asking(text, sections) if open_kinds else ():
        for kind, part in parts_asked(text, said, kind_of):
            if kind in open_kinds and _is_plain(kind, part):
                asked.add(kind, part, Sureness.LIKELY)
    if asked.of[Kind.LANGUAGES]:
        for said in told_elsewhere(text, sections):
            if named_in(said.text) and asks_for_language(said):
                asked.add(Kind.LANGUAGES, said, Sureness.LIKELY)


def _is_plain(kind: Kind, said: Passage) -> bool:
    """Tell whether a sentence among others surely asks: experience by its years."""
    if kind is Kind.EXPERIENCE:
        return years_in(fold(said.text)) is not None
    if kind is Kind.LANGUAGES:
        return bool(named_in(said.text))
    return True


def kind_of(said: Passage) -> Kind | None:
    """Tell what a sentence asks for."""
    folded = fold(said.text)
    if asks_for_language(said):
        return Kind.LANGUAGES
    years = years_in(folded) is not None
    experience = says_any(folded, "experience", "cues")
    if level_of(folded) and not (years and experience and not _begins_with_degree(folded)):
        return Kind.EDUCATION
    if experience:
        return Kind.EXPERIENCE
    if says_any(folded, "need", "ability"):
        return Kind.COMPETENCIES
    return None


def _begins_with_degree(folded: str) -> bool:
    cue = min(
        (
            at
            for words in DEGREES
            for p in listed("education", words)
            if (at := folded.find(p)) >= 0
        ),
        default=999,
    )
    experience = min(
        (at for p in listed("experience", "cues") if (at := folded.find(p)) >= 0), default=999
    )
    years = length().search(folded)
    return cue < min(experience, years.start() if years else experience)


def level_of(folded: str) -> str:
    """Return the lowest degree that suffices, as our table of degrees names it."""
    found = {kind for kind in DEGREES if says_any(folded, "education", kind)}
    if "first" in found and not says_any(_without_first(folded), "education", "secondary"):
        found.discard("secondary")  # bachillerato universitario
    either = says_any(folded, "education", "alternative")
    if {"advanced", "first"} <= found and not either and not _says_first(folded):
        found.discard("first")
    return next((kind for kind in DEGREES if kind in found), "")


def _without_first(folded: str) -> str:
    for phrase in listed("education", "first"):
        folded = folded.replace(phrase, " ")
    return folded


def _says_first(folded: str) -> bool:
    """Tell whether a first degree is named beside an advanced one, whose words hold its words."""
    for phrase in listed("education", "advanced"):
        folded = folded.replace(phrase, " ")
    generic = listed("education", "generic")
    return any(p in folded for p in listed("education", "first") if p not in generic)


def read_education(asked: Asked) -> Read[Education]:
    """Return what studies are asked for."""
    said = asked.of[Kind.EDUCATION]
    if not said:
        return Read(question=missing("education"))
    text = " ".join(one.text for one in said)
    levels = {level_of(fold(one.text)) for one in said}
    level = next((kind for kind in DEGREES if kind in levels), "")
    several = (
        len(levels - {""}) > 1
        or any(offers_ways(one.text) for one in said)
        or any(
            says_any(fold(one.text), "education", kind)
            for one in said
            for kind in ("alternative", "in_lieu")
        )
    )
    studies = studies_in(text)
    value = Education(
        text,
        level,
        several,
        studies.fields,
        studies.related,
        studies.plain,
        studies.extra_years,
    )
    return Read(value, _spans(said), asked.sureness[Kind.EDUCATION])


def read_experience(asked: Asked) -> Read[Experience]:
    """Return how much experience is asked for."""
    said = asked.of[Kind.EXPERIENCE]
    if not said:
        return Read(question=missing("experience"))
    text = " ".join(one.text for one in said)
    folded = fold(text)
    value = Experience(
        text,
        years_in(folded),
        says_any(folded, "experience", "national"),
        says_any(folded, "experience", "international"),
        several=len(all_years_in(folded)) > 1,
    )
    return Read(value, _spans(said), asked.sureness[Kind.EXPERIENCE])


def read_languages(text: Text, asked: Asked) -> Read[tuple[LanguageNeed, ...]]:
    """Return the languages that are asked for."""
    said = [one for item in asked.of[Kind.LANGUAGES] for one in sentences(text, item.span)]
    found = tuple(
        replace(need, required=need.required and not _within(need.passage, asked.desirable))
        for need in needs_in(said)
    )
    if not found:
        return Read(question=missing("languages"))
    spans = tuple(dict.fromkeys(one.passage.span for one in found))
    return Read(found, spans, asked.sureness[Kind.LANGUAGES])


def _within(passage: Passage, spans: Iterable[Span]) -> bool:
    return any(span.start <= passage.span.start < span.end for span in spans)


def read_competencies(asked: Asked) -> Read[tuple[Passage, ...]]:
    """Return the competencies, one by one."""
    said = asked.of[Kind.COMPETENCIES]
    if not said:
        return Read(question=missing("competencies"))
    return Read(tuple(said), _spans(said), asked.sureness[Kind.COMPETENCIES])


def _spans(said: Iterable[Passage]) -> tuple[Span, ...]:
    return tuple(one.span for one in said)
