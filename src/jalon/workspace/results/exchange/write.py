"""Write the matrix as a workbook: instructions, one sheet to fill in, and what it remembers."""

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from jalon.workspace.results.exchange.instructions import write_instructions
from jalon.workspace.results.exchange.seal import SHEET, Memory, Sign, memory_of, pack
from jalon.workspace.results.exchange.sheet import write_matrix
from jalon.workspace.results.exchange.styles import make_styles
from jalon.workspace.results.exchange.table import Table
from jalon.workspace.results.exchange.totals_sheet import Totals, write_totals
from jalon.workspace.results.exchange.words import Words

PLAIN = {  # a text stays a text, whatever it begins with
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LONGEST_SHEET_NAME = 31


def write_workbook(
    table: Table, words: Words, *, exported_at: str, sign: Sign, totals: Totals | None = None
) -> bytes:
    """Return the workbook of `table`; `exported_at` is a moment in ISO form."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as book:
        book.set_properties(
            {
                "title": f"{table.programme} {table.title}",
                "author": "Jalon",
                "created": datetime.fromisoformat(exported_at),
            }
        )
        styles = make_styles(book, right_to_left=words.right_to_left)
        instructions = book.add_worksheet(_sheet_name(words.instructions_sheet))
        matrix = book.add_worksheet(_sheet_name(words.matrix_sheet))
        memory = memory_of(table, words, matrix.get_name(), exported_at)
        write_instructions(instructions, words, styles)
        write_matrix(matrix, table, words, styles)
        if totals is not None:
            added_up = book.add_worksheet(_sheet_name(totals.title))
            write_totals(added_up, totals, styles, right_to_left=words.right_to_left)
        _write_memory(book.add_worksheet(SHEET), memory, sign)
        matrix.activate()
        instructions.set_first_sheet()
    return file.getvalue()


def _write_memory(sheet: Any, memory: Memory, sign: Sign) -> None:
    for number, row in enumerate(pack(memory, sign)):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    sheet.very_hidden()
    sheet.protect()


def _sheet_name(text: str) -> str:
    return "".join(" " if letter in r"[]:*?/\'" else letter for letter in text)[:LONGEST_SHEET_NAME]
