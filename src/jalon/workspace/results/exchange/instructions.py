"""The first sheet: what this workbook is, and how it is filled in and sent back."""

from typing import Any

from jalon.workspace.results.exchange.styles import Styles
from jalon.workspace.results.exchange.words import Words

LABEL_WIDTH, TEXT_WIDTH = 26, 90
LETTERS_A_LINE = 95


def write_instructions(sheet: Any, words: Words, styles: Styles) -> None:
    """Fill the sheet; a short line stays one line, a long one gets the height it needs."""
    if words.right_to_left:
        sheet.right_to_left()
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, TEXT_WIDTH)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, words.title, styles.title)
    row = 2
    for label, text in words.facts:
        sheet.write_string(row, 0, label, styles.label)
        sheet.write_string(row, 1, text, styles.text)
        row += 1
    row += 1
    for number, step in enumerate(words.steps, start=1):
        sheet.set_row(row, 15 * (1 + len(step) // LETTERS_A_LINE) + 3)
        sheet.write_number(row, 0, number, styles.step)
        sheet.write_string(row, 1, step, styles.step)
        row += 1
    row += 1
    sheet.write_string(row, 0, words.key_title, styles.label)
    sheet.write_blank(row + 1, 0, None, styles.input_text)
    sheet.write_string(row + 1, 1, words.key_input, styles.text)
    sheet.write_blank(row + 2, 0, None, styles.locked)
    sheet.write_string(row + 2, 1, words.key_locked, styles.text)
    sheet.protect("", {"select_locked_cells": True})
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
