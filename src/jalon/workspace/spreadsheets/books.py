"""Read a workbook, sheet by sheet and row by row, once it has been looked at from outside."""

import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from jalon.errors import BadInput
from jalon.workspace.spreadsheets.cells import DIGITS, EMPTY, Cell, Kind, text_cell
from jalon.workspace.spreadsheets.opening import DAMAGE, LIMITS, Limits, check_workbook

MOST_ROWS = 25_000
MOST_COLUMNS = 600
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
MISREAD = (*DAMAGE, AttributeError, InvalidFileException, SyntaxError, TypeError)  # of openpyxl


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something, with its number in the sheet."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in one sheet."""

    title: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()  # B4:B7


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that has been found harmless; its sheets are read when asked for."""

    content: bytes
    titles: tuple[str, ...]

    def sheet(self, title: str, most_rows: int = MOST_ROWS) -> Sheet:
        """Return the sheet of this name; too many rows are refused as soon as they are seen."""
        part = _part_of(self.content, title)
        if part.count(b"<row ") > most_rows:
            raise BadInput("too-many-rows", sheet=title, most=most_rows)
        with _opened(self.content) as book:
            rows = tuple(_rows(book[title], most_rows))
        return Sheet(title, rows, tuple(found.decode() for found in MERGED.findall(part)))


def open_book(content: bytes, limits: Limits = LIMITS) -> Book:
    """Return the workbook in `content`, or say why it is none."""
    check_workbook(content, limits)
    with _opened(content) as book:
        return Book(content, tuple(sheet.title for sheet in book.worksheets))


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decorations that openpyxl would not write back
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except MISREAD:
        raise BadInput("not-a-workbook") from None


def _rows(sheet: Any, most_rows: int) -> Iterator[Row]:
    sheet.reset_dimensions()  # some programs write them wrongly, others to mislead
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > most_rows:
            raise BadInput("too-many-rows", sheet=sheet.title, most=most_rows)
        found = [_cell(cell) for cell in cells]
        while found and found[-1] is EMPTY:
            found.pop()
        if found:
            yield Row(number, tuple(found))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Cell(Kind.FORMULA, str(getattr(value, "text", value)))
    if cell.data_type == "e":
        return Cell(Kind.ERROR, str(value))
    if isinstance(value, bool):
        return Cell(Kind.YES_NO, value)
    if isinstance(value, int | float):
        return _number(value, percent="%" in (cell.number_format or ""))
    if isinstance(value, date):
        return Cell(Kind.DATE, value)
    if isinstance(value, time | timedelta):
        return Cell(Kind.ERROR, str(value))
    return text_cell(str(value))


def _number(value: float, *, percent: bool) -> Cell:
    if not math.isfinite(value):
        return Cell(Kind.ERROR, str(value))
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{DIGITS}g}")
    return Cell(Kind.NUMBER, exact, percent)


def _part_of(content: bytes, title: str) -> bytes:
    """Return a sheet as it stands in the file; openpyxl does not tell all while it streams."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.read(_name_of_part(archive, title))
    except MISREAD:
        raise BadInput("not-a-workbook") from None


def _name_of_part(archive: zipfile.ZipFile, title: str) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    for sheet in book.iter("{*}sheet"):
        if sheet.get("name") == title:
            target = str(targets[sheet.get(RELATION)])
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(title)
