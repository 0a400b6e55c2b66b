"""Keep a sheet and its layout as plain values until somebody has looked at them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jalon.workspace.programmes.exchange.headings import Role, plain
from jalon.workspace.programmes.exchange.layout import Column, Layout
from jalon.workspace.programmes.exchange.spans import read_span
from jalon.workspace.spreadsheets.books import Row, Sheet
from jalon.workspace.spreadsheets.cells import Cell, Kind


def kept_rows(sheet: Sheet) -> list[list[Any]]:
    """Return the rows of a sheet as JSON can hold them."""
    return [[row.number, [_kept(cell) for cell in row.cells]] for row in sheet.rows]


def _kept(cell: Cell) -> list[Any] | None:
    if cell.kind is Kind.EMPTY:
        return None
    value = cell.value
    if isinstance(value, Decimal | datetime | date):
        value = str(value) if isinstance(value, Decimal) else value.isoformat()
    return [cell.kind.value, value, cell.percent]


def sheet_of(title: str, rows: Sequence[Sequence[Any]]) -> Sheet:
    """Return the sheet that was kept."""
    return Sheet(title, tuple(Row(number, tuple(map(_cell, cells))) for number, cells in rows))


def _cell(kept: Sequence[Any] | None) -> Cell:
    if kept is None:
        return Cell(Kind.EMPTY)
    kind, value, percent = Kind(kept[0]), kept[1], bool(kept[2])
    if kind is Kind.NUMBER:
        return Cell(kind, Decimal(value), percent)
    return Cell(kind, datetime.fromisoformat(value) if kind is Kind.DATE else value, percent)


def kept_layout(layout: Layout) -> dict[str, Any]:
    return {
        "last_heading_row": layout.last_heading_row,
        "columns": [
            {
                "position": column.position,
                "heading": column.heading,
                "role": column.role.value,
                "period": column.span.text if column.span else "",
                "breakdown": column.breakdown,
                "samples": list(column.samples),
            }
            for column in layout.columns
        ],
    }


def layout_of(kept: Mapping[str, Any]) -> Layout:
    """Return the layout that was kept, or as somebody has corrected it."""
    return Layout(
        kept["last_heading_row"],
        tuple(
            Column(
                column["position"],
                column["heading"],
                Role(column["role"]),
                read_span(plain(column["period"])),
                column["breakdown"],
                tuple(column["samples"]),
            )
            for column in kept["columns"]
        ),
    )
