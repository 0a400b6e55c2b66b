"""What a notice says, field by field; each with where it stands and how sure the reader is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from jalon.errors import Problem

T = TypeVar("T")


class Sureness(StrEnum):
    """How much a person should look before believing it."""

    SURE = "sure"  # labelled, whole, and of the expected form
    LIKELY = "likely"  # a label misspelt or missing, or told from the sentence around it
    DOUBTFUL = "doubtful"  # something contradicts it, or its form is not known


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the notice's text: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A field: its value with its spans, or nothing and the question to ask."""

    value: T | None = None
    spans: tuple[Span, ...] = ()
    sureness: Sureness | None = None
    question: Problem | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the notice as they stand, with line breaks inside sentences joined."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as worded, and as codes without signs: P.1/P.2 is P1 and P2."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, and the instant at which it is too late (exclusive), once the zone is known."""

    day: date
    text: str
    zone_text: str = ""  # the place or zone as the notice words it
    zone: str = ""  # IANA name
    time_text: str = ""  # midnight, 17:00 ...; empty when the notice says none
    too_late_at: datetime | None = None  # in UTC


@dataclass(frozen=True, slots=True)
class Station:
    """Where the work is done."""

    text: str
    city: str
    country: str = ""  # ISO 3166 alpha-2; empty when the place is not in our table
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """The type of contract as worded, and its kind where our table knows it."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as worded, and in months where it says years or months."""

    text: str
    months: int | None = None
    most_months: int | None = None  # of a range: 1-3 years


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a known kind."""

    kind: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply, as the notice words it; never told from a person."""

    internal: bool
    external: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, numbered from 1, under the heading that the notice gives it."""

    number: int
    passage: Passage
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Education:
    """What studies are asked for; `level` is the lowest degree named."""

    text: str
    level: str = ""
    several: bool = False  # another degree is enough with more years: no single rule says it
    fields: tuple[str, ...] = ()
    related: bool = False  # or in a field like these
    plain: bool = False  # nothing is said of it beside level and fields
    extra_years: int = 0  # with which a first degree is taken for an advanced one


@dataclass(frozen=True, slots=True)
class Experience:
    """How much experience is asked for, and at which level."""

    text: str
    years: int | None = None
    national: bool = False
    international: bool = False
    several: bool = False  # more than one length of time is named


@dataclass(frozen=True, slots=True)
class LanguageNeed:
    """One language that is asked for; `language` is empty for one that is not named."""

    language: str  # ISO 639
    level: str
    required: bool
    passage: Passage
    one_of: bool = False  # one of several that the sentence names is enough


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that was read; the spans count characters of `text`."""

    text: str
    language: str  # of the sentences
    label_language: str  # of labels and headings
    title: Read[str]
    grade: Read[Grade]
    vacancy_number: Read[str]
    publication_date: Read[date]
    deadline: Read[Deadline]
    job_id: Read[str]
    department: Read[str]
    unit: Read[str]
    duty_station: Read[Station]
    contract_type: Read[Contract]
    contract_duration: Read[Duration]
    eligibility: Read[Eligibility]
    introduction: Read[str]
    duties: Read[tuple[Duty, ...]]
    education: Read[Education]
    experience: Read[Experience]
    languages: Read[tuple[LanguageNeed, ...]]
    competencies: Read[tuple[Passage, ...]]
    process: Read[tuple[Passage, ...]]
    notices: Read[tuple[Statement, ...]]
    remarks: tuple[Problem, ...] = field(default=())


FIELDS = (
    *("title", "grade", "vacancy_number", "publication_date", "deadline", "job_id", "department"),
    *("unit", "duty_station", "contract_type", "contract_duration", "eligibility"),
    *("introduction", "duties", "education", "experience", "languages", "competencies"),
    *("process", "notices"),
)
