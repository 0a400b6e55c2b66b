"""Cut a section's text into its items: bulleted, numbered, one to a line, or run on."""

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from jalon.workspace.recruitment.reader.notice import Passage, Span
from jalon.workspace.recruitment.reader.text import Line, Text, fold
from jalon.workspace.recruitment.reader.words import small_words

BULLETS = "•▪●◦‣⁃∙·➢➤►✓✔■□\uf0b7\uf0a7\uf0d8"
MARK = re.compile(
    rf"[ \t>]*(?:[{BULLETS}][ \t\u00a0]*|[*\-–—>][ \t\u00a0]+|o(?:\t|[ ]{{2,}})"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]{1,2}(?:[ \t\u00a0]+|(?=[A-ZÁÉÍÓÚÀÂÇÈÊÎÔ]))"
    r"|\d{1,2}[.]\d{1,2}[.)]?[ \t\u00a0]+|\d{1,2}[.)º°]? ?[-–—][ \t\u00a0]+)"
)
LEFT_COLUMN = re.compile(r"[a-zà-ÿ]+(?: [a-zà-ÿ]+)?[ ]{3,}(?=\S)")  # the rest of a heading
INLINE_BULLET = re.compile(rf"[{BULLETS}][ \t\u00a0]*(?=\S)|(?<=[.;:])[ ]+[-–*][ ]+(?=\w)")
INLINE_NUMBER = re.compile(
    r"(?:(?<=\s)|(?<=[.;:])|^)\(?(?P<mark>\d{1,2}|[a-h])[.)]{1,2}[ \t\u00a0]*(?=[A-Za-zÀ-ÿ«\"])"
)
LETTERED = re.compile(r"[A-Z][.)] (?=[A-ZÁÉÍÓÚÀÂÇÈÊÎÔ])")
SENTENCE = re.compile(r"(?<=[.!?])[\"»”)]?\s+(?=[\"«“(¿¡]?[A-ZÁÉÍÓÚÑÀÂÇÈÊËÎÏÔÙÛ])")
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|p\. ?ej|no|nos|num|art|sr|sra|dr|dra|mr|mrs|ms|vs|inc|st|cf|par|al|approx|"
    r"ph\.d|u\.s|ee\.uu|etc|vol|ed|dept|govt|tel|min|max|prof|lic|ing)|\b[a-z]|\.[a-z])\.$"
)
ENDS = (".", ";", ":", "!", "?")
MOST = 1_000  # items of one section
SHORT_TITLE = 4  # words
NARROW = 60  # letters: lines of names, not of sentences
SHORT_LINE = 0.7  # of the longest line: a shorter one ends a paragraph


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a section; `lead` are the words that lead to a list."""

    items: tuple[Passage, ...]
    lead: tuple[Passage, ...] = ()
    marked: bool = False


def items_of(text: Text, body: Span, *, split_sentences: bool = False) -> Items:
    """Return the items between two places."""
    marks = _marks(text, body)
    if marks:
        return _marked(text, body, marks)
    paragraphs = _paragraphs(text, body)
    lead = tuple(one for one in paragraphs if one.text.endswith(":"))
    items = [one for one in paragraphs if not one.text.endswith(":")]
    if len(items) == 1 or (split_sentences and _are_wrapped(text, body, items)):
        items = [piece for one in items for piece in parts_of(text, one.span)]
    return Items(tuple(items), lead)


def sentences(text: Text, body: Span) -> list[Passage]:
    """Return the sentences between two places."""
    found, start = [], body.start
    for match in islice(SENTENCE.finditer(text.whole, body.start, body.end), MOST):
        if ABBREVIATION.search(fold(text.whole[max(start, match.start() - 12) : match.start()])):
            continue
        found.append(text.passage(start, match.start()))
        start = match.end()
    found.append(text.passage(start, body.end))
    return [one for one in found if one.text]


def _lines(text: Text, body: Span) -> list[Line]:
    """Return the lines of a body, its first cut where the body begins."""
    found = []
    for line in _between(text, body):
        start, end = max(line.start, body.start), min(line.end, body.end)
        if text.whole[start:end].strip():
            start += len(text.whole[start:end]) - len(text.whole[start:end].lstrip())
            found.append(Line(start, end, line.number))
    return found


def _between(text: Text, body: Span) -> tuple[Line, ...]:
    low, high = 0, len(text.lines)
    while low < high:
        middle = (low + high) // 2
        if text.lines[middle].end <= body.start:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(text.lines) and text.lines[last].start < body.end:
        last += 1
    return text.lines[low:last]


def _marks(text: Text, body: Span) -> list[tuple[int, int]]:
    """Return where items begin by a mark: where the mark stands, where the words begin."""
    found = []
    for line in _lines(text, body):
        left = LEFT_COLUMN.match(text.whole, line.start, line.end)
        first = left.end() if left else line.start
        match = MARK.match(text.whole, first, line.end)
        if match and match.end() < line.end:
            found.append((match.start(), match.end()))
        start = match.end() if match else line.start
        found += [
            (inline.start(), inline.end())
            for inline in INLINE_BULLET.finditer(text.whole, start, line.end)
        ]
    if len(found) > MOST:
        found = found[:MOST]
    begun = {words: mark for mark, words in (*_sequence(text, body), *found)}
    return sorted((mark, words) for words, mark in begun.items())


def _sequence(text: Text, body: Span) -> list[tuple[int, int]]:
    """Return the numbers 1, 2, 3 ... that run on inside a paragraph."""
    runs: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    forms: dict[bool, str] = {}
    for match in INLINE_NUMBER.finditer(text.whole, body.start, body.end):
        mark = match["mark"]
        run = runs[mark.isdigit()]
        if run and forms[mark.isdigit()] != _form(match):
            continue  # quatre (4) mois, in the fourth paragraph
        value = int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1
        if value == len(run) + 1:
            run.append((match.start(), match.end()))
            forms[mark.isdigit()] = _form(match)
    best = runs[True] if len(runs[True]) > 1 else runs[False]
    return best if len(best) > 1 else []


def _form(match: re.Match[str]) -> str:
    """Return a mark without its number: (_), _. or _)."""
    return match[0].replace(match["mark"], "_", 1).strip()


def _marked(text: Text, body: Span, marks: list[tuple[int, int]]) -> Items:
    lead = _paragraphs(text, Span(body.start, marks[0][0]))
    items: list[Passage] = []
    ends = [start for start, _words in marks[1:]] + [body.end]
    below: list[Passage] = []
    for (_start, words), end in zip(marks, ends, strict=True):
        first, *rest = _blocks(text, Span(words, end), is_last=end == body.end)
        if rest and _is_title_above(text, _lines(text, Span(words, end))):
            below.append(first)
            items += rest
            continue
        titles = [one for one in rest if end < body.end and _is_title(one)]
        below += titles
        items += [first, *(one for one in rest if one not in titles)]
    leads = [one for one in items if one.text.endswith(":") and len(one.text) < 200]
    kept = [one for one in items if one.text and one not in leads]
    return Items(tuple(kept), (*lead, *leads, *below), marked=True)


def _is_title(one: Passage) -> bool:
    """Tell whether words between two lists are the title of the second."""
    return len(one.text) <= NARROW and not one.text.endswith(ENDS)


def _is_title_above(text: Text, lines: list[Line]) -> bool:
    """Tell whether a numbered line is the title of the sentences below it: 1. Monitoring."""
    if len(lines) < 2 or lines[1].number > lines[0].number + 1:
        return False
    words = fold(text.of(lines[0])).split()
    short = len(words) <= SHORT_TITLE and words[-1] not in small_words()
    sentence = text.whole[lines[1].start].isupper() and text.of(lines[1]).endswith(".")
    return short and sentence and not text.of(lines[0]).endswith(ENDS)


def _is_title_below(text: Text, before: Line, line: Line) -> bool:
    """Tell whether the line in front of the next mark is the title of what comes there."""
    above = text.of(before)
    had_room = before.end - before.start < SHORT_LINE * text.width and not above.endswith(",")
    ended = above.endswith((".", ";")) or had_room
    title = text.passage(line.start, line.end)
    return ended and text.whole[line.start].isupper() and _is_title(title)


def _blocks(text: Text, body: Span, *, is_last: bool) -> list[Passage]:
    """Return an item, and the paragraphs after a blank line that do not belong to it."""
    lines = _lines(text, body)
    cuts = [body.start]
    if titled := _is_title_above(text, lines):
        cuts += [line.start for line in lines[1:] if text.whole[line.start].isupper()]
    for before, line in pairwise(() if titled else lines):
        apart = line.number > before.number + 1
        lettered = LETTERED.match(text.whole, line.start, line.end)
        title = line is lines[-1] and not is_last and _is_title_below(text, before, line)
        if lettered or title or (apart and text.whole[line.start].isupper()):
            cuts.append(line.start)
    found = [text.passage(start, end) for start, end in pairwise([*cuts, body.end])]
    return [one for one in found if one.text] or [text.passage(body.start, body.start)]


def _paragraphs(text: Text, body: Span) -> list[Passage]:
    lines = _lines(text, body)
    widest = max((line.end - line.start for line in lines), default=0)
    if not any(text.whole[line.start].islower() for line in lines[1:]):
        widest = 0  # no line goes on with the one before: each is a paragraph
    cuts = [body.start]
    cuts += [line.start for before, line in pairwise(lines) if _begins(text, before, line, widest)]
    found = [text.passage(start, end) for start, end in pairwise([*cuts[:MOST], body.end])]
    return [one for one in found if one.text]


def _begins(text: Text, before: Line, line: Line, widest: int) -> bool:
    """Tell whether a line begins a new paragraph or goes on with the line before."""
    first = text.whole[line.start]
    if first.islower():
        return False
    ended = text.of(before).endswith(ENDS)
    if ended or line.number > before.number + 1:
        return True
    last = fold(text.of(before)).rsplit(" ", 1)[-1]
    if last.endswith(",") or last in small_words():
        return False
    return widest < NARROW or before.end - before.start < SHORT_LINE * widest


def _are_wrapped(text: Text, body: Span, items: list[Passage]) -> bool:
    """Tell whether lines are broken inside sentences, and no blank line parts the items."""
    lines = _lines(text, body)
    blank = any(line.number > before.number + 1 for before, line in pairwise(lines))
    return not blank and len(lines) > len(items) + 1


def parts_of(text: Text, span: Span) -> list[Passage]:
    """Return the parts of one paragraph: by semicolons if it has them, else by sentences."""
    told = sentences(text, span)
    raw = text.of(span)
    if raw.count(";") > 1 or (len(told) == 1 and ";" in raw):
        cuts = [match.end() for match in re.finditer(r";\s+", raw)]
        places = [span.start, *(span.start + cut for cut in cuts[:MOST]), span.end]
        return [one for a, b in pairwise(places) if (one := text.passage(a, b)).text]
    return told
