"""The matrix as one sheet shows it: a row for each indicator, period and place; cells as columns.

Every value is kept as its one canonical text (``""`` is nothing), so that what was exported, what
stands in the database and what came back can be compared without types in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jalon.workspace.spreadsheets.cells import DIGITS, LONGEST_TEXT

TARGET = "fact:target"
Fact = str | Decimal | date | None
# No cell of Excel can hold these; they have no meaning in a text.
CONTROLS = dict.fromkeys(code for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r")


class Input(StrEnum):
    """What may be typed into a cell."""

    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"


class Why(StrEnum):
    """Why a cell cannot be changed: the code of what somebody reads who has tried."""

    NOT_ASKED = "cell-not-asked"  # this indicator has no such cell
    NOT_OPEN = "cell-not-open"  # submitted, verified or locked
    NOT_YOURS = "cell-not-yours"
    COMPUTED = "cell-computed"  # from numerator and denominator
    TOO_LONG = "cell-too-long"  # for a cell of Excel
    NOT_IMPORTED = "cell-not-imported"  # a column that says where one is
    AGREED = "target-not-imported"  # a promise: changed one by one, with its reason


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell: what it holds, of what kind, and why nothing may be typed into it (if so)."""

    value: str = ""
    input: Input = Input.TEXT
    why: Why | None = Why.NOT_ASKED

    @property
    def open(self) -> bool:
        return self.why is None

    @property
    def fitting(self) -> str:
        """What a cell of Excel can show of the value; a longer one is never open."""
        return self.value[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column that says where one is; it is never read back."""

    key: str
    title: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column that is filled in; `choices` are code -> label, `suggestions` bind nobody."""

    key: str
    title: str
    group: str = ""
    width: int = 11
    choices: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its id, the version of the actual it shows, its facts and its cells by column."""

    id: str
    version: int
    facts: tuple[Fact, ...]
    slots: Mapping[str, Slot]

    @property
    def open(self) -> bool:
        return any(slot.open for slot in self.slots.values())


@dataclass(frozen=True, slots=True)
class Table:
    """What one person sees of a programme's matrix, as it goes into a workbook."""

    programme: str  # code
    title: str
    language: str
    facts: tuple[FactColumn, ...]
    inputs: tuple[InputColumn, ...]
    lines: tuple[Line, ...]
    frozen: int = 0  # so many facts stay in sight

    def line(self, row_id: str) -> Line | None:
        return self.by_id().get(row_id)

    def by_id(self) -> dict[str, Line]:
        return {line.id: line for line in self.lines}


def canonical(value: Decimal | str | bool | date | None) -> str:
    """Return the one text of a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return value.translate(CONTROLS).replace("\r\n", "\n").replace("\r", "\n").strip()


def closed_if_unfit(slot: Slot) -> Slot:
    """Return the slot, closed if a cell of Excel cannot hold its value unharmed."""
    if slot.input is Input.TEXT:
        fits = len(slot.value) <= LONGEST_TEXT
    else:
        fits = len(slot.value.strip("-0.").replace(".", "")) <= DIGITS
    return slot if fits else replace(slot, why=slot.why or Why.TOO_LONG)


def column_key(side: str, breakdown: str, part: str) -> str:
    """Return the key of a column of amounts; breakdowns hold no stroke."""
    return f"{side}/{breakdown}/{part}"


def parts_of(key: str) -> tuple[str, str, str] | None:
    """Return (side, breakdown, part) of a column of amounts, None of any other."""
    found = key.split("/")
    return (found[0], found[1], found[2]) if len(found) == 3 else None
