"""Cut a notice into its sections."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from jalon.workspace.recruitment.reader.headings import (
    NEEDS,
    Heading,
    Kind,
    heading_of,
    heading_within,
    known_phrase,
)
from jalon.workspace.recruitment.reader.items import BULLETS, MARK
from jalon.workspace.recruitment.reader.notice import Span
from jalon.workspace.recruitment.reader.text import WORD, Line, Text, Word, fold, keys, words_in
from jalon.workspace.recruitment.reader.titles import names_occupation
from jalon.workspace.recruitment.reader.words import kinds_said, listed

LONGEST = 90  # letters of a heading
SHORT_TITLE = 50  # letters of a numbered one
LONG_TITLE = 70  # of one with a list below it
LONG_LINE = 300  # a line longer than this may hold headings of sections that ran together
DECORATION = " \t\u00a0*#_=•●▪■►➢-–—>|"
COLUMN = re.compile(r" {3,}")
DASH = re.compile(r"\s[-–—]\s")
ASKS = ("?", ":", "...", "…")
ENDS = (".", "?", "!", ";", ",")
SENTENCE_END = re.compile(r"[.;:!?)](?:\s+|(?=[A-ZÁÉÍÓÚÀÂÇÈÊÎÔ]))")
NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})?|[A-Z]|[IVX]{1,4})[.)]\s*")
LETTERED = re.compile(r"[A-H][.)] ")
BULLET = re.compile(rf"[{BULLETS}*>]\s*")
BULLETED = re.compile(rf"[{BULLETS}*\-–—>] ")
INSIDE = frozenset({Kind.PROCESS, Kind.REPORTING})  # titles of duties, too: Reporting
BELOW_DUTIES = frozenset({*NEEDS, Kind.QUALIFICATIONS})
ACRONYM = re.compile(r"\b[A-Z]{2,6}(?:['’]s)?(?=\s)")
HEADS = frozenset({Kind.DUTIES, Kind.QUALIFICATIONS, Kind.OUTPUTS, Kind.CONDITIONS})
BETWEEN = " \t\u00a0•●▪►➢-–—(*"
RUN_IN = 8  # words of a heading in front of a text on its own line


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (none for what stands above the first) and where its text stands."""

    heading: Heading | None
    title: str
    start: int  # of the heading
    body: Span

    @property
    def kind(self) -> Kind:
        return self.heading.kind if self.heading else Kind.OTHER


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Heading | None
    title: str
    start: int
    body: int


def sections_of(
    text: Text, labelled: Container[int] = (), breaks: Container[int] = ()
) -> list[Section]:
    """Return the sections in their order; the first is what stands above all headings.

    Lines that begin at one of the places in `labelled` are the header's: no headings. Those at one
    of `breaks` hold what stands in a header only, and end the section above them.
    """
    found = list(_headings(text, labelled, breaks))
    first = found[0].start if found else len(text.whole)
    sections = [Section(None, "", 0, Span(0, first))]
    for place, one in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(text.whole)
        sections.append(Section(one.heading, one.title, one.start, Span(min(one.body, end), end)))
    return sections


def _headings(text: Text, labelled: Container[int], breaks: Container[int]) -> Iterator[_Found]:
    before: Line | None = None
    above: _Found | None = None
    for line in text.lines:
        if line.start in breaks:
            yield _Found(None, "", line.start, line.start)
        elif line.start not in labelled and not _goes_on(text, before, line):
            for found in _on_line(text, line):
                if _is_part_of(text, found, above):
                    continue
                found = _others(text, found, above)
                above = found
                yield found
        if line.end - line.start > LONG_LINE:
            yield from _inside(text, line)
        elif line.start not in labelled:
            yield from _needs_inside(text, line)
        before = line


def _is_part_of(text: Text, found: _Found, above: _Found | None) -> bool:
    """Tell whether a heading, B. Evaluation, is a title inside the duties above it."""
    if above is None or above.heading is None or above.heading.kind is not Kind.DUTIES:
        return False
    if found.heading is None or found.heading.kind in BELOW_DUTIES:
        return False
    marked = [
        any(mark.match(text.whole, one.start) for mark in (LETTERED, NUMBERING))
        for one in (found, above)
    ]
    return marked == [True, False] or (found.heading.kind in INSIDE and _leads_to_list(text, found))


def _others(text: Text, found: _Found, above: _Found | None) -> _Found:
    """Take Other: behind what is asked for as more of it; alone on its line it heads the rest."""
    asked = above is not None and above.heading and above.heading.kind in BELOW_DUTIES
    beside = text.whole[found.start : found.body].strip(" \t:") == found.title
    same_line = "\n" not in text.whole[found.start : found.body + 1]
    known = keys(found.title) in {keys(word) for word in listed("need", "others")}
    if not (asked and beside and same_line and known and found.heading):
        return found
    return replace(found, heading=Heading(Kind.COMPETENCIES, found.heading.language, exact=False))


