"""Find the labels of a notice's header and the values beside or below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from jalon.workspace.recruitment.reader.distances import allowed, distance, letters, may_be_near
from jalon.workspace.recruitment.reader.headings import heading_of
from jalon.workspace.recruitment.reader.items import SENTENCE
from jalon.workspace.recruitment.reader.notice import Span
from jalon.workspace.recruitment.reader.shapes import fits, may_be
from jalon.workspace.recruitment.reader.text import Line, Text, Word, words_in
from jalon.workspace.recruitment.reader.words import Phrase, by_first_word, phrases, word_set

# After a label: words in brackets, then the sign that says that the value comes.
BRACKETS = re.compile(r"[ \t\u00a0]*\(([^()\n]{0,120})\)")
SIGN = re.compile(
    r"[ \t\u00a0]*(?:[:：=|]|\t| [-–—](?=\s)|[ \u00a0]{3})[ \t\u00a0:]*"
    r"|[ \t\u00a0.*]*\n|[ \t\u00a0*]*$"
)
COLON = re.compile(r"[ \t\u00a0*.]*[:：]")
GAP = re.compile(r"[ \t\u00a0.#*°º]*")
SAYS = re.compile(r"[^ *\t\u00a0.|]")
END_OF_VALUE = re.compile(r" \||\t|\n")
PARTS_LABELS = re.compile(r"[^\w\s'’(]|\d|\s{2}|\t")
LONGEST_LABEL, MOST_WORDS = 60, 7
LONG_VALUE = 120  # letters: more than a value, so a paragraph goes on behind it
MOST_IN_FRONT = 2  # words of a label that we do not know, in front of one that we do
NAMES = frozenset({"department", "unit", "other", "contract_type", "title", "duty_station"})
DATE, BESIDE = ("date",), 24  # a word of sentences, too: its day stands right beside it
MOST_MISSPELT = 400  # labels looked at for wrong letters; a header has a dozen


@dataclass(frozen=True, slots=True)
class Label:
    """A label where it stands; `exact` unless letters of it are wrong."""

    field: str
    language: str
    start: int
    end: int  # of the label and its brackets
    value: Span
    brackets: Span | None = None
    exact: bool = True
    colon: bool = True
    first_in_line: bool = True
    words: int = 1


def labels_in(text: Text) -> list[Label]:
    """Return the labels with their values, in their order."""
    misspelt = _Misspelt()
    found: list[Label] = []
    for place, line in enumerate(text.lines):
        below = text.lines[place + 1] if place + 1 < len(text.lines) else None
        found += _ended(text, list(_on_line(text, line, below, misspelt)))
    return found


def _on_line(text: Text, line: Line, below: Line | None, misspelt: "_Misspelt") -> Iterator[Label]:
    words = words_in(text.whole[line.start : line.end], line.start)
    place = 0
    while place < len(words):
        label = _label_at(text, line, below, words, place)
        if label is None and (place == 0 or text.whole[words[place].start].isupper()):
            label = misspelt.at(text, line, words, place)
        if label is None:
            place += 1
            continue
        yield label
        while place < len(words) and words[place].start < label.end:
            place += 1


def _label_at(
    text: Text, line: Line, below: Line | None, words: list[Word], place: int
) -> Label | None:
    if place and not text.whole[words[place].start].isupper():
        return None
    if _ends_a_label(text, line, words, place):
        return None
    for phrase in by_first_word("labels").get(words[place].text, ()):
        size = len(phrase.keys)
        if tuple(word.text for word in words[place : place + size]) != phrase.keys:
            continue
        label = _accepted(text, line, below, phrase, words[place], words[place + size - 1])
        if label:
            label = replace(label, first_in_line=place == 0, words=size)
            return label if place == 0 or not _may_be_prose(text, label) else None
    return None


def _ends_a_label(text: Text, line: Line, words: list[Word], place: int) -> bool:
    """Tell whether words stand in front, up to the line's begin, that make it another label."""
    before = text.whole[line.start : words[place].start]
    return 0 < place <= MOST_IN_FRONT and not PARTS_LABELS.search(before)


def _may_be_prose(text: Text, label: Label) -> bool:
    """Tell whether one word inside a line, such as Project:, may be part of a title or sentence."""
    if label.words > 1 or label.field not in NAMES:
        return False
    before = text.whole[label.start - 2 : label.start]
    word = text.folded[label.start : label.end]
    return word not in word_set("labels_in_line", "words") and before not in {
        "  ",
        "| ",
        "; ",
        ". ",
    }


