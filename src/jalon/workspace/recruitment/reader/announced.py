"""The title, number, place and kind of contract that a notice says in its sentences alone."""

import re
from collections.abc import Iterator

from jalon.workspace.recruitment.reader.grades import grade_at
from jalon.workspace.recruitment.reader.header import contract_of
from jalon.workspace.recruitment.reader.items import SENTENCE
from jalon.workspace.recruitment.reader.notice import (
    Contract,
    Duration,
    Grade,
    Read,
    Span,
    Station,
    Sureness,
)
from jalon.workspace.recruitment.reader.stations import starts_with_place, station_of
from jalon.workspace.recruitment.reader.text import Text, fold, keys, words_in
from jalon.workspace.recruitment.reader.titles import names_occupation
from jalon.workspace.recruitment.reader.words import listed, word_set
from jalon.workspace.recruitment.reader.zones import LONGEST, cities, countries

FIRST = 2_000  # letters in which a notice says what it is about
MOST_WORDS = 14  # of a title
STOP = re.compile(
    r"[,.;:\[«»\"]|\((?!(?:e|es|s|a|as|o|os|ne|ve|ive|ère|trice|se|re)\))|\n\s*\n|\s[-–—]\s|$"
)
HERE = re.compile(
    r"\s(?:in|at|en|a|à|au|aux|for|para|pour|of|de|du|dans|within|with|con|avec|to)\s"
)
CODE = r"(?P<code>[A-Z0-9][\w.\-]*[/\-][\w./\-]*\w)"
QUOTED = re.compile(
    rf"\b(?:reference|referencia|référence|ref\.?|code|código)[ :]{{1,3}}(?:n[°ºo]\.? ?)?{CODE}",
    re.IGNORECASE,
)
ALONE = re.compile(r"^(?P<code>[A-Z0-9][\w.\-]*/[\w./\-]*\w)$", re.MULTILINE)
IN_TITLE = frozenset({"consultancy", "internship", "volunteer"})
NAME_AND_COUNTRY = re.compile(
    r"(?P<city>[^\W\d_][\w'’\-]+(?: [^\W\d_][\w'’\-]+){0,2})"
    r"(?:, | \()(?P<country>[^\W\d_][\w'’\-]+(?: [A-Z][\w'’\-]+)?)"
)
CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Ý]")
SIGNED = re.compile(r"[,(]")
BESIDE = 60  # letters behind the word contract


def title_said(text: Text) -> Read[str]:
    """Return the title behind 'for the post of', up to where the sentence goes on."""
    for start in _behind(text, "titles", "announced", FIRST):
        stop = STOP.search(text.whole, start)
        end = stop.start() if stop else len(text.whole)
        end = _before_place(text, start, end)
        said = text.passage(start, end)
        if 0 < len(keys(said.text)) <= MOST_WORDS and names_occupation(said.text):
            return Read(said.text, (said.span,), Sureness.LIKELY)
    return Read()


def _behind(text: Text, table: str, kind: str, most: int) -> Iterator[int]:
    """Yield where phrases of ours end, in the order in which they stand."""
    ends: dict[int, int] = {}
    for phrase in listed(table, kind):
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}\s+", text.folded[:most]):
            ends[match.end()] = min(match.start(), ends.get(match.end(), match.start()))
    yield from sorted(ends)


def _before_place(text: Text, start: int, end: int) -> int:
    """Return where a title ends in front of '... in Lima' or '... in its project'."""
    for match in HERE.finditer(text.whole, start, end):
        after = words_in(text.whole[match.end() : min(end, match.end() + 60)])
        words = tuple(word.text for word in after)
        if words and (words[0] in word_set("titles", "after") or starts_with_place(words)):
            return match.start()
        if _place_at(text, match.end()):
            return match.start()
    return end


def grade_said(text: Text, title: Read[str]) -> Read[Grade]:
    """Return the grade in brackets right behind a title."""
    if title.spans:
        start = title.spans[0].end
        line = text.whole[start : start + 14]
        if line.lstrip().startswith("(") and (found := grade_at(text.whole, start, start + 14)):
            grade, first, last = found
            return Read(grade, (Span(first, last),), Sureness.LIKELY)
    return Read()


