"""What a spreadsheet would make: results, indicators, targets and figures, with every problem."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jalon.workspace.programmes.exchange.headings import vocabulary


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to mend (it stops the making) or to know, in a row and a column."""

    row: int
    column: str  # its letters, "" for the whole row
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    stops: bool = True


@dataclass(frozen=True, slots=True)
class PlannedFigure:
    """A target, or a figure that was reached, in a period and a cell."""

    start: date
    end: date
    breakdown: str
    value: Decimal | None = None
    text: str = ""
    is_target: bool = True

    @property
    def said(self) -> Decimal | str:
        return self.text if self.value is None else short(self.value)

    @property
    def group(self) -> Mapping[str, str]:
        """Of whom it is, in several languages; empty of everybody."""
        if not self.breakdown:
            return {}
        dimension, key = self.breakdown.split(":")
        title: Mapping[str, str] = vocabulary()["dimensions"][dimension]["values"][key]["title"]
        return title


@dataclass(frozen=True, slots=True)
class PlannedIndicator:
    """An indicator, where it stands in the sheet, and its figures."""

    row: int
    code: str
    title: str
    measure: str = "number"
    unit: str = ""
    cumulative: bool = False
    frequency_months: int | None = None  # None: at the end alone
    baseline: Decimal | None = None
    baseline_text: str = ""
    baseline_year: int | None = None
    responsible: str = ""
    verification: str = ""
    figures: tuple[PlannedFigure, ...] = ()

    @property
    def baseline_said(self) -> Decimal | str:
        return self.baseline_text if self.baseline is None else short(self.baseline)


@dataclass(frozen=True, slots=True)
class PlannedResult:
    """A result with its indicators and the results below it."""

    row: int
    level: str
    code: str
    title: str
    indicators: tuple[PlannedIndicator, ...] = ()
    children: tuple["PlannedResult", ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The tree that would be made."""

    language: str
    results: tuple[PlannedResult, ...]
    dimensions: tuple[str, ...] = ()  # keys of the data file
    remarks: tuple[Remark, ...] = ()

    @property
    def stops(self) -> bool:
        return any(remark.stops for remark in self.remarks)

    def indicators(self) -> list[PlannedIndicator]:
        return [indicator for result in self.results for indicator in _below(result)]


def short(value: Decimal) -> Decimal:
    """Return a number without noughts at its end."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def _below(result: PlannedResult) -> list[PlannedIndicator]:
    below = [indicator for child in result.children for indicator in _below(child)]
    return [*result.indicators, *below]
