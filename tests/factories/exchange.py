"""Workbooks of the tests: a small table, its words, and ways to tamper with a file."""

import hashlib
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl

from jalon.workspace.results.exchange.read import Brought, read_workbook
from jalon.workspace.results.exchange.table import (
    FactColumn,
    Input,
    InputColumn,
    Line,
    Slot,
    Table,
    Why,
)
from jalon.workspace.results.exchange.words import Words
from jalon.workspace.results.exchange.write import write_workbook

WORDS = Words(
    instructions_sheet="Instrucciones",
    matrix_sheet="Matriz",
    title="Matriz de indicadores",
    facts=(("Programa", "MEX-87"), ("Exportado", "2026-11-21")),
    steps=("Llene las celdas amarillas.", "Guarde el libro y súbalo."),
    key_title="Colores",
    key_input="Se llena",
    key_locked="No se cambia",
    number_wanted="Aquí va un número",
    number_hint="Escriba solo cifras.",
    choice_wanted="Elija de la lista",
    choice_hint="Elija una opción de la lista.",
    page_footer="MEX-87 & socios",
    yes="Sí",
    no="No",
)
TOTAL, WOMEN, MEN = "actual//value", "actual/sex:female/value", "actual/sex:male/value"
ASKED, NOTE, STATE = "actual//asked", "narrative", "status"
FACTS = (
    FactColumn("fact:code", "Código"),
    FactColumn("fact:title", "Indicador", 40),
    FactColumn("fact:end", "Hasta"),
    FactColumn("fact:target", "Meta"),
)
INPUTS = (
    InputColumn(TOTAL, "Total", "Dato"),
    InputColumn(WOMEN, "Mujeres", "Sexo"),
    InputColumn(MEN, "Hombres", "Sexo"),
    InputColumn(ASKED, "Sí o no"),
    InputColumn(STATE, "Estado", choices={"draft": "borrador", "submitted": "enviado"}),
    InputColumn(NOTE, "Explicación", width=40),
)


def open_slot(value: str = "", kind: Input = Input.NUMBER) -> Slot:
    return Slot(value, kind, None)


def make_line(number: int, **slots: Slot) -> Line:
    given = {
        TOTAL: open_slot("50"),
        WOMEN: open_slot("20.5"),
        MEN: open_slot(),
        ASKED: open_slot("1", Input.YES_NO),
        STATE: open_slot("draft", Input.CHOICE),
        NOTE: open_slot("=1+1 no es fórmula", Input.TEXT),
    }
    named = {"total": TOTAL, "women": WOMEN, "men": MEN, "note": NOTE, "state": STATE}
    given |= {named[name]: slot for name, slot in slots.items()}
    facts = (f"1.{number}", "Niñas y niños", date(2026, 6, 30), Decimal("120.5"))
    return Line(f"p{number}.c0.a0", 3, facts, given)


def make_table(*lines: Line, language: str = "es", programme: str = "MEX-87") -> Table:
    shut = make_line(3, total=Slot("7", Input.NUMBER, Why.NOT_OPEN))
    chosen = lines or (make_line(1), make_line(2), shut)
    return Table(programme, "Trabajo infantil", language, FACTS, INPUTS, chosen, frozen=2)


def sign(text: str) -> str:
    return hashlib.sha256(b"secret" + text.encode()).hexdigest()


def check(text: str, seal: str) -> bool:
    return sign(text) == seal


def make_workbook(table: Table | None = None, words: Words = WORDS) -> bytes:
    at = "2026-11-21T10:00:00+00:00"
    return write_workbook(table or make_table(), words, exported_at=at, sign=sign)


def read(content: bytes) -> Brought:
    return read_workbook(content, check)


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """Open a workbook as Excel would, change it, save it."""
    book = openpyxl.load_workbook(BytesIO(content))
    edit(book)
    return saved(book)


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def cell_of(sheet: Any, row_id: str, key: str) -> Any:
    """Return the cell of a row and a column of the matrix, wherever they have moved."""
    for keys in sheet.iter_rows():
        columns = {cell.value: cell.column for cell in keys}
        if "jalon:id" in columns:
            break
    for row in sheet.iter_rows():
        if row[columns["jalon:id"] - 1].value == row_id:
            return row[columns[key] - 1]
    raise KeyError(row_id)


def filled(content: bytes, *changes: tuple[str, str, Any], sheet: str = "Matriz") -> bytes:
    """Type values into cells: (row id, column key, value)."""

    def edit(book: Any) -> None:
        for row_id, key, value in changes:
            cell_of(book[sheet], row_id, key).value = value

    return edited(content, edit)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part inside the archive, byte by byte."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            inside = old.read(part)
            new.writestr(part, change(inside) if part == name else inside)
    return file.getvalue()
