"""Import the rest of a workbook without the cells that cannot be read, and list what stays out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from io import BytesIO

import xlsxwriter

from jalon.workspace.results.exchange.diff import Difference, Effect
from jalon.workspace.results.exchange.rows import SUBMIT
from jalon.workspace.results.exchange.table import parts_of
from jalon.workspace.results.exchange.write import PLAIN

MENDED_FIRST = frozenset({"merged-cells"})  # a value they hide looks like one that was emptied
BESIDE = "cell-beside-error"
WIDTHS = (14, 10, 42, 20, 11, 11, 26, 24, 20, 70)


def is_written(difference: Difference, mine: Collection[str]) -> bool:
    """Tell whether an import writes this; in the conflicts of `mine` the workbook wins."""
    return difference.effect in {Effect.ADD, Effect.CHANGE} or (
        difference.effect is Effect.CONFLICT and difference.key in mine
    )


def can_leave_out(differences: Iterable[Difference]) -> bool:
    """Tell whether the rest can be told from what is wrong."""
    return not any(found.code in MENDED_FIRST for found in differences)


def without_errors(differences: Sequence[Difference]) -> list[Difference]:
    """Return the differences, those left out, too, that hang on a cell that cannot be read.

    They are the other parts of the same amount, and the wish to submit the row.
    """
    faulty = [found for found in differences if found.effect is Effect.ERROR and found.row]
    cells = {(found.row, _cell(found)) for found in faulty}
    rows = {found.row for found in faulty}
    return [
        replace(found, effect=Effect.IGNORED, code=BESIDE, params={})
        if found.effect not in {Effect.ERROR, Effect.IGNORED}
        and ((found.row, _cell(found)) in cells or (found.column == SUBMIT and found.row in rows))
        else found
        for found in differences
    ]


def _cell(difference: Difference) -> str:
    parts = parts_of(difference.column)
    return parts[1] if parts else difference.column


def write_list(title: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet: what was left out, where, and what to do about it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet.write_string(0, 0, title, bold)
        for column, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, heading, bold)
        for number, line in enumerate(lines, start=3):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text, wrapped)
        sheet.freeze_panes(3, 0)
    return file.getvalue()
