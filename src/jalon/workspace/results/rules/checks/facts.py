"""What a check looks at, and what it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jalon.errors import Problem
from jalon.workspace.programmes.rules import Span
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount


class Severity(StrEnum):
    """Whether a finding stops a submission."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the number of the rule, and where to mend it.

    The problem's `where` is a field of the report (``narrative``, ``source``, ``no_data_reason``,
    ``cell:`` and a breakdown) or ``indicator``.
    """

    rule: int
    severity: Severity
    problem: Problem

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report of one period and place as it would be submitted."""

    indicator: IndicatorFacts
    start: date
    end: date
    today: date
    cells: Mapping[str, Amount] = field(default_factory=dict)
    narrative: str = ""
    no_data_reason: str = ""
    has_source: bool = False
    may_exceed_100: bool = False
    target: Amount = NOTHING
    end_target: Amount = NOTHING  # of the whole programme
    correction: str = ""  # why the figure is lower than the last one
    evidence_date: date | None = None
    life: Span | None = None  # of the programme
    others: Sequence[Span] = ()  # the indicator's other periods
    continuous: bool = True  # whether its periods follow on each other
    redefined: date | None = None  # when what is counted last changed, figures left as they were
    not_restated: int = 0  # earlier figures that are older than that
    previous: Sequence[Decimal] = ()  # earlier periods of this place, oldest first
    inside: Amount = NOTHING  # put together from what the places inside this one reported
    within: Amount = NOTHING  # put together from what the periods within this one reported
    served: Mapping[str, Decimal] = field(default_factory=dict)  # donor's code -> so far
    proves_too: Sequence[str] = ()  # codes of other figures that the same file proves
    siblings: Mapping[str, Amount] = field(default_factory=dict)  # donor's code -> same period

    @property
    def total(self) -> Amount:
        return self.cells.get(TOTAL, NOTHING)

    @property
    def has_figure(self) -> bool:
        return any(amount.given for amount in self.cells.values())


def at_cell(breakdown: str) -> str:
    """Return the place of a cell, as findings name it."""
    return f"cell:{breakdown}"


def shown(value: Decimal | None) -> str:
    """Return a number as a sentence can hold it."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