def _accepted(
    text: Text, line: Line, below: Line | None, phrase: Phrase, first: Word, last: Word
) -> Label | None:
    """Return the label if what follows it says that it is one."""
    at_start = not text.whole[line.start : first.start].strip(" \t•*#|-–>·●▪\u00a0")
    end, brackets = _brackets(text, last.end, line.end)
    sign = SIGN.match(text.whole, end)
    if COLON.match(text.whole, end, line.end):
        match = COLON.match(text.whole, end, line.end)
        value = Span(match.end() if match else end, line.end)
        if not SAYS.search(text.whole, value.start, value.end):
            value = _below(text, phrase.kind, below) or Span(line.end, line.end)
        return Label(phrase.kind, phrase.language, first.start, end, value, brackets)
    if at_start and sign and sign.end() >= line.end:
        value_below = _below(text, phrase.kind, below)
        if value_below is None:
            return None
        return Label(
            phrase.kind, phrase.language, first.start, end, value_below, brackets, colon=False
        )
    if at_start and sign and phrase.kind != "other":
        return Label(
            phrase.kind, phrase.language, first.start, end, Span(sign.end(), line.end), brackets
        )
    gap = GAP.match(text.whole, end, line.end)
    start = gap.end() if gap else end
    bare_title = phrase.kind == "title" and first is last  # Position: but no Position Manager
    end_of_value = min(line.end, start + BESIDE) if phrase.keys == DATE else line.end
    if fits(phrase.kind, text, start, end_of_value) and not bare_title:
        value = Span(start, line.end)
        return Label(phrase.kind, phrase.language, first.start, end, value, brackets, colon=False)
    return None


def _brackets(text: Text, end: int, line_end: int) -> tuple[int, Span | None]:
    match = BRACKETS.match(text.whole, end, line_end)
    return (match.end(), Span(match.start(1), match.end(1))) if match else (end, None)


def _below(text: Text, field: str, below: Line | None) -> Span | None:
    if below is None or field == "other":
        return None
    words = words_in(text.whole[below.start : below.end][:LONGEST_LABEL], below.start)
    is_label = any(
        tuple(word.text for word in words[: len(phrase.keys)]) == phrase.keys
        for phrase in by_first_word("labels").get(words[0].text if words else "", ())
    )
    if is_label or not may_be(field, text, below.start, below.end):
        return None
    return Span(below.start, below.end)


def _ended(text: Text, labels: list[Label]) -> list[Label]:
    """Let each value end where the next label of its line begins, or at a bar."""
    ended = []
    for place, label in enumerate(labels):
        end = label.value.end
        if place + 1 < len(labels) and labels[place + 1].start >= label.value.start:
            end = min(end, labels[place + 1].start)
        start = label.value.start
        raw = text.whole[start:end]
        start += len(raw) - len(raw.lstrip(" \t\u00a0*|"))
        if bar := END_OF_VALUE.search(text.whole, start, end):
            end = bar.start()
        if end - start > LONG_VALUE and (stop := SENTENCE.search(text.whole, start, end)):
            end = stop.start()
        end = start + len(text.whole[start:end].rstrip(" \t\u00a0*|;.,"))
        ended.append(replace(label, value=Span(start, max(start, end))))
    return ended


class _Misspelt:
    """Labels with wrong letters, in front of a colon; only so many are looked at."""

    def __init__(self) -> None:
        self._left = MOST_MISSPELT

    def at(self, text: Text, line: Line, words: list[Word], place: int) -> Label | None:
        first = words[place]
        colon = text.whole.find(":", first.start, min(line.end, first.start + 2 * LONGEST_LABEL))
        if colon < 0 or self._left <= 0:
            return None
        bracket = text.whole.find("(", first.start, colon)
        end = bracket if bracket >= 0 else colon
        label = [word.text for word in words[place : place + MOST_WORDS + 1] if word.end <= end]
        if not 0 < len(label) <= MOST_WORDS:
            return None
        heading = heading_of(label)
        if heading and heading.exact:
            return None
        self._left -= 1
        near = _nearest(" ".join(label))
        if near is None or (len(label) == 1 and near.kind in NAMES):
            return None
        brackets_end, brackets = _brackets(text, words[place + len(label) - 1].end, line.end)
        if text.whole[brackets_end:colon].strip():
            return None
        value = Span(colon + 1, line.end)
        return Label(
            near.kind, near.language, first.start, brackets_end, value, brackets,
            exact=False, first_in_line=place == 0, words=len(label),
        )  # fmt: skip


@cache
def _known() -> tuple[tuple[str, int, Phrase], ...]:
    texts = ((" ".join(phrase.keys), phrase) for phrase in phrases("labels"))
    return tuple((label, letters(label), phrase) for label, phrase in texts)


def _nearest(label: str) -> Phrase | None:
    """Return the label meant by a misspelt one, if only one field can be meant."""
    most, bits = allowed(len(label)), letters(label)
    best: list[Phrase] = []
    for known, known_bits, phrase in _known():
        if abs(len(known) - len(label)) > most or not may_be_near(bits, known_bits, most):
            continue
        apart = distance(label, known, most)
        if apart < most + 1 and apart:
            if apart < most:
                best, most = [], apart
            best.append(phrase)
    return best[0] if best and len({phrase.kind for phrase in best}) == 1 else None
