"""A workbook is hostile until proven otherwise: each attack gets its sentence, quickly."""

import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.exchange import check, edited, make_workbook, with_part
from jalon.errors import BadInput
from jalon.workspace.results.exchange.read import read_workbook
from jalon.workspace.spreadsheets.books import open_book
from jalon.workspace.spreadsheets.opening import Limits, check_workbook

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
WHOLE = make_workbook()
SHEET = "xl/worksheets/sheet2.xml"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return make_workbook()


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read_workbook(content, check)
    return error.value.code


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 500, b"%PDF-1.7", b"<html>"],
    ids=repr,
)
def test_not_a_workbook(content: bytes) -> None:
    assert refusal(content) == "not-a-workbook"


def test_an_archive_of_something_else() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(file.getvalue()) == "not-a-workbook"


def test_a_file_of_old_excel_or_with_a_password() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600) == "workbook-old-or-locked"


def test_a_bomb_is_not_unpacked(workbook: bytes) -> None:
    bomb = with_part(workbook, SHEET, lambda _old: b"\x00" * 70_000_000)
    start = time.process_time()
    assert refusal(bomb) == "workbook-swells"
    assert time.process_time() - start < 0.5


def test_many_small_swelling_parts() -> None:
    with pytest.raises(BadInput, match="workbook-swells"):
        check_workbook(WHOLE, Limits(unpacked_bytes=10_000))
    with pytest.raises(BadInput, match="workbook-swells"):
        check_workbook(WHOLE, Limits(parts=5))
    with pytest.raises(BadInput, match="workbook-too-large"):
        check_workbook(WHOLE, Limits(file_bytes=1_000))


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE], ids=["entities", "outside"])
@pytest.mark.parametrize(
    "part",
    [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "xl/styles.xml"],
)
def test_a_document_type_is_refused_wherever_it_hides(
    workbook: bytes, part: str, doctype: bytes
) -> None:
    def hide(old: bytes) -> bytes:
        return doctype + old.split(b"?>", 1)[-1]

    assert refusal(with_part(workbook, part, hide)) == "workbook-unsafe"


def test_a_document_type_behind_a_long_comment_or_another_encoding(workbook: bytes) -> None:
    comment = b"<!--" + bytes(range(97, 123)) * 5_000 + b"-->"
    assert (
        refusal(with_part(workbook, SHEET, lambda _old: comment + OUTSIDE + b"<a/>"))
        == "workbook-unsafe"
    )
    wide = (OUTSIDE.decode() + "<a/>").encode("utf-16")
    assert refusal(with_part(workbook, SHEET, lambda _old: wide)) == "workbook-unsafe"
    declared = b'<?xml version="1.0" encoding="utf-7"?>'
    assert refusal(with_part(workbook, SHEET, lambda _old: declared)) == "workbook-unsafe"


def test_a_hundred_thousand_rows_are_refused_quickly() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(100_000):
            sheet.write_row(row, 0, [row, row * 7, "x"])
    start = time.process_time()
    with pytest.raises(BadInput, match="too-many-rows") as error:
        open_book(file.getvalue()).sheet("Sheet1")
    assert time.process_time() - start < 1
    assert error.value.params["most"] == 25_000


def test_one_cell_at_the_bottom_of_the_sheet(workbook: bytes) -> None:
    def put(book: object) -> None:
        book["Matriz"]["C900000"] = "far away"  # type: ignore[index]

    assert refusal(edited(workbook, put)) == "too-many-rows"


def test_a_workbook_that_is_not_ours() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, 1)
    assert refusal(file.getvalue()) == "workbook-not-ours"


@settings(max_examples=60)
@given(data=st.data())
def test_any_damage_is_a_readable_refusal_or_changes_nothing(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadInput):
        read_workbook(bytes(content), check)
