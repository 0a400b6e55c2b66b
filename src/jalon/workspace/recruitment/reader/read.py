"""Read a notice: text in, every field with its span, its sureness, or its question out."""

from bisect import bisect_right
from dataclasses import replace

from jalon.errors import BadInput, Problem
from jalon.workspace.recruitment.reader.announced import (
    contract_said,
    grade_said,
    number_said,
    station_said,
    title_said,
)
from jalon.workspace.recruitment.reader.contradictions import (
    dates_against,
    doubted_number,
    grade_against,
)
from jalon.workspace.recruitment.reader.deadlines import Zones
from jalon.workspace.recruitment.reader.duties import read_duties, read_introduction
from jalon.workspace.recruitment.reader.header import (
    Header,
    read_closing,
    read_contract,
    read_grade,
    read_job_id,
    read_labelled_duration,
    read_publication_date,
    read_station,
    read_words,
)
from jalon.workspace.recruitment.reader.headings import NEEDS, Kind
from jalon.workspace.recruitment.reader.items import MOST
from jalon.workspace.recruitment.reader.labels import Label, labels_in
from jalon.workspace.recruitment.reader.languages import language_of
from jalon.workspace.recruitment.reader.needs import (
    asked_in,
    read_competencies,
    read_education,
    read_experience,
    read_languages,
)
from jalon.workspace.recruitment.reader.notice import Deadline, Notice, Read, Span, T
from jalon.workspace.recruitment.reader.numbers import read_number
from jalon.workspace.recruitment.reader.prose import prose_deadline, prose_duration
from jalon.workspace.recruitment.reader.repair import LOST, repaired
from jalon.workspace.recruitment.reader.sections import Section, sections_of
from jalon.workspace.recruitment.reader.statements import (
    read_eligibility,
    read_notices,
    read_process,
)
from jalon.workspace.recruitment.reader.text import Text, clean, words_in
from jalon.workspace.recruitment.reader.titles import read_title
from jalon.workspace.recruitment.reader.zones import is_zone

BODY = frozenset({Kind.DUTIES, Kind.OUTPUTS, Kind.QUALIFICATIONS, *NEEDS})
KEYS = frozenset({"grade", "vacancy_number", "deadline", "publication_date", "job_id"})
LONGEST_VALUE = 400  # letters: more is a page in one line
LOOKED_AT = 50_000  # letters by which the language is told


def read_notice(text: str, *, zone: str = "") -> Notice:
    """Return what a notice says; `zone` answers for a deadline whose zone it does not say."""
    if zone and not is_zone(zone):
        raise BadInput("notice-not-a-zone", zone=zone)
    mended, count = repaired(clean(text))
    if not mended.strip():
        raise BadInput("notice-empty")
    whole = Text(mended)
    labels = labels_in(whole)
    keys = [label for label in labels if label.field in KEYS]
    sections = sections_of(whole, _labelled(whole, labels), _labelled(whole, keys))
    language = language_of([word.text for word in words_in(mended[:LOOKED_AT])])
    labels = _cut(labels, sections)
    header = Header(whole, labels, language in {"es", "fr"}, _end_of_header(labels, sections))
    header.remarks += _letters(mended, count)
    return _notice(header, sections, language, zone)


def _labelled(text: Text, labels: list[Label]) -> set[int]:
    """Return where the lines begin that hold a label with its value."""
    starts = [line.start for line in text.lines]
    return {
        starts[bisect_right(starts, label.start) - 1]
        for label in labels
        if label.first_in_line and label.value.start < label.value.end
    }


def _letters(text: str, count: int) -> list[Problem]:
    said = [Problem("text", "notice-letters-mended", {"count": count})] if count else []
    if lost := text.count(LOST):
        said.append(Problem("text", "notice-letters-lost", {"count": lost}))
    return said


