"""Find the headings of a sheet and propose what each column holds; people correct it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jalon.errors import BadInput
from jalon.workspace.programmes.exchange.headings import (
    FIGURES,
    LEVELS,
    Role,
    read_heading,
    read_level,
)
from jalon.workspace.programmes.exchange.spans import Span
from jalon.workspace.spreadsheets.books import Row, Sheet
from jalon.workspace.spreadsheets.cells import EMPTY, Cell, Kind

LOOKED_AT = 30  # rows from the top
LONGEST_HEADING = 120
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is taken to hold."""

    position: int  # from 1
    heading: str
    role: Role
    span: Span | None = None
    breakdown: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's headings end, and its columns."""

    last_heading_row: int
    columns: tuple[Column, ...]

    def of(self, role: Role) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role is role)


def find_layout(sheet: Sheet) -> Layout:
    """Return the most likely layout, or refuse a sheet without any heading of indicators."""
    found = [
        (_score(headings), -height, row, headings)
        for index, row in enumerate(sheet.rows[:LOOKED_AT])
        for height in (1, 2)
        if (headings := _headings(sheet.rows, index, height))
    ]
    best = max(found, key=lambda each: each[:2], default=None)
    if best is None or not best[0]:
        raise BadInput("framework-without-headings", sheet=sheet.title)
    _score_of, _height, row, headings = best
    return Layout(row.number, tuple(_columns(sheet, row, headings)))


def best_sheet(sheets: Sequence[Sheet]) -> tuple[Sheet, Layout]:
    """Return the sheet that looks most like a framework."""
    judged = []
    for sheet in sheets:
        try:
            layout = find_layout(sheet)
        except BadInput:
            continue
        judged.append((sum(c.role is not Role.IGNORE for c in layout.columns), sheet, layout))
    if not judged:
        raise BadInput("framework-without-headings", sheet=sheets[0].title if sheets else "–")
    _count, sheet, layout = max(judged, key=lambda each: each[0])
    return sheet, layout


def _score(headings: Sequence[str]) -> int:
    """Count what headings tell apart; without indicators it is no framework."""
    known = {r for text in headings if text and (r := read_heading(text)).role is not Role.IGNORE}
    roles = {reading.role for reading in known}
    return 10 * len(roles) + len(known) if roles & {Role.INDICATOR, Role.LEVEL} else 0


def _headings(rows: Sequence[Row], index: int, height: int) -> list[str] | None:
    """Return the heading of each column from a row and, with height 2, the one above it."""
    row = rows[index]
    texts = [_text(cell) for cell in row.cells]
    if height == 1:
        return texts
    if index == 0 or rows[index - 1].number != row.number - 1:
        return None
    above = [_text(cell) for cell in rows[index - 1].cells]
    width = max(len(texts), len(above))
    joined, group = [], ""
    for position in range(width):
        upper = above[position] if position < len(above) else ""
        lower = texts[position] if position < len(texts) else ""
        group = upper or (group if lower else "")
        joined.append(_joined(upper, group, lower))
    return joined


def _joined(upper: str, group: str, lower: str) -> str:
    """Return upper and lower heading; a group reaches on only over columns of figures."""
    if not lower:
        return group
    both = f"{group} {lower}".strip()
    return both if upper or read_heading(both).role in FIGURES else lower


def _text(cell: Cell) -> str:
    text = cell.text if cell.kind in {Kind.TEXT, Kind.NUMBER, Kind.DATE} else ""
    return text if len(text) <= LONGEST_HEADING else ""


def _columns(sheet: Sheet, row: Row, headings: Sequence[str]) -> list[Column]:
    below = [each for each in sheet.rows if each.number > row.number]
    columns = []
    width = max([len(headings), *(len(each.cells) for each in below[:LOOKED_AT])])
    for position in range(1, width + 1):
        heading = headings[position - 1] if position <= len(headings) else ""
        samples = _samples(below, position)
        if not heading and not samples:
            continue
        reading = read_heading(heading)
        columns.append(
            Column(position, heading, reading.role, reading.span, reading.breakdown, samples)
        )
    return _each_once(_by_level(columns))


def _by_level(columns: Sequence[Column]) -> list[Column]:
    """Return the columns as they are to be read where one says the level of each row's result.

    Its title is then in one column for all levels, and a code that stands before it is its own.
    """
    levels = [c for c in columns if c.role is Role.LEVEL and any(map(read_level, c.samples))]
    titles = [c for c in columns if c.role in LEVELS] or [
        c for c in columns if c.role is Role.RESULT
    ]
    if not levels or len(titles) != 1:
        return [_ignored(c) if c.role in {Role.LEVEL, Role.RESULT} else c for c in columns]
    (title,) = titles
    indicators = [c.position for c in columns if c.role is Role.INDICATOR]
    found = []
    for column in columns:
        before = column.position < title.position
        nearer = not any(column.position < other < title.position for other in indicators)
        if column is title:
            column = replace(column, role=Role.RESULT)
        elif column.role is Role.RESULT:
            column = _ignored(column)
        elif column.role is Role.CODE and ((before and nearer) or not indicators):
            column = replace(column, role=Role.RESULT_CODE)
        found.append(column)
    return found


def _each_once(columns: Sequence[Column]) -> list[Column]:
    """Leave out what says a second time what only one column can say."""
    taken: set[Role] = set()
    found = []
    for column in columns:
        twice = column.role in taken and column.role not in FIGURES
        taken.add(column.role)
        found.append(_ignored(column) if twice else column)
    return found


def _ignored(column: Column) -> Column:
    return replace(column, role=Role.IGNORE)


def _samples(rows: Sequence[Row], position: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        cell = row.cells[position - 1] if position <= len(row.cells) else EMPTY
        if cell.text:
            found[cell.text[:80]] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)
