"""What comes back from a workbook, and what an import would do with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import numbers

from factories.exchange import (
    ASKED,
    NOTE,
    STATE,
    TOTAL,
    WOMEN,
    cell_of,
    edited,
    filled,
    make_line,
    make_table,
    make_workbook,
    open_slot,
    read,
)
from jalon.errors import BadInput
from jalon.workspace.results.exchange.diff import Comparison, Difference, Effect, compare, recheck
from jalon.workspace.results.exchange.table import Input, Slot, Table, Why, canonical

ONE, TWO, SHUT = "p1.c0.a0", "p2.c0.a0", "p3.c0.a0"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return make_workbook()


def outcome(content: bytes, current: Table | None = None) -> Comparison:
    return compare(read(content), current or make_table())


def only(content: bytes, current: Table | None = None) -> Difference:
    (difference,) = outcome(content, current).differences
    return difference


def test_an_untouched_workbook_changes_nothing(workbook: bytes) -> None:
    found = outcome(workbook)
    assert found.differences == ()
    assert found.unchanged == 18
    assert (found.missing_columns, found.missing_rows, found.unknown_columns) == ((), 0, 0)


def test_saved_by_another_program_it_still_changes_nothing(workbook: bytes) -> None:
    assert outcome(edited(workbook, lambda _book: None)).differences == ()


#    key    typed        wanted
TYPED = [
    (TOTAL, 51, "51"),
    (TOTAL, 1 / 3, "0.3333"),
    (TOTAL, 0.1 + 0.2, "0.3"),
    (TOTAL, "1,5", "1.5"),
    (TOTAL, "1.234,5", "1234.5"),
    (TOTAL, 0, "0"),
    (TOTAL, None, ""),
    (TOTAL, "   ", ""),
    (ASKED, "no", "0"),
    (ASKED, False, "0"),
    (STATE, "Enviado", "submitted"),
    (NOTE, "línea 1\r\nlínea 2", "línea 1\nlínea 2"),
    (NOTE, 12, "12"),
]


@pytest.mark.parametrize(("key", "typed", "wanted"), TYPED)
def test_typed(workbook: bytes, key: str, typed: Any, wanted: str) -> None:
    found = only(filled(workbook, (ONE, key, typed)))
    assert (found.effect, found.wanted) == (Effect.CHANGE, wanted)


#    key    typed                   why
REFUSED = [
    (TOTAL, "١٫٥", "not-a-number"),
    (TOTAL, "1.234", "ambiguous-number"),
    (TOTAL, "unos 50", "not-a-number"),
    (TOTAL, "=25*2", "formula-in-cell"),
    (TOTAL, datetime(2026, 5, 1), "date-in-number"),
    (TOTAL, True, "not-a-number"),
    (TOTAL, "#REF!", "error-in-cell"),
    (TOTAL, 10**15, "number-too-large"),
    (ASKED, "tal vez", "not-yes-or-no"),
    (STATE, "aprobado", "not-a-choice"),
    (NOTE, "=HYPERLINK()", "formula-in-cell"),
    (NOTE, "x" * 25_000, "text-too-long"),
]


@pytest.mark.parametrize(("key", "typed", "why"), REFUSED)
def test_refused(workbook: bytes, key: str, typed: Any, why: str) -> None:
    found = only(filled(workbook, (ONE, key, typed)))
    assert (found.effect, found.code) == (Effect.ERROR, why)
    assert found.where.startswith("Matriz, ")
    assert found.where.endswith("4")


def test_a_cell_shown_in_per_cent() -> None:
    def show(book: Any) -> None:
        for row in (ONE, TWO):
            cell = cell_of(book["Matriz"], row, TOTAL)
            cell.value, cell.number_format = 0.45, numbers.FORMAT_PERCENTAGE

    table = make_table(make_line(1, total=open_slot("", Input.PERCENT)), make_line(2))
    first, second = outcome(edited(make_workbook(table), show), table).differences
    assert (first.effect, first.wanted) == (Effect.ADD, "45")
    assert (second.effect, second.code) == (Effect.ERROR, "per-cent-in-number")


#   exported  now   brought   effect
THREE_WAY = [
    ("50", "50", "50", None),
    ("50", "50", "60", Effect.CHANGE),
    ("50", "50", "", Effect.CHANGE),
    ("", "", "60", Effect.ADD),
    ("50", "55", "50", None),  # changed in the database alone
    ("50", "60", "60", None),  # changed alike
    ("50", "55", "60", Effect.CONFLICT),
    ("", "55", "60", Effect.CONFLICT),
    ("50", "", "60", Effect.CONFLICT),
]


@pytest.mark.parametrize(("exported", "now", "brought", "effect"), THREE_WAY)
def test_three_states(exported: str, now: str, brought: str, effect: Effect | None) -> None:
    content = make_workbook(make_table(make_line(1, total=open_slot(exported))))
    content = filled(content, (ONE, TOTAL, float(brought) if brought else None))
    found = outcome(content, make_table(make_line(1, total=open_slot(now)))).differences
    assert [difference.effect for difference in found] == ([effect] if effect else [])
    assert all((one.found, one.wanted) == (now, brought) for one in found)


def test_closed_and_explaining_cells_are_ignored_and_said_so(workbook: bytes) -> None:
    changes = [(SHUT, TOTAL, 9), (ONE, "fact:target", 200), (ONE, "fact:title", "Otro título")]
    found = outcome(filled(workbook, *changes))
    assert {(one.column, one.code) for one in found.of(Effect.IGNORED)} == {
        (TOTAL, "cell-not-open"),
        ("fact:target", "target-not-imported"),
        ("fact:title", "cell-not-imported"),
    }
    assert len(found.differences) == 3


def test_a_cell_that_was_closed_since_the_export(workbook: bytes) -> None:
    closed = Slot("50", Input.NUMBER, Why.NOT_OPEN)
    now = make_table(make_line(1, total=closed), make_line(2), make_line(3, total=closed))
    found = only(filled(workbook, (ONE, TOTAL, 60)), now)
    assert (found.effect, found.code) == (Effect.IGNORED, "cell-not-open")


def test_digits_and_separators_of_the_workbooks_language() -> None:
    table = make_table(make_line(1), language="ar")
    found = only(filled(make_workbook(table), (ONE, TOTAL, "١٬٢٣٤٫٥")), table)
    assert (found.effect, found.wanted) == (Effect.CHANGE, "1234.5")


def sort_backwards(book: Any) -> None:
    sheet = book["Matriz"]
    rows = [[(c.value, c.data_type) for c in row] for row in sheet.iter_rows(4, 6)]
    for row, values in zip(sheet.iter_rows(4, 6), reversed(rows), strict=True):
        for cell, (value, kind) in zip(row, values, strict=True):
            cell.value, cell.data_type = value, kind


def insert_rows(book: Any) -> None:
    book["Matriz"].insert_rows(1, 3)
    book["Matriz"].insert_rows(8, 2)


def move_column(book: Any) -> None:
    sheet = book["Matriz"]
    for row in sheet.iter_rows(min_row=1, max_row=6):
        row[5].value, row[6].value = row[6].value, row[5].value


def rename_headings(book: Any) -> None:
    for cell in book["Matriz"][3][1:]:
        cell.value = "cambiado"


def rename_sheets(book: Any) -> None:
    book["Matriz"].title = "Mi hoja"
    book.move_sheet("Mi hoja", 2)


MOVED = [sort_backwards, insert_rows, move_column, rename_headings, rename_sheets]


@pytest.mark.parametrize("move", MOVED, ids=lambda move: move.__name__)
def test_moved_about_it_still_says_the_same(workbook: bytes, move: Callable[[Any], None]) -> None:
    found = outcome(edited(filled(workbook, (ONE, WOMEN, 33)), move))
    assert [(one.row, one.column, one.wanted) for one in found.differences] == [(ONE, WOMEN, "33")]


def test_a_deleted_column_stays_as_it_is(workbook: bytes) -> None:
    position = 6  # of the total

    found = outcome(edited(workbook, lambda book: book["Matriz"].delete_cols(position)))
    assert found.differences == ()
    assert found.missing_columns == (TOTAL,)


def test_deleted_rows_stay_as_they_are(workbook: bytes) -> None:
    found = outcome(edited(workbook, lambda book: book["Matriz"].delete_rows(5)))
    assert found.differences == ()
    assert found.missing_rows == 1


def add_row(book: Any) -> None:
    book["Matriz"]["F9"] = 12


def copy_row(book: Any) -> None:
    sheet = book["Matriz"]
    for cell in sheet[4]:
        sheet.cell(9, cell.column, cell.value)


def foreign_id(book: Any) -> None:
    book["Matriz"]["A4"] = "p999.c0.a0"


def merge(book: Any) -> None:
    book["Matriz"].merge_cells("F4:F5")


ROWS = [(add_row, "row-added"), (copy_row, "row-copied"), (foreign_id, "row-unknown")]


@pytest.mark.parametrize(("change", "code"), [*ROWS, (merge, "merged-cells")])
def test_rows_that_cannot_be_matched(
    workbook: bytes, change: Callable[[Any], None], code: str
) -> None:
    assert code in [one.code for one in outcome(edited(workbook, change)).of(Effect.ERROR)]


def test_a_row_that_one_does_not_see(workbook: bytes) -> None:
    found = outcome(filled(workbook, (TWO, TOTAL, 1)), make_table(make_line(1)))
    assert {one.code for one in found.differences} == {"row-not-visible"}


#    change                                                  code
WHOLE = [
    (lambda book: book.remove(book["Matriz"]), "matrix-sheet-missing"),
    (lambda book: book["Matriz"].delete_rows(1), "matrix-sheet-missing"),
    (lambda book: book["Matriz"].delete_cols(1), "matrix-sheet-missing"),
    (lambda book: book.copy_worksheet(book["Matriz"]), "matrix-sheet-twice"),
    (lambda book: book.remove(book["_jalon"]), "workbook-not-ours"),
    (lambda book: book["_jalon"].delete_rows(2), "workbook-seal-broken"),
    (lambda book: book["_jalon"].__setitem__("B2", "99"), "workbook-seal-broken"),
    (lambda book: book["_jalon"].__setitem__("A2", "p9.c0.a0"), "workbook-seal-broken"),
    (lambda book: book["Matriz"].__setitem__("G1", TOTAL), "column-twice"),
]


@pytest.mark.parametrize(("change", "code"), WHOLE)
def test_the_whole_workbook_refused(
    workbook: bytes, change: Callable[[Any], None], code: str
) -> None:
    with pytest.raises(BadInput, match=code):
        outcome(edited(workbook, change))


def test_the_workbook_of_another_programme(workbook: bytes) -> None:
    with pytest.raises(BadInput, match="workbook-of-another-programme"):
        outcome(workbook, make_table(programme="OTHER"))


def test_looked_at_again_before_it_is_written(workbook: bytes) -> None:
    first = outcome(filled(workbook, (ONE, TOTAL, 60), (TWO, TOTAL, 61))).differences
    assert recheck(first, make_table()) == (list(first), False)

    edited_meanwhile = make_table(make_line(1, total=open_slot("55")), make_line(2))
    again, moved = recheck(first, edited_meanwhile)
    assert moved
    assert [one.effect for one in again] == [Effect.CONFLICT, Effect.CHANGE]

    closed = make_table(make_line(1, total=Slot("50", Input.NUMBER, Why.NOT_OPEN)), make_line(2))
    again, moved = recheck(first, closed)
    assert moved
    assert [one.effect for one in again] == [Effect.IGNORED, Effect.CHANGE]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
amounts = st.decimals(-(10**10), 10**10, places=4)


@settings(max_examples=40)
@given(text=texts, amount=amounts)
def test_whatever_was_exported_comes_back_unchanged(text: str, amount: Any) -> None:
    slots = {
        "total": open_slot(canonical(amount)),
        "note": open_slot(canonical(text), Input.TEXT),
        "women": Slot(canonical(amount), Input.NUMBER, Why.NOT_OPEN),
    }
    table = make_table(make_line(1, **slots))
    assert outcome(make_workbook(table), table).differences == ()
