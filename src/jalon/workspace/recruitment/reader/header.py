"""The header's fields, from labels and their values."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from jalon.errors import Problem
from jalon.workspace.recruitment.reader.dates import (
    Certainty,
    FoundDate,
    dates_in,
    has_two_readings,
    impossible_in,
)
from jalon.workspace.recruitment.reader.deadlines import Words, Zones, read_deadline
from jalon.workspace.recruitment.reader.durations import duration_of
from jalon.workspace.recruitment.reader.grades import grade_at
from jalon.workspace.recruitment.reader.labels import Label
from jalon.workspace.recruitment.reader.notice import (
    Contract,
    Deadline,
    Duration,
    Grade,
    Read,
    Span,
    Station,
    Sureness,
)
from jalon.workspace.recruitment.reader.stations import station_of
from jalon.workspace.recruitment.reader.text import Text, joined, keys
from jalon.workspace.recruitment.reader.times import clock_in, whose_clock
from jalon.workspace.recruitment.reader.words import listed, phrases, says_any

V = TypeVar("V")
NEVER_MOVED = {"grade", "vacancy_number", "publication_date", "deadline", "job_id"}
LONGEST = {"title": 160, "duty_station": 120, "contract_type": 120, "contract_duration": 250}
GOES_ON = re.compile(r"[ \t.,;)]*\n[ \t]*(?=[a-zà-ÿ])")
AFTER = 90  # letters after a date in which its time and zone may stand
LAST = 8  # lines in which a notice is signed
LONG = 120  # letters of any other value
DATES = {"publication_date", "deadline", "posting_period"}


@dataclass(slots=True)
class Header:
    """The labels found, and what is to be said about them."""

    text: Text
    labels: list[Label]
    day_first: bool  # how the notice's language writes 3/4/2025
    end: int  # where the duties begin: names further down are no labels of the header
    remarks: list[Problem] = field(default_factory=list)

    def of(self, *fields: str) -> list[Label]:
        """Return the labels of these fields that have a value, the surest first."""
        found = [label for label in self.labels if label.field in fields and self._usable(label)]
        return sorted(found, key=_unsure)

    def _usable(self, label: Label) -> bool:
        if label.field not in NEVER_MOVED and label.start >= self.end:
            return False
        length = label.value.end - label.value.start
        return length > 0 and (label.field in DATES or length <= LONGEST.get(label.field, LONG))

    def value(self, label: Label) -> str:
        return joined(self.text.of(label.value))


def _unsure(label: Label) -> tuple[bool, bool, bool]:
    return (not label.exact, not label.colon, not label.first_in_line and label.words == 1)


def missing(where: str) -> Problem:
    """Return the question that asks for a field."""
    return Problem(where, "notice-not-said")


def sureness_of(label: Label) -> Sureness:
    """Tell how sure a value is by its label alone."""
    return Sureness.SURE if label.exact and label.colon else Sureness.LIKELY


def read_words(header: Header, where: str, *fields: str) -> Read[str]:
    """Return a value that is any words."""
    for label in header.of(*(fields or (where,))):
        if value := header.value(label):
            return Read(value, (label.value,), sureness_of(label))
    return Read(question=missing(where))


def read_job_id(header: Header) -> Read[str]:
    """Return the number of the job in the recruiting system."""
    for label in header.of("job_id"):
        value = header.value(label).split(" ")[0]
        if value[:1].isalnum() and any(letter.isdigit() for letter in value):
            span = Span(label.value.start, label.value.start + len(value))
            return Read(value, (span,), sureness_of(label))
    return Read(question=missing("job_id"))


def read_grade(header: Header) -> Read[Grade]:
    """Return the grade or the range of grades."""
    for label in header.of("grade"):
        if found := grade_at(header.text.whole, label.value.start, label.value.end):
            grade, start, end = found
            return Read(grade, (Span(start, end),), sureness_of(label))
    for label in header.of("contract_type", "title"):
        if found := grade_at(header.text.whole, label.value.start, label.value.end):
            grade, start, end = found
            return Read(grade, (Span(start, end),), Sureness.LIKELY)
    return Read(question=missing("grade"))


def read_publication_date(header: Header) -> Read[date]:
    """Return the day of publication."""
    labels = header.of("publication_date")
    specific = [label for label in labels if label.words > 1]
    general = [label for label in labels if label.words == 1]
    for label in (*specific, *header.of("posting_period"), *general):
        found = _dates(header, label)
        if not found:
            continue
        if has_two_readings(found[0]):
            return Read(question=_two_ways("publication_date", header.text, found[0]))
        return Read(found[0].day, (found[0].span,), _surer(label, found[0]))
    return _signed_at(header) or Read(question=missing("publication_date"))


def _signed_at(header: Header) -> Read[date] | None:
    """Return the day on which a notice is signed: Fait à Abidjan, le 21 février 2020."""
    folded = header.text.folded
    for line in reversed(header.text.lines[-LAST:]):
        if not any(folded.startswith(words, line.start) for words in listed("signed", "phrases")):
            continue
        found = dates_in(folded, line.start, line.end, day_first=header.day_first)
        if len(found) == 1 and not has_two_readings(found[0]):
            return Read(found[0].day, (found[0].span,), Sureness.LIKELY)
    return None


def read_closing(header: Header, zones: Zones) -> Read[Deadline]:
    """Return the deadline, as its label says it."""
    labels = [*header.of("deadline"), *header.of("posting_period")]
    for label in labels:
        found = _dates(header, label)
        if label.field == "posting_period":
            found = found[1:2]
        if not found:
            continue
        one = found[0]
        if len(found) > 1 and _is_extended(header.text, found):
            one = found[-1]
            days = sorted({other.day for other in found})
            facts = {"values": days, "taken": one.day}
            header.remarks.append(Problem("deadline", "notice-said-twice", facts))
        words = _around(header.text, label, one)
        deadline, said = read_deadline(one, words, zones, _surer(label, one))
        header.remarks += said + list(_other_days(header, labels, one))
        return deadline
    for label in labels:
        if worded := impossible_in(header.text.folded, label.value.start, label.value.end):
            facts = {"text": worded}
            return Read(question=Problem("deadline", "notice-day-not-there", facts))
    return Read(question=missing("deadline"))


def _is_extended(text: Text, found: list[FoundDate]) -> bool:
    """Tell whether the words between the days say that the first was put off to the last."""
    between = text.folded[found[0].span.end : found[-1].span.start]
    return says_any(between, "deadline_prose", "extended")


def _other_days(header: Header, labels: Iterable[Label], one: FoundDate) -> Iterable[Problem]:
    days = {
        found[0].day
        for label in labels
        if label.field == "deadline" and (found := _dates(header, label)) and label.exact
    }
    if len(days) > 1:
        yield Problem("deadline", "notice-said-twice", {"values": sorted(days), "taken": one.day})


def _dates(header: Header, label: Label) -> list[FoundDate]:
    end = min(label.value.end, label.value.start + 200)
    return dates_in(header.text.folded, label.value.start, end, day_first=header.day_first)


def _around(text: Text, label: Label, found: FoundDate) -> Words:
    before = Span(label.value.start, found.span.start)
    end_of_value = _end_below(text, label.value.end)
    after = Span(found.span.end, min(end_of_value, found.span.end + AFTER))
    spans = [label.brackets] if label.brackets else []
    in_label = Span(label.start, label.end)
    pieces = tuple(text.of(span) for span in (*spans, before, after, in_label))
    said_after = clock_in(text.of(after)) or whose_clock(text.of(after))
    end = after.end if said_after else found.span.end
    return Words(joined(text.whole[label.start : end]), pieces, (Span(label.start, end),))


def _end_below(text: Text, end: int) -> int:
    """Return where a value ends whose sentence goes on below: 5 p.m. (heure | de Lima)."""
    if not (goes_on := GOES_ON.match(text.whole, end)):
        return end
    below = text.whole.find("\n", goes_on.end())
    return len(text.whole) if below < 0 else below


def _surer(label: Label, found: FoundDate) -> Sureness:
    return Sureness.LIKELY if found.certainty is Certainty.MISSPELT else sureness_of(label)


def _two_ways(where: str, text: Text, found: FoundDate) -> Problem:
    facts = {"text": text.of(found.span), "first": found.day, "second": found.other}
    return Problem(where, "notice-date-two-ways", facts)


def read_station(header: Header) -> Read[Station]:
    """Return where the work is done."""
    return _made(header, "duty_station", station_of)


def read_contract(header: Header) -> Read[Contract]:
    """Return the type of contract."""
    return _made(header, "contract_type", contract_of)


def read_labelled_duration(header: Header) -> Read[Duration]:
    """Return how long the contract lasts, as its label says it."""
    labelled = _made(header, "contract_duration", duration_of)
    if labelled.value is not None:
        return labelled
    for label in header.of("deadline"):  # Plazo: 3 meses
        value = duration_of(header.value(label))
        if value.months and not _dates(header, label):
            return Read(value, (label.value,), Sureness.LIKELY)
    return labelled


def _made(header: Header, where: str, make: Callable[[str], V]) -> Read[V]:
    words = read_words(header, where)
    if words.value is None:
        return Read(question=words.question)
    return Read(make(words.value), words.spans, words.sureness)


def contract_of(text: str) -> Contract:
    """Return a type of contract, with its kind where our table knows it."""
    words = keys(text)
    for phrase in phrases("contract_kinds"):
        size = len(phrase.keys)
        if any(words[at : at + size] == phrase.keys for at in range(len(words) - size + 1)):
            return Contract(text, phrase.kind)
    return Contract(text)
