"""The matrix's workbook, opened again: what its reader sees, and what the file allows."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from factories.exchange import (
    ASKED,
    MEN,
    NOTE,
    STATE,
    TOTAL,
    WORDS,
    cell_of,
    make_line,
    make_table,
    make_workbook,
    open_slot,
)
from jalon.workspace.results.exchange.table import Input, Slot, Why

ONE, SHUT = "p1.c0.a0", "p3.c0.a0"


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(BytesIO(make_workbook()))


@pytest.fixture(scope="module")
def sheet(book: Any) -> Any:
    return book["Matriz"]


def test_sheets_and_what_is_hidden(book: Any, sheet: Any) -> None:
    assert book.sheetnames == ["Instrucciones", "Matriz", "_jalon"]
    assert book.active.title == "Matriz"
    assert book["_jalon"].sheet_state == "veryHidden"
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert book["Instrucciones"]["A1"].value == "Matriz de indicadores"


def test_only_cells_to_be_filled_in_are_unlocked(sheet: Any) -> None:
    assert sheet.protection.sheet
    assert not cell_of(sheet, ONE, TOTAL).protection.locked
    assert not cell_of(sheet, ONE, MEN).protection.locked
    assert cell_of(sheet, SHUT, TOTAL).protection.locked
    for key in ("jalon:id", "fact:code", "fact:target"):
        assert cell_of(sheet, ONE, key).protection.locked


def test_types_formats_and_headings(sheet: Any) -> None:
    assert cell_of(sheet, ONE, TOTAL).value == 50
    assert cell_of(sheet, ONE, TOTAL).number_format == "#,##0"
    assert cell_of(sheet, ONE, "fact:end").is_date
    assert cell_of(sheet, ONE, STATE).value == "borrador"
    assert cell_of(sheet, ONE, ASKED).value == "Sí"
    assert [cell.value for cell in sheet[3]][1:4] == ["Código", "Indicador", "Hasta"]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == "B3:K6"
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_what_a_cell_takes(sheet: Any) -> None:
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"decimal", "list"}
    lists = {r.formula1 for r in sheet.data_validations.dataValidation if r.type == "list"}
    assert lists == {'"Sí,No"', '"borrador,enviado"'}
    total = cell_of(sheet, SHUT, TOTAL).coordinate
    covered = [r for r in sheet.data_validations.dataValidation if total in r.sqref]
    assert covered == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    note = open_slot(text.strip(), Input.TEXT)
    line = replace(make_line(1, note=note), facts=(text, text, None, None))
    content = make_workbook(make_table(line))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in part for part in parts)
    sheet = openpyxl.load_workbook(BytesIO(content))["Matriz"]
    assert cell_of(sheet, ONE, NOTE).data_type == "s"
    assert cell_of(sheet, ONE, NOTE).quotePrefix
    assert cell_of(sheet, ONE, "fact:code").data_type == "s"


def test_the_arabic_workbook_runs_from_right_to_left() -> None:
    words = replace(WORDS, matrix_sheet="المصفوفة", right_to_left=True)
    book = openpyxl.load_workbook(BytesIO(make_workbook(make_table(language="ar"), words)))
    assert all(book[name].sheet_view.rightToLeft for name in ("المصفوفة", "Instrucciones"))
    sheet = book["المصفوفة"]
    assert sheet.cell(3, 2).alignment.readingOrder == 2


def test_what_people_wrote_runs_as_its_first_letter_does() -> None:
    words = replace(WORDS, matrix_sheet="المصفوفة", right_to_left=True)
    book = openpyxl.load_workbook(BytesIO(make_workbook(make_table(language="ar"), words)))
    codes = cell_of(book["المصفوفة"], ONE, "fact:code")
    assert codes.alignment.readingOrder == 0  # or 1.1.a reads as a.1.1


def test_what_excel_cannot_hold_is_shown_but_not_open() -> None:
    long = Slot("x" * 40_000, Input.TEXT, Why.TOO_LONG)
    exact = Slot("12345678901234.5678", Input.NUMBER, Why.TOO_LONG)
    table = make_table(make_line(1, note=long, total=exact))
    sheet = openpyxl.load_workbook(BytesIO(make_workbook(table)))["Matriz"]
    assert len(cell_of(sheet, ONE, NOTE).value) == 32_767
    assert cell_of(sheet, ONE, TOTAL).value == "12345678901234.5678"
    assert cell_of(sheet, ONE, TOTAL).protection.locked


def test_sheet_names_that_excel_refuses_are_mended() -> None:
    words = replace(WORDS, matrix_sheet="Matriz: 2025/2026 [todas las filas, todos los países]")
    names = openpyxl.load_workbook(BytesIO(make_workbook(words=words))).sheetnames
    assert names[1] == "Matriz  2025 2026  todas las fi"


def test_an_empty_matrix_is_a_workbook_too() -> None:
    table = replace(make_table(), lines=())
    assert openpyxl.load_workbook(BytesIO(make_workbook(table)))["Matriz"].max_row == 3
