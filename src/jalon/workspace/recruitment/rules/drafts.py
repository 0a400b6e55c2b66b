"""What a call can be begun with: plain values, from whatever they were read, copied or computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

Words = Mapping[str, str]
# The parts of a notice that are running text, in the order in which notices have them.
PARTS = (
    "eligibility",
    "introduction",
    "education",
    "experience",
    "languages",
    "competencies",
    "process",
    "notices",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFields:
    """The notice in one language; `duties` are numbered in their order."""

    eligibility: str = ""
    introduction: str = ""
    duties: tuple[str, ...] = ()
    education: str = ""
    experience: str = ""
    languages: str = ""
    competencies: str = ""
    process: str = ""
    notices: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFields:
    """One requirement. A degree's `experience` names another by its place in the list, from 1."""

    kind: RequirementKind
    parameters: Mapping[str, Any] = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    essential: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFields:
    """One criterion, marked from nought to `highest`."""

    stage: Stage
    title: Words
    weight: Decimal
    anchors: Words = field(default_factory=dict)
    highest: int = 5
    lowest_passing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFields:
    """Everything with which a call may begin; what is not known is empty, and asked later."""

    kind: CallKind
    title: Words = field(default_factory=dict)
    number: str = ""
    grade: str = ""
    department: str = ""
    unit: str = ""
    duty_station: str = ""
    contract_type: str = ""
    duration: str = ""
    contact_email: str = ""
    contact_note: str = ""
    occupation: str = ""
    theme: str = ""
    competencies: tuple[str, ...] = ()
    closes_at: datetime | None = None  # exclusive
    closes_zone: str = ""
    texts: Mapping[str, TextFields] = field(default_factory=dict)
    requirements: tuple[RequirementFields, ...] = ()
    criteria: tuple[CriterionFields, ...] = ()
    stage_weights: Mapping[str, int] = field(default_factory=dict)  # nothing: alike
    planned: Mapping[CallState, date] = field(default_factory=dict)


HEADER = (
    "kind",
    "title",
    "number",
    "grade",
    "department",
    "unit",
    "duty_station",
    "contract_type",
    "duration",
    "contact_email",
    "contact_note",
    "occupation",
    "theme",
)