def _leads_to_list(text: Text, found: _Found) -> bool:
    """Tell whether items stand right below a title: Evaluation, of what one does there."""
    below = next((line for line in text.lines if line.start >= found.body), None)
    return below is not None and MARK.match(text.whole, below.start, below.end) is not None


def _goes_on(text: Text, before: Line | None, line: Line) -> bool:
    """Tell whether a line is the rest of a sentence."""
    start = text.whole[line.start : line.start + 3].lstrip(DECORATION)[:1]
    if not start.islower():
        return False
    if before is None or before.number + 1 < line.number:
        return False
    return not text.of(before).endswith((".", ":", ";"))


def _on_line(text: Text, line: Line) -> Iterator[_Found]:
    bare = text.of(line)
    whole = bare.strip(DECORATION).removesuffix("...").removesuffix("…")
    words = tuple(word.text for word in words_in(_without_brackets(whole)))
    asks = whole.endswith(ASKS) and _asked_heading(bare) is not None
    if len(whole) <= LONGEST and (not whole.endswith(ENDS) or known_phrase(words) or asks):
        heading = heading_of(words) or _without_acronym(whole)
        if heading and not heading.exact and BULLETED.match(bare):
            heading = None  # a word of a list that is like one of headings
        heading = heading or _heads_a_list(text, line, bare)
        formed = _shouts(bare) or _is_numbered_title(text, line, bare)
        heading = heading or _asked_heading(bare)
        if heading is None and formed:
            heading = heading_within(words, first_only=names_occupation(bare))
            if heading and heading.kind is Kind.PROCESS and names_occupation(bare):
                heading = None  # RECRUITMENT OF A CONSULTANT announces, and heads nothing
        if heading or _shouts(bare):
            title = whole.rstrip(": ")
            yield _Found(heading or Heading(Kind.OTHER, ""), title, line.start, line.end)
            return
    yield from _run_in(text, line.start, line.end)


def _asked_heading(bare: str) -> Heading | None:
    """Return what a question is the heading of: What do we offer? You will need to have:"""
    if not bare.endswith(ASKS) or MARK.match(bare):
        return None
    folded, table = fold(bare), "questions" if bare.endswith("?") else "leads"
    kinds = kinds_said(folded, table)
    if kinds:
        return Heading(Kind(kinds[0]), "", exact=False)
    return Heading(Kind.OTHER, "", exact=False) if bare.endswith("?") else None


def _heads_a_list(text: Text, line: Line, bare: str) -> Heading | None:
    """Return what a line of its own with a list below it is about, whatever words it has beside."""
    if bare.endswith((":", *ENDS)) or len(bare) > LONG_TITLE or BULLET.match(bare):
        return None
    apart = text.whole[: line.start].rstrip(" \t").endswith("\n\n")
    below = next(
        (one for one in text.lines[bisect_right(text.lines, line.start, key=_start) :]), None
    )
    if not apart or below is None or not MARK.match(text.whole, below.start, below.end):
        return None
    words = tuple(word.text for word in words_in(MARK.sub("", bare, count=1)))
    known = (heading_within((word,), first_only=True) for word in words)
    return next((one for one in known if one and one.kind in HEADS), None)


def _start(line: Line) -> int:
    return line.start


def _without_acronym(words: str) -> Heading | None:
    """Return what a line is the heading of when the letters of an office are taken out of it."""
    if words.isupper() or not (bare := ACRONYM.sub(" ", words)) or bare == words:
        return None
    heading = heading_of(tuple(word.text for word in words_in(_without_brackets(bare))))
    return heading if heading and heading.exact else None


def _is_numbered_title(text: Text, line: Line, bare: str) -> bool:
    """Tell whether a short numbered line stands below a blank one: 4. Fee and payment."""
    apart = text.whole[: line.start].rstrip(" \t").endswith("\n\n")
    return apart and len(bare) <= SHORT_TITLE and NUMBERING.match(bare) is not None


def _without_brackets(words: str) -> str:
    return re.sub(r"\([^)]{0,60}\)", " ", words)


def _shouts(bare: str) -> bool:
    """Tell whether a line is a heading by its form: capitals, or the signs of one."""
    numbered, bare = NUMBERING.match(bare), NUMBERING.sub("", bare)
    letters = [letter for letter in bare if letter.isalpha()]
    capitals = len(letters) >= 6 and all(letter.isupper() for letter in letters)
    named = (
        capitals
        and not any(letter.isdigit() for letter in bare)
        and (" " in bare.strip() or numbered is not None)
    )
    return len(bare) <= 60 and (named or bare.startswith("#"))


