"""The title: labelled, or the line above the header that names an occupation."""

import re
from functools import cache

from jalon.errors import Problem
from jalon.workspace.recruitment.reader.header import Header, missing, read_words
from jalon.workspace.recruitment.reader.labels import Label
from jalon.workspace.recruitment.reader.notice import Read, Span, Sureness
from jalon.workspace.recruitment.reader.numbers import read_number
from jalon.workspace.recruitment.reader.text import Line, Text, fold, joined, keys
from jalon.workspace.recruitment.reader.words import listed, word_set

LONGEST = 150
MOST_WORDS = 22
NEAR = 3  # lines below the number in which a title may stand
POSTED = re.compile(r"\s*[-–—]?\s*\(\s*\d{4,}\s*\)$")  # the number of a web site
COLUMN = re.compile(r" {3,}")  # between a name that we do not know and its value
BAR = re.compile(r"\s+\||\t")
FORM = re.compile(r"(?<=\w) (?=\((?:e|es|s|ive|ne|trice|se|re|a|as|te|ère|fe|o|os)\))")
BELOW = {"grade", "vacancy_number", "publication_date", "deadline", "job_id", "department",
         "duty_station"}  # fmt: skip
ENDS = (".", ";", ",", ":", "!", "?")


def read_title(header: Header) -> Read[str]:
    """Return the title of the post."""
    labelled = read_words(header, "title")
    if labelled.value:
        return Read(_worded(labelled.value), labelled.spans, labelled.sureness)
    first = min((label.start for label in header.labels if label.field in BELOW), default=0)
    above = [line for line in header.text.lines if line.end <= first]
    above += [
        Line(line.start, first, line.number)
        for line in header.text.lines[len(above) : len(above) + 1]
        if line.start < first
    ]
    for line in reversed(above):
        if _is_title(header.text, line):
            value = _worded(_bare(header.text, line))
            sure = Sureness.SURE if line is above[-1] else Sureness.LIKELY
            return Read(value, (_span(header.text, line),), sure)
    return _from_number(header) or _below_number(header) or Read(question=missing("title"))


def _is_title(text: Text, line: Line) -> bool:
    bare = _bare(text, line)
    folded = fold(bare)
    return (
        0 < len(bare) <= LONGEST
        and len(keys(bare)) <= MOST_WORDS
        and not bare.endswith(ENDS)
        and "://" not in bare
        and not any(folded.startswith(phrase) for phrase in listed("titles", "noise"))
        and names_occupation(bare)
        and keys(bare)[-1] not in word_set("titles", "papers")
        and not _announces_kind(bare)
    )


def _worded(title: str) -> str:
    """Return a title without the number of a web site, and without what announces it."""
    bare = POSTED.sub("", FORM.sub("", title))
    announced, _sign, rest = bare.partition(" - ") if " - " in bare else bare.partition(": ")
    if rest and _announces(announced) and names_occupation(rest):
        bare = rest.strip()
    for phrase in listed("titles", "announced"):
        if fold(bare).startswith(f"{phrase} ") and names_occupation(bare[len(phrase) :]):
            return bare[len(phrase) :].strip()
    return bare


def _announces_kind(words: str) -> bool:
    """Tell whether words announce a kind of contract alone: Call for a consultancy."""
    said = set(keys(words))
    alone = said & _occupations() <= word_set("titles", "kinds")
    return alone and bool(said & word_set("announcing", "words"))


def _announces(words: str) -> bool:
    """Tell whether words say that something is announced, and not what: ILO Vacancy."""
    return bool(set(keys(words)) & word_set("announcing", "words")) and not names_occupation(words)


def names_occupation(words: str) -> bool:
    """Tell whether words name what somebody works as."""
    return not _occupations().isdisjoint(keys(words))


@cache
def _occupations() -> frozenset[str]:
    return frozenset(keys(name)[0] for name in listed("titles", "occupations"))


def _bare(text: Text, line: Line) -> str:
    return joined(text.of(_span(text, line)))


def _span(text: Text, line: Line) -> Span:
    raw = BAR.split(text.of(line))[0]
    left = len(raw) - len(raw.lstrip(" #*•\u00a0"))
    end = line.start + len(raw.rstrip(" #*\u00a0"))
    if columns := list(COLUMN.finditer(text.whole, line.start, end)):
        last = columns[-1].end()
        if names_occupation(text.whole[last:end]) and text.whole[last : last + 1].isupper():
            return Span(last, end)
    return Span(line.start + left, end)


def _below_number(header: Header) -> Read[str] | None:
    """Return the line below the number of a notice that has no other labels."""
    number = read_number(header).spans
    first = number[0].start if number else -1
    labelled = {label.start for label in header.labels}
    below = [line for line in header.text.lines if first < line.start < header.end]
    for line in below[:NEAR] if first >= 0 else ():
        if labelled.isdisjoint(range(line.start, line.end)) and _is_title(header.text, line):
            return Read(
                _worded(_bare(header.text, line)), (_span(header.text, line),), Sureness.LIKELY
            )
    return None


def _from_number(header: Header) -> Read[str] | None:
    """Return what stands in the place of the number, if that is a title: a known mistake."""
    for label in header.of("vacancy_number"):
        if holds_title(header, label):
            value = header.value(label)
            if not set(number_words(header, label)) & word_set("announcing", "numbering"):
                return Read(_worded(value), (label.value,), Sureness.LIKELY)
            question = Problem("title", "notice-number-holds-title", {"text": value})
            return Read(value, (label.value,), Sureness.DOUBTFUL, question)
    return None


def number_words(header: Header, label: Label) -> tuple[str, ...]:
    """Return the words of a label."""
    return keys(header.text.whole[label.start : label.end])


def holds_title(header: Header, label: Label) -> bool:
    """Tell whether the value of a number is words that name an occupation."""
    value = header.value(label)
    return not any(letter.isdigit() for letter in value) and names_occupation(value)