def _cut(labels: list[Label], sections: list[Section]) -> list[Label]:
    """Let no value reach into the next section: in one line they stand beside each other."""
    starts = [part.start for part in sections]
    cut = []
    for label in labels:
        after = bisect_right(starts, label.value.start)
        end = min(label.value.end, starts[after]) if after < len(starts) else label.value.end
        cut.append(replace(label, value=Span(label.value.start, end)))
    return cut


def _end_of_header(labels: list[Label], sections: list[Section]) -> int:
    """Return where the first section below the header begins; a page may have others above it."""
    keys = [label.start for label in labels if label.field in KEYS]
    header = keys[min(1, len(keys) - 1)] if keys else 0
    below = (part.start for part in sections if part.kind in BODY and part.start > header)
    return next(below, sections[-1].body.end)


def _notice(header: Header, sections: list[Section], language: str, zone: str) -> Notice:
    text = header.text
    title = _or(read_title(header), title_said(text))
    station = _or(read_station(header), station_said(text, title))
    grade = _or(read_grade(header), grade_said(text, title))
    number = doubted_number(header, _or(read_number(header), number_said(text)))
    published = read_publication_date(header)
    closing = _closing(header, sections, Zones(station.value.zone if station.value else "", zone))
    duration = read_labelled_duration(header)
    contract = _or(read_contract(header), contract_said(text, title, duration))
    asked = asked_in(text, sections)
    header.remarks += [
        *grade_against(grade, number, title),
        *dates_against(published, closing),
    ]
    eligibility = read_eligibility(text, sections)
    duties = read_duties(text, sections)
    competencies = read_competencies(asked)
    header.remarks += _cut_off(duties, "duties") + _cut_off(competencies, "competencies")
    values = [
        Span(label.start, max(label.end, label.value.end))
        for label in header.labels
        if label.value.end - label.value.start <= LONGEST_VALUE
    ]
    return Notice(
        text=text.whole,
        language=language,
        label_language=_label_language(header, sections) or language,
        title=title,
        grade=grade,
        vacancy_number=number,
        publication_date=published,
        deadline=closing,
        job_id=read_job_id(header),
        department=read_words(header, "department", "department", "department_and_unit"),
        unit=read_words(header, "unit", "unit", "department_and_unit"),
        duty_station=station,
        contract_type=contract,
        contract_duration=duration if duration.value else prose_duration(text, sections, contract),
        eligibility=eligibility,
        introduction=read_introduction(text, header, sections, eligibility),
        duties=duties,
        education=read_education(asked),
        experience=read_experience(asked),
        languages=read_languages(text, asked),
        competencies=competencies,
        process=read_process(text, sections, values),
        notices=read_notices(text, sections, values),
        remarks=tuple(header.remarks),
    )


def _cut_off(read: Read[tuple[T, ...]], where: str) -> list[Problem]:
    """Say that a list is longer than items are told apart."""
    if len(read.value or ()) < MOST:
        return []
    return [Problem(where, "notice-items-cut", {"most": MOST})]


def _or(labelled: Read[T], told: Read[T]) -> Read[T]:
    """Return what a label says, or else what a sentence does, or else the question."""
    return told if labelled.value is None and told.value is not None else labelled


def _closing(header: Header, sections: list[Section], zones: Zones) -> Read[Deadline]:
    """Return the deadline of the header, or else the one that a sentence says."""
    if not header.of("deadline", "posting_period"):
        return prose_deadline(header, sections, zones)
    remarks = list(header.remarks)
    labelled = read_closing(header, zones)
    day = labelled.value
    if day and not day.zone_text and not day.time_text:
        kept, header.remarks = header.remarks, []
        told = prose_deadline(header, sections, zones)
        if told.value and told.value.day == day.day and told.value.zone_text:
            header.remarks = remarks + header.remarks
            return told
        header.remarks = kept
    return labelled


def _label_language(header: Header, sections: list[Section]) -> str:
    """Return the language of most labels and headings."""
    said = [label.language for label in header.labels]
    said += [part.heading.language for part in sections if part.heading]
    return max(sorted(set(said) - {""}), key=said.count, default="")
