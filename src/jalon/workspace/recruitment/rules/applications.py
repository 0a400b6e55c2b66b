"""What an application goes through, its sections, and the receipt of what was handed in.

Sections are plain JSON, saved as they are filled: a draft may be incomplete, never malformed.
"""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any

from jalon.errors import Problem, Problems, RuleBroken
from jalon.workspace.recruitment.rules.reading import answers_of


class ApplicationState(StrEnum):
    """How far an application has come; what panels find of it stands in their records."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApplicationStep(StrEnum):
    """What happens to an application."""

    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    EXPIRE = "expire"


S, T = ApplicationState, ApplicationStep

NEXT: dict[tuple[ApplicationState, ApplicationStep], ApplicationState] = {
    (S.DRAFT, T.SAVE): S.DRAFT,
    (S.DRAFT, T.SUBMIT): S.SUBMITTED,
    (S.DRAFT, T.WITHDRAW): S.WITHDRAWN,
    (S.DRAFT, T.EXPIRE): S.EXPIRED,
    (S.SUBMITTED, T.SAVE): S.SUBMITTED,  # what was handed in stands until it is handed in again
    (S.SUBMITTED, T.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, T.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, T.RESUME): S.DRAFT,
    (S.EXPIRED, T.RESUME): S.DRAFT,  # an extension, or a recorded exception
}
# Steps that only a call that takes applications allows; one may withdraw at any time.
NEED_OPEN = frozenset({T.SAVE, T.SUBMIT, T.RESUME})


def after(state: ApplicationState, step: ApplicationStep, *, open_: bool) -> ApplicationState:
    """Return the state that follows `step`; `open_` tells whether the candidate is in time."""
    if (state, step) not in NEXT:
        raise RuleBroken("application-step-not-open", step=step, state=state)
    if step in NEED_OPEN and not open_:
        raise RuleBroken("application-closed")
    return NEXT[state, step]


class Section(StrEnum):
    """The parts of the form."""

    CONTACT = "contact"
    NATIONALITY = "nationality"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    LANGUAGES = "languages"
    ELIGIBILITY = "eligibility"
    LETTER = "letter"
    CONSENT = "consent"


class Form(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    YES_OR_NO = "yes-or-no"
    LIST = "list"
    ANSWERS = "answers"


X, N, Y, L, M = Form.TEXT, Form.NUMBER, Form.YES_OR_NO, Form.LIST, Form.ANSWERS

# Section -> its fields and what each holds; of a list, those of every row.
FIELDS: dict[Section, dict[str, Form]] = {
    Section.CONTACT: dict.fromkeys(
        ("name", "email", "phone", "address", "birth_date", "sex", "region"), X
    ),
    Section.NATIONALITY: {"nationalities": L, "residence": X, "permits": L},
    Section.EDUCATION: {
        **dict.fromkeys(("row", "field", "title", "institution", "country"), X),
        "level": N,
        "year": N,
        "completed": Y,
    },
    Section.EMPLOYMENT: {
        **dict.fromkeys(("row", "employer", "title", "country", "start", "end", "duties"), X),
        "share": N,  # per cent of full time
        "settings": L,
    },
    Section.LANGUAGES: dict.fromkeys(
        ("row", "language", "reading", "writing", "listening", "speaking", "wording"), X
    ),
    Section.ELIGIBILITY: {"group": X, "declared": M},
    Section.LETTER: {"text": X},
    Section.CONSENT: {"truth": Y, "privacy": Y},
}
REQUIRED: dict[Section, tuple[str, ...]] = {
    Section.CONTACT: ("name", "email"),
    Section.NATIONALITY: ("nationalities",),
    Section.EDUCATION: ("row", "level"),
    Section.EMPLOYMENT: ("row", "employer", "title", "start"),
    Section.LANGUAGES: ("row", "language"),
    Section.ELIGIBILITY: ("group",),
    Section.LETTER: ("text",),
    Section.CONSENT: ("truth", "privacy"),
}
ROWS = frozenset({Section.EDUCATION, Section.EMPLOYMENT, Section.LANGUAGES})
MAY_BE_EMPTY = frozenset({Section.EMPLOYMENT, Section.EDUCATION})
MOST_ROWS = 60
LONGEST = {"duties": 4000, "text": 12000}
LONGEST_OTHERWISE = 300


def check_form(section: Section, content: object) -> None:
    """Refuse what is not of the form of a section; empty fields are welcome in a draft."""
    if problems := [*_malformed(section, content)]:
        raise Problems(problems)


def _malformed(section: Section, content: object) -> list[Problem]:
    rows = content if section in ROWS and isinstance(content, list) else [content]
    if (section in ROWS) != isinstance(content, list) or len(rows) > MOST_ROWS:
        return [Problem(section, "section-malformed", {"section": section})]
    problems = [problem for row in rows for problem in _of_row(section, row)]
    ids = [row.get("row") for row in rows if isinstance(row, dict)] if section in ROWS else []
    if len(set(map(str, ids))) != len(ids):
        problems.append(Problem(section, "section-row-twice"))
    return problems


def _of_row(section: Section, row: object) -> list[Problem]:
    if not isinstance(row, dict):
        return [Problem(section, "section-malformed", {"section": section})]
    found = []
    for name, value in row.items():
        form = FIELDS[section].get(name)
        if form is None:
            found.append(Problem(section, "field-unknown", {"field": name}))
        elif value is not None and not HOLDS[form](value):
            found.append(Problem(f"{section}.{name}", "answer-malformed", {"field": name}))
        elif isinstance(value, str) and len(value) > (most := longest(name)):
            found.append(Problem(f"{section}.{name}", "answer-too-long", {"most": most}))
    return found


def longest(name: str) -> int:
    """Return how many characters a field may hold."""
    return LONGEST.get(name, LONGEST_OTHERWISE)


def _texts(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_ROWS
        and all(isinstance(each, str) and len(each) <= LONGEST_OTHERWISE for each in value)
    )


def _yes_or_no(value: object) -> bool:
    return value is None or isinstance(value, bool)


HOLDS: dict[Form, Callable[[object], bool]] = {
    X: lambda value: isinstance(value, str),
    N: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Y: _yes_or_no,
    L: _texts,
    M: lambda value: (
        isinstance(value, dict)
        and all(isinstance(k, str) and _yes_or_no(v) for k, v in value.items())
    ),
}


def unfilled(sections: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what must still be filled before it is handed in, as section or section.field."""
    found: list[str] = []
    for section in Section:
        content = sections.get(section)
        if section in MAY_BE_EMPTY and content == []:
            continue
        if not content:
            found.append(section.value)
            continue
        rows = content if section in ROWS else [content]
        lacking = {
            f for row in rows for f in REQUIRED[section] if row.get(f) in (None, "", [], False)
        }
        found += [f"{section.value}.{name}" for name in REQUIRED[section] if name in lacking]
    return tuple(found)


def check_whole(sections: Mapping[str, Any]) -> None:
    """Refuse to hand in what is malformed or not whole."""
    if problems := [p for s in Section if s in sections for p in _malformed(s, sections[s])]:
        raise Problems(problems)
    if lacking := unfilled(sections):
        raise RuleBroken("application-not-whole", parts=lacking)
    if rows := answers_of(sections).unread:
        raise RuleBroken("employment-dates-wrong", rows=rows)


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was handed in, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
