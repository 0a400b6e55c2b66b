"""The sheet that is filled in: hidden keys, headings, a row for each line, what each cell takes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from jalon.workspace.results.exchange.styles import Styles
from jalon.workspace.results.exchange.table import (
    Fact,
    FactColumn,
    Input,
    InputColumn,
    Line,
    Slot,
    Table,
    Why,
)
from jalon.workspace.results.exchange.words import Words
from jalon.workspace.spreadsheets.cells import letters

ID = "jalon:id"
HEADING = "jalon:heading"  # in the id column: this row is a heading
KEYS, GROUPS, HEADS, FIRST = 0, 1, 2, 3  # rows, from 0
LARGEST = 10**14
LINE_HEIGHT, MOST_LINES = 13.5, 6
MAY = {  # of whoever opens the protected sheet
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
NUMBERS = frozenset({Input.NUMBER, Input.PERCENT})
PLAIN_LIMIT = 255  # letters of a list of choices, by Excel's own limit
TYPED_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def write_matrix(sheet: Any, table: Table, words: Words, styles: Styles) -> None:
    """Fill the sheet and say what may be typed where."""
    if words.right_to_left:
        sheet.right_to_left()
    _write_headings(sheet, table, styles)
    first_input = 1 + len(table.facts)
    for number, line in enumerate(table.lines, start=FIRST):
        sheet.set_row(number, _height(table, line))
        sheet.write_string(number, 0, line.id, styles.hidden)
        for column, fact in enumerate(line.facts, start=1):
            _write_fact(sheet, number, column, fact, styles)
        for column, known in enumerate(table.inputs, start=first_input):
            _write_slot(
                sheet, number, column, line.slots.get(known.key, Slot()), known, styles, words
            )
    last = FIRST + max(len(table.lines), 1) - 1
    for column, known in enumerate(table.inputs, start=first_input):
        _validate(sheet, column, known, table.lines, words)
    _finish(sheet, table, last, words, styles)


def _height(table: Table, line: Line) -> float:
    """Return the height that the longest text of a row needs, within limits."""
    texts = [
        (fact, column.width)
        for fact, column in zip(line.facts, table.facts, strict=True)
        if isinstance(fact, str)
    ]
    texts += [
        (slot.value, column.width)
        for column in table.inputs
        if (slot := line.slots.get(column.key)) and slot.input is Input.TEXT
    ]
    lines = max(
        (sum(1 + len(part) // width for part in text.split("\n")) for text, width in texts if text),
        default=1,
    )
    return LINE_HEIGHT * min(lines, MOST_LINES) + 1


def _write_headings(sheet: Any, table: Table, styles: Styles) -> None:
    sheet.set_row(KEYS, None, None, {"hidden": True})
    sheet.set_row(HEADS, 44)
    sheet.write_string(KEYS, 0, ID, styles.hidden)
    sheet.write_string(GROUPS, 0, HEADING, styles.hidden)
    sheet.write_string(HEADS, 0, HEADING, styles.hidden)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    group = ""
    columns: list[FactColumn | InputColumn] = [*table.facts, *table.inputs]
    for column, known in enumerate(columns, start=1):
        sheet.write_string(KEYS, column, known.key, styles.hidden)
        sheet.write_string(HEADS, column, known.title, styles.head)
        sheet.set_column(column, column, known.width)
        own = known.group if isinstance(known, InputColumn) else ""
        sheet.write_string(GROUPS, column, own if own != group else "", styles.group)
        group = own


def _write_fact(sheet: Any, row: int, column: int, fact: Fact, styles: Styles) -> None:
    if fact is None:
        sheet.write_blank(row, column, None, styles.fact)
    elif isinstance(fact, Decimal):
        sheet.write_number(row, column, fact, styles.fact_number)
    elif isinstance(fact, date):
        sheet.write_datetime(row, column, fact, styles.fact_date)
    else:
        sheet.write_string(row, column, fact, styles.fact)


def _write_slot(
    sheet: Any, row: int, column: int, slot: Slot, known: InputColumn, styles: Styles, words: Words
) -> None:
    text = shown(slot, known, words)
    number = slot.input in NUMBERS
    if not text:
        empty = styles.input_number if number else styles.input_text
        sheet.write_blank(row, column, None, empty if slot.open else styles.locked)
    elif number and _fits(slot):
        style = styles.input_number if slot.open else styles.locked_number
        sheet.write_number(row, column, Decimal(slot.value), style)
    elif slot.open:
        risky = text.startswith(TYPED_LIKE_FORMULAS)
        sheet.write_string(row, column, text, styles.input_literal if risky else styles.input_text)
    else:
        sheet.write_string(row, column, text, styles.locked)


def shown(slot: Slot, known: InputColumn, words: Words) -> str:
    """Return how a value is written into its cell."""
    if slot.input is Input.YES_NO and slot.value:
        return words.yes if Decimal(slot.value) else words.no
    return known.choices.get(slot.value, slot.fitting)


def _fits(slot: Slot) -> bool:
    return slot.why is not Why.TOO_LONG


def _validate(
    sheet: Any, column: int, known: InputColumn, lines: Iterable[Line], words: Words
) -> None:
    """Say what the cells of a column take: runs of one kind share one rule."""
    for kind, first, last in _runs(known, lines):
        if kind in NUMBERS:
            sheet.data_validation(first, column, last, column, _number_rule(known, words))
        elif kind in {Input.YES_NO, Input.CHOICE}:
            labels = [words.yes, words.no] if kind is Input.YES_NO else [*known.choices.values()]
            if _fits_a_list(labels):
                sheet.data_validation(first, column, last, column, _choice_rule(labels, words))
        elif known.suggestions and _fits_a_list(known.suggestions):
            rule = {"validate": "list", "source": list(known.suggestions), "show_error": False}
            sheet.data_validation(first, column, last, column, rule)


def _fits_a_list(labels: Sequence[str]) -> bool:
    """A list of choices is written with commas between them, and has a limit."""
    return len(",".join(labels)) <= PLAIN_LIMIT and not any("," in label for label in labels)


def _runs(known: InputColumn, lines: Iterable[Line]) -> Iterator[tuple[Input, int, int]]:
    kinds = [
        slot.input if (slot := line.slots.get(known.key)) is not None and slot.open else None
        for line in lines
    ]
    for kind, run in groupby(enumerate(kinds, start=FIRST), key=lambda pair: pair[1]):
        rows = [row for row, _kind in run]
        if kind is not None:
            yield kind, rows[0], rows[-1]


def _number_rule(known: InputColumn, words: Words) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -LARGEST,
        "maximum": LARGEST,
        "error_title": words.number_wanted[:32],
        "error_message": words.number_hint[:255],
    }


def _choice_rule(labels: list[str], words: Words) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": labels,
        "error_title": words.choice_wanted[:32],
        "error_message": words.choice_hint[:255],
    }


def _finish(sheet: Any, table: Table, last: int, words: Words, styles: Styles) -> None:
    first_input = 1 + len(table.facts)
    columns = len(table.facts) + len(table.inputs)
    if table.inputs and table.lines:
        corner = f"{letters(first_input + 1)}{FIRST + 1}"
        whole = f"AND(ISNUMBER({corner}),{corner}<>INT({corner}))"
        rule = {"type": "formula", "criteria": f"={whole}", "format": styles.fraction}
        sheet.conditional_format(FIRST, first_input, last, columns, rule)
    sheet.autofilter(HEADS, 1, last, columns)
    sheet.freeze_panes(FIRST, 1 + table.frozen)
    sheet.protect("", MAY)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(GROUPS, HEADS)
    sheet.set_footer(f"&L{words.page_footer.replace('&', '&&')}&R&P / &N")
