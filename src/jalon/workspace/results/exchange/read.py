"""Read a workbook back: which cells it brings, for which rows, and what is odd about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jalon.errors import BadInput, Problem
from jalon.workspace.results.exchange.seal import SHEET, Check, Memory, unpack
from jalon.workspace.results.exchange.sheet import HEADING, ID
from jalon.workspace.spreadsheets.books import Book, Row, Sheet, open_book
from jalon.workspace.spreadsheets.cells import EMPTY, Cell, Kind, address

LOOKED_FOR_KEYS = 50  # rows; somebody may have put a title above
RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """One row of the sheet: its id, its place, and its cells by column key."""

    id: str
    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything a workbook brings."""

    memory: Memory
    sheet: str
    columns: Mapping[str, int]  # key -> position, from 1
    rows: tuple[BroughtRow, ...]
    problems: tuple[Problem, ...]  # rows that cannot be matched, merged cells
    unknown_columns: int = 0  # columns that were added; they are not read

    def where(self, row: BroughtRow, key: str) -> str:
        return address(row.number, self.columns[key])


def read_workbook(content: bytes, check: Check) -> Brought:
    """Return what the workbook brings; `check` tells whether a seal is ours."""
    book = open_book(content)
    memory = _memory(book, check)
    sheet, keys = _matrix(book, memory)
    columns, unknown = _columns(keys, memory)
    rows, problems = _rows(sheet, keys, columns, memory)
    merged = _merged(sheet, keys.number)
    return Brought(memory, sheet.title, columns, rows, (*merged, *problems), unknown)


def _memory(book: Book, check: Check) -> Memory:
    if SHEET not in book.titles:
        raise BadInput("workbook-not-ours")
    rows = [[cell.text for cell in row.cells] for row in book.sheet(SHEET).rows]
    return unpack(rows, check)


def _matrix(book: Book, memory: Memory) -> tuple[Sheet, Row]:
    """Find the sheet by its hidden keys: it may have been renamed or moved."""
    titles = [title for title in book.titles if title != SHEET]
    titles.sort(key=lambda title: title != memory.sheet)
    found = [
        (sheet, keys)
        for sheet in map(book.sheet, titles)
        if (keys := _row_of_keys(sheet)) is not None
    ]
    if not found:
        raise BadInput("matrix-sheet-missing", sheet=memory.sheet)
    if len(found) > 1:
        raise BadInput("matrix-sheet-twice", sheets=[sheet.title for sheet, _keys in found])
    return found[0]


def _row_of_keys(sheet: Sheet) -> Row | None:
    for row in sheet.rows:
        if row.number > LOOKED_FOR_KEYS:
            return None
        if any(cell.text == ID for cell in row.cells):
            return row
    return None


def _columns(keys: Row, memory: Memory) -> tuple[dict[str, int], int]:
    known = {ID}.union(*(values for values in memory.values.values()))
    columns: dict[str, int] = {}
    unknown = 0
    for position, cell in enumerate(keys.cells, start=1):
        key = cell.text
        if key in columns:
            raise BadInput("column-twice", column=address(keys.number, position))
        if key in known:
            columns[key] = position
        elif key:
            unknown += 1
    return columns, unknown


def _rows(
    sheet: Sheet, keys: Row, columns: Mapping[str, int], memory: Memory
) -> tuple[tuple[BroughtRow, ...], tuple[Problem, ...]]:
    rows: dict[str, BroughtRow] = {}
    problems = []
    for row in sheet.rows:
        if row.number <= keys.number:
            continue
        cells = {key: _at(row, position) for key, position in columns.items()}
        row_id = cells.pop(ID).text
        if row_id == HEADING or not (row_id or _says_something(cells)):
            continue
        where = f"{sheet.title}, {row.number}"
        if not row_id:
            problems.append(Problem(where, "row-added"))
        elif row_id not in memory.versions:
            problems.append(Problem(where, "row-unknown"))
        elif row_id in rows:
            problems.append(Problem(where, "row-copied", {"first": rows[row_id].number}))
        else:
            rows[row_id] = BroughtRow(row_id, row.number, cells)
    return tuple(rows.values()), tuple(problems)


def _at(row: Row, position: int) -> Cell:
    return row.cells[position - 1] if position <= len(row.cells) else EMPTY


def _says_something(cells: Mapping[str, Cell]) -> bool:
    return any(cell.kind is not Kind.EMPTY for cell in cells.values())


def _merged(sheet: Sheet, heading: int) -> tuple[Problem, ...]:
    """Name the merged ranges below the keys: all but one of their cells are lost."""
    return tuple(
        Problem(f"{sheet.title}, {merged}", "merged-cells")
        for merged in sheet.merged
        if (found := RANGE.fullmatch(merged)) and int(found[4]) > heading
    )
