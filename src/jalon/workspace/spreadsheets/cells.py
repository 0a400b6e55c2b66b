"""What a cell of any spreadsheet holds, and what was meant by it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from jalon.errors import BadInput
from jalon.workspace.directions import straight
from jalon.workspace.spreadsheets.numbers import parse_decimal

# Excel computes with 15 digits; what it stores beyond them is noise of binary fractions.
DIGITS = 15
LONGEST_TEXT = 32_767  # of an Excel cell


class Kind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"  # #REF!, #N/A and their like


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the file; `percent` tells that it is shown in per cent."""

    kind: Kind
    value: str | Decimal | bool | date | None = None
    percent: bool = False

    @property
    def text(self) -> str:
        """What a person would say stands there."""
        if self.kind is Kind.NUMBER and isinstance(self.value, Decimal):
            return f"{self.value.normalize():f}"
        if isinstance(self.value, date):
            day = self.value.date() if isinstance(self.value, datetime) else self.value
            return day.isoformat()
        return "" if self.value is None else str(self.value).strip()


EMPTY = Cell(Kind.EMPTY)


def text_cell(text: str) -> Cell:
    """Return the cell of a text, which turns no other round; blanks are nothing."""
    text = straight(text)
    return Cell(Kind.TEXT, text) if text.strip() else EMPTY


def check_typed(cell: Cell) -> None:
    """Refuse a formula and its failure: what it comes to depends on who opens it, and when."""
    if cell.kind is Kind.FORMULA:
        raise BadInput("formula-in-cell", formula=cell.text[:60])
    if cell.kind is Kind.ERROR:
        raise BadInput("error-in-cell", text=cell.text[:60])


def number_of(cell: Cell, language: str, *, percent: bool = False) -> Decimal | None:
    """Return the number of a cell, None of an empty one; `percent`: the number counts hundredths.

    A cell that Excel shows as 45% holds 0.45: it is 45 where per cent are asked for, and refused
    where not.
    """
    check_typed(cell)
    if cell.kind is Kind.EMPTY:
        return None
    if cell.kind is Kind.NUMBER and isinstance(cell.value, Decimal):
        if not cell.percent:
            return cell.value
        if percent:
            return cell.value * 100
        raise BadInput("per-cent-in-number")
    if cell.kind is Kind.DATE:
        raise BadInput("date-in-number", date=cell.text)
    if cell.kind is Kind.YES_NO:
        raise BadInput("not-a-number", text=cell.text)
    return parse_decimal(cell.text, language, percent=percent)


def text_of_cell(cell: Cell) -> str:
    """Return the text of a cell, whatever its type."""
    check_typed(cell)
    return cell.text


def address(row: int, column: int) -> str:
    """Return the name of a cell as Excel says it: row 3, column 28 is AB3."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """Return the letters of a column; 1 is A."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
