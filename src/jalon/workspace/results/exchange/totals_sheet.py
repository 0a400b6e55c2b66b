"""The sheet of totals: every indicator over all places, period by period; it is only read."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jalon.workspace.results.exchange.styles import Styles

TITLES, HEADS, FIRST = 0, 1, 2  # rows, from 0
WORDS, NARROW = (10, 42, 14), 12  # widths: code, indicator, unit; then figures

Told = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the sheet says: groups of columns with their headings, and a line for each indicator."""

    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[tuple[Told, ...], ...]


def write_totals(sheet: Any, totals: Totals, styles: Styles, *, right_to_left: bool) -> None:
    """Fill the sheet; all of it is locked."""
    if right_to_left:
        sheet.right_to_left()
    column = 0
    for group, headings in totals.groups:
        sheet.write_string(TITLES, column, group, styles.group)
        for heading in headings:
            sheet.write_string(HEADS, column, heading, styles.head)
            sheet.set_column(column, column, WORDS[column] if column < len(WORDS) else NARROW)
            column += 1
    for row, line in enumerate(totals.lines, start=FIRST):
        _write_line(sheet, row, line, styles)
    sheet.freeze_panes(FIRST, 2)
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)


def _write_line(sheet: Any, row: int, line: Sequence[Told], styles: Styles) -> None:
    for column, told in enumerate(line):
        if told is None or told == "":
            sheet.write_blank(row, column, None, styles.fact)
        elif isinstance(told, Decimal):
            whole = told == told.to_integral_value()
            sheet.write_number(row, column, told, styles.fact_number if whole else styles.fact)
        else:
            sheet.write_string(row, column, told, styles.fact)
