"""The text that a call was read from, with what was read where, and how surely."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jalon.errors import Problem
from jalon.messages import explain
from jalon.workspace.recruitment.models import NoticeSource
from jalon.workspace.recruitment.reader.notice import FIELDS, Sureness
from jalon.workspace.tags.text import deadline

LABELS: dict[str, str | Promise] = {
    "title": _("Title"),
    "grade": _("Grade"),
    "vacancy_number": _("Vacancy number"),
    "publication_date": _("Published"),
    "deadline": _("Deadline"),
    "job_id": _("Job ID"),
    "department": _("Department"),
    "unit": _("Unit"),
    "duty_station": _("Duty station"),
    "contract_type": _("Type of contract"),
    "contract_duration": _("Duration"),
    "eligibility": _("Who may apply"),
    "introduction": _("Introduction"),
    "duties": _("Duties"),
    "education": _("Education"),
    "experience": _("Experience"),
    "languages": _("Languages"),
    "competencies": _("Competencies"),
    "process": _("Process"),
    "notices": _("Notices"),
}
SURE: dict[Sureness, str | Promise] = {
    Sureness.SURE: pgettext_lazy("reading", "sure"),
    Sureness.LIKELY: pgettext_lazy("reading", "likely"),
    Sureness.DOUBTFUL: pgettext_lazy("reading", "doubtful"),
}
TONES = {Sureness.SURE: "good", Sureness.LIKELY: "waiting", Sureness.DOUBTFUL: "warning"}
ASKED = (pgettext_lazy("reading", "not found"), "warning")
# What the head of a call keeps is edited there, the rest with the text.
HEAD = FIELDS[: FIELDS.index("contract_duration") + 1]


# A call has no place for these: its publication has a date of its own.
NOT_KEPT = frozenset({"publication_date", "job_id"})
NOT_READ = "notice-not-said"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One field: what was read, how surely, and what is asked where it was not."""

    key: str
    label: str | Promise
    lines: Sequence[str]
    words: str | Promise
    tone: str
    question: str
    is_plain: bool  # asked in the words of every field that was not found
    has_place: bool

    @property
    def is_asked(self) -> bool:
        return bool(self.question)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `key` names the field that was read from it."""

    text: str
    key: str = ""
    label: str | Promise = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """The two sides of the page: fields, and the text with its marks."""

    language: str
    rows: Sequence[ReadRow]
    pieces: Sequence[Piece]
    remarks: Sequence[str]

    @property
    def asked(self) -> Sequence[ReadRow]:
        return [row for row in self.rows if row.is_asked]

    @property
    def not_found(self) -> Sequence[ReadRow]:
        return [row for row in self.asked if row.is_plain]

    @property
    def unclear(self) -> Sequence[ReadRow]:
        return [row for row in self.asked if not row.is_plain]


def read_source(source: NoticeSource) -> ReadNotice:
    """Return what the reader found, in the words of who looks at it."""
    fields = source.fields
    return ReadNotice(
        language=fields.get("language", "en"),
        rows=[_row(key, fields[key]) for key in FIELDS if key in fields],
        pieces=marked(source.text, fields),
        remarks=[_said(problem) for problem in fields.get("remarks", ())],
    )


def _row(key: str, read: Mapping[str, Any]) -> ReadRow:
    sureness = Sureness(read["sureness"]) if read["sureness"] else None
    words, tone = (SURE[sureness], TONES[sureness]) if sureness else ASKED
    question = None if key in NOT_KEPT else read["question"]
    if key in NOT_KEPT and not sureness:
        tone = "neutral"
    return ReadRow(
        key=key,
        label=LABELS[key],
        lines=_lines(key, read["value"]),
        words=words,
        tone=tone,
        question=_said(question) if question else "",
        is_plain=question is not None and question["code"] == NOT_READ,
        has_place=bool(read["spans"]),
    )


def _said(problem: Mapping[str, Any]) -> str:
    """Say a question or a remark; its place is told by where it stands."""
    language = (get_language() or "en").split("-")[0]
    return explain(Problem("", problem["code"], dict(problem["facts"])), language)


def _lines(key: str, value: Any) -> Sequence[str]:
    if value is None:
        return ()
    if key == "publication_date":
        return (date_format(date.fromisoformat(value), "DATE_FORMAT"),)
    if key == "deadline":
        return _deadline(value)
    if key == "eligibility":
        return _texts(value["statements"])
    if isinstance(value, list):
        return _texts(value)
    return (str(value["text"] if isinstance(value, dict) else value),)


def _deadline(value: Mapping[str, Any]) -> Sequence[str]:
    """Return the words, and the last minute as clocks in its zone show it."""
    if not value["too_late_at"]:
        return (str(value["text"]),)
    at = datetime.fromisoformat(value["too_late_at"])
    return (str(value["text"]), deadline(at, value["zone"]))


def _texts(items: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """Return the passages once each, in their order."""
    return tuple(dict.fromkeys(str(one.get("passage", one)["text"]) for one in items))


def marked(text: str, fields: Mapping[str, Any]) -> Sequence[Piece]:
    """Cut the text where something was read; of two fields at one place the first is shown."""
    spans = sorted(
        (start, end, key) for key in FIELDS for start, end in fields.get(key, {}).get("spans", ())
    )
    pieces: list[Piece] = []
    at, seen = 0, set()
    for start, end, key in spans:
        if start < at:
            continue
        pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], key, LABELS[key], key not in seen))
        seen.add(key)
        at = end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text]
