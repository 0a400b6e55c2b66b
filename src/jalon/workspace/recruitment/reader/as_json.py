"""A notice as JSON: what the command line prints."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from jalon.errors import Problem
from jalon.messages import explain
from jalon.workspace.recruitment.reader.notice import FIELDS, Notice, Read, Span


def as_mapping(notice: Notice, language: str = "en") -> dict[str, Any]:
    """Return the notice as plain values, its questions and remarks in words."""
    read = {name: _field(getattr(notice, name), language) for name in FIELDS}
    return {
        "language": notice.language,
        "label_language": notice.label_language,
        "fields": read,
        "text": notice.text,
        "remarks": [_problem(problem, language) for problem in notice.remarks],
    }


def as_json(notice: Notice, language: str = "en") -> str:
    """Return the notice as JSON text."""
    return json.dumps(as_mapping(notice, language), ensure_ascii=False, indent=2)


def _field(read: Read[Any], language: str) -> dict[str, Any]:
    return {
        "value": _plain(read.value),
        "spans": [_plain(span) for span in read.spans],
        "sureness": read.sureness.value if read.sureness else None,
        "question": _problem(read.question, language) if read.question else None,
    }


def _problem(problem: Problem, language: str) -> dict[str, Any]:
    facts = {name: _plain(fact) for name, fact in problem.params.items()}
    words = explain(Problem("", problem.code, problem.params), language)
    return {"field": problem.where, "code": problem.code, "facts": facts, "text": words}


def _plain(value: object) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