def _run_in(text: Text, start: int, end: int) -> Iterator[_Found]:
    """Find a heading in front of its text: 'Education: ...', 'EXPERIENCE Five years ...'."""
    raw = text.whole[start : min(end, start + LONGEST + 40)]
    words = words_in(raw, start)
    if not words or (not text.whole[words[0].start].isupper() and not words[0].text.isdigit()):
        return
    bulleted = BULLET.match(raw) is not None
    for size in range(min(RUN_IN, len(words) - 1), 0, -1):
        last, following = words[size - 1], words[size]
        between = text.whole[last.end : following.start]
        strong = bool(
            re.match(
                r"(?:[ \t]*\([^)\n]{0,40}\))?(?:[ ]*\t|[ ]{3,}|\s*(?:[:：*]|\s[-–—]\s|\.\s?[-–—]))",
                between,
            )
        )
        if "(" in between and not strong:
            continue
        if not strong and (bulleted or not _falls_apart(text, words[:size], following, between)):
            continue
        heading = heading_of(words[:size])
        if heading and (strong or _is_strict(words[:size], heading)):
            title = text.whole[words[0].start : last.end]
            yield _Found(heading, title, start, _body_behind(text, last.end, following.start, end))
            return


def _body_behind(text: Text, start: int, first: int, end: int) -> int:
    """Return where the text of a heading begins that stands on its line.

    In another column a list may begin; what goes on in small letters belongs to the heading.
    """
    between = text.whole[start:first]
    if COLUMN.match(between):
        return start + len(between) - len(between.lstrip())
    rest = text.whole[first:end]
    if DASH.fullmatch(between) and rest[:1].islower() and len(rest) <= SHORT_TITLE:
        return end if not rest.endswith(ENDS) else first
    return start + len(between) - len(between.lstrip(": *\t–-."))


def _falls_apart(text: Text, words: list[Word], following: Word, between: str) -> bool:
    """Tell whether a heading and a sentence meet without a sign: both begin with a capital."""
    first = text.whole[following.start]
    if between.strip(BETWEEN) or not (first.isupper() or first.isdigit()):
        return False
    shouted = all(text.whole[word.start : word.end].isupper() for word in words)
    next_shouted = _two_words(text, following.start).isupper()
    return not (shouted and next_shouted)


def _two_words(text: Text, start: int) -> str:
    """Return the word at a place and, if it is of one letter, the next: A MAN, D'UN."""
    found = [match[0] for match in islice(WORD.finditer(text.whole, start), 2)]
    if found and len(found[0]) > 1:
        return found[0]
    return "".join(found) if len("".join(found)) > 1 else "a"


def _is_strict(words: list[Word], heading: Heading) -> bool:
    """Tell whether words without a sign after them are surely a heading: the last is no filler."""
    alone = heading_of(words[-1:])
    return heading.exact and alone is not None and alone.kind in {
        Kind.DUTIES, Kind.EDUCATION, Kind.EXPERIENCE, Kind.LANGUAGES, Kind.COMPETENCIES,
        Kind.QUALIFICATIONS, Kind.INTRODUCTION, heading.kind,
    }  # fmt: skip


def _inside(text: Text, line: Line) -> Iterator[_Found]:
    """Find headings in the middle of a long line, after the end of a sentence."""
    for match in SENTENCE_END.finditer(text.whole, line.start, line.end):
        start = match.end()
        if match[0].startswith(":"):
            colon = match.start()
            yield from _before_colon(text, max(line.start, colon - LONGEST), colon)
        elif text.whole[start : start + 1].isupper():
            yield from _run_in(text, start, line.end)


def _needs_inside(text: Text, line: Line) -> Iterator[_Found]:
    """Find what is asked for in the middle of a line: ... or law. Experience: two years ..."""
    for match in SENTENCE_END.finditer(text.whole, line.start, line.end):
        if match[0].startswith((".", ";")) and text.whole[match.end() : match.end() + 1].isupper():
            for found in _run_in(text, match.end(), line.end):
                colon = ":" in text.whole[found.start : found.body]
                if colon and found.heading and found.heading.kind in NEEDS:
                    yield found


def _before_colon(text: Text, start: int, colon: int) -> Iterator[_Found]:
    """Find the longest phrase of headings that ends at a colon inside a line."""
    words = words_in(text.whole[start:colon], start)[1:][-RUN_IN:]
    for place, word in enumerate(words):
        if not text.whole[word.start].isupper():
            continue
        if heading := known_phrase(tuple(one.text for one in words[place:])):
            yield _Found(heading, text.whole[word.start : colon], word.start, colon + 1)
            return