def number_said(text: Text) -> Read[str]:
    """Return the code that candidates are to quote, or that stands alone on a line at the top."""
    found = {
        match["code"]: Span(*match.span("code"))
        for pattern, end in ((QUOTED, len(text.whole)), (ALONE, FIRST // 4))
        for match in pattern.finditer(text.whole, 0, end)
        if any(letter.isdigit() for letter in match["code"])
    }
    if len(found) != 1:
        return Read()
    code, span = found.popitem()
    return Read(code, (span,), Sureness.LIKELY)


def station_said(text: Text, title: Read[str]) -> Read[Station]:
    """Return the one place in which the sentences put the post."""
    starts = list(_behind(text, "stations", "phrases", len(text.whole)))
    if title.spans and (match := HERE.match(text.whole, title.spans[0].end)):
        starts.insert(0, match.end())
    starts += _with_country(text, title)
    found: dict[tuple[str, str], Read[Station]] = {}
    for start in starts:
        if span := _place_at(text, start):
            station = station_of(text.passage(span.start, span.end).text)
            found.setdefault(
                (station.city, station.country), Read(station, (span,), Sureness.LIKELY)
            )
    return next(iter(found.values())) if len(found) == 1 else Read()


def _with_country(text: Text, title: Read[str]) -> list[int]:
    """Return where the sentence that announces a title names a city with its country."""
    if not title.spans or title.sureness is not Sureness.LIKELY:
        return []
    start = title.spans[0].end
    stop = SENTENCE.search(text.whole, start)
    end = min(stop.start() if stop else len(text.whole), start + BESIDE)
    places = (match.start() for match in CAPITAL.finditer(text.whole, start, end))
    return [at for at in places if (span := _place_at(text, at))
            and station_of(text.of(span)).country and SIGNED.search(text.of(span))][:1]  # fmt: skip


def _place_at(text: Text, start: int) -> Span | None:
    """Return the city that stands at a place, with its country if that follows."""
    if not text.whole[start : start + 1].isupper():
        return None
    words = words_in(text.whole[start : start + 60], start)
    size = _known(tuple(word.text for word in words))
    if not size:
        named = NAME_AND_COUNTRY.match(text.whole, start)
        known = bool(named and keys(named["country"]) in countries())
        return Span(*named.span()) if named and known else None
    end = words[size - 1].end
    rest = words[size:]
    if rest and re.fullmatch(r"\s*[,(]\s*", text.whole[end : rest[0].start]):
        more = _known(tuple(word.text for word in rest))
        end = rest[more - 1].end if more else end
    return Span(start, end)


def _known(words: tuple[str, ...]) -> int:
    """Return of how many words the city or country is that stands first."""
    sizes = range(min(LONGEST, len(words)), 0, -1)
    return next((n for n in sizes if words[:n] in cities() or words[:n] in countries()), 0)


def contract_said(text: Text, title: Read[str], duration: Read[Duration]) -> Read[Contract]:
    """Return the kind of contract that a title or the words behind 'contract' name, if one."""
    if title.value and (kind := contract_of(title.value).kind) in IN_TITLE:
        return Read(Contract(title.value, kind), title.spans, Sureness.LIKELY)
    if duration.value and (kind := contract_of(duration.value.text).kind):
        return Read(Contract(duration.value.text, kind), duration.spans, Sureness.LIKELY)
    found: dict[str, Span] = {}
    for start in _behind(text, "contract_prose", "phrases", len(text.whole)):
        stop = re.search(r"[.;:\n]", text.whole[start : start + BESIDE])
        end = start + (stop.start() if stop else min(BESIDE, len(text.whole) - start))
        if kind := contract_of(fold(text.whole[start:end])).kind:
            found.setdefault(kind, Span(start, end))
    if len(found) != 1:
        return Read()
    kind, span = found.popitem()
    return Read(Contract(text.passage(span.start, span.end).text, kind), (span,), Sureness.LIKELY)
