"""What a file is, is told by its bytes; what nobody needs is refused."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.papers import JPEG, MAIN, OPEN_DOCUMENT, PDF, PNG, office, zip_of
from jalon.errors import BadInput
from jalon.workspace.documents.files import packed
from jalon.workspace.documents.files.packed import EXTENSIONS
from jalon.workspace.documents.files.sniff import media_type_of


def found(content: bytes, name: str) -> str:
    return media_type_of(io.BytesIO(content), name)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(BadInput) as caught:
        found(content, name)
    return caught.value.code


@pytest.mark.parametrize("extension", [*MAIN, *OPEN_DOCUMENT])
def test_office_documents_are_told_by_what_is_inside(extension: str) -> None:
    assert found(office(extension), f"a.{extension}") == EXTENSIONS[extension]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "Report.PDF", "application/pdf"),
        (PNG, "map.png", "image/png"),
        (JPEG, "photo.jpeg", "image/jpeg"),
        (JPEG, "photo.jpg", "image/jpeg"),
        ("país,año\nMéxico,2024\n".encode(), "rows.csv", "text/csv"),
        ("país;año".encode("cp1252"), "old.csv", "text/csv"),
        ("البلد,السنة".encode(), "ar.csv", "text/csv"),
        ("البلد".encode("utf-16"), "ar.txt", "text/plain"),
        (b"\xef\xbb\xbfplain", "notes.txt", "text/plain"),
        (b"a < b and <5 rows", "notes.txt", "text/plain"),
    ],
)
def test_other_files_are_told_by_how_they_begin(content: bytes, name: str, media_type: str) -> None:
    assert found(content, name) == media_type


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "upload-empty"),
        (PDF, "a.docx", "file-not-what-it-says"),
        (PNG, "a.jpg", "file-not-what-it-says"),
        (office("xlsx"), "a.docx", "file-not-what-it-says"),
        (PDF, "a.exe", "file-extension-refused"),
        (PDF, "pdf", "file-extension-refused"),
        (PDF, ".pdf", "file-extension-refused"),
        (b"MZ\x90\x00\x03\x00", "a.pdf", "file-type-unknown"),
        (b"\x7fELF\x02\x01\x01\x00", "a.txt", "file-type-unknown"),
        (b"GIF89a\x01\x00\x01\x00", "a.png", "file-type-unknown"),
        (b"text with \x00 inside", "a.txt", "file-type-unknown"),
        ("ab\x01".encode("utf-16"), "a.txt", "file-type-unknown"),
        (b"\xff\xfea", "a.txt", "file-type-unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "file-web-page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.txt", "file-web-page"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", "a.csv", "file-web-page"),
        ("<html>".encode("utf-16"), "a.txt", "file-web-page"),
        (b"name,value\n<script>alert(1)</script>,2", "a.csv", "file-web-page"),
        (b"<?php system($_GET['c']);", "a.txt", "file-web-page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "file-old-or-locked"),
        (b"text\n" + PDF, "a.txt", "file-two-in-one"),
        (PDF + office("docx"), "a.pdf", "file-two-in-one"),
        (JPEG + office("docx"), "a.jpg", "file-two-in-one"),
        (zip_of({"a.txt": "x"}), "a.docx", "file-archive"),
        (zip_of({"a.txt": "x"}), "a.zip", "file-archive"),
        (zip_of({"%PDF-1.7": "x"}), "a.docx", "file-two-in-one"),
        (office("docx")[:60], "a.docx", "upload-damaged"),
        (office("docx", {"word/vbaProject.bin": b"x"}), "a.docx", "file-macros"),
        (office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "a.xlsx", "file-macros"),
        (office("xlsx", {"xl/activeX/activeX1.bin": b"x"}), "a.xlsx", "file-macros"),
        (office("odt", {"Basic/Standard/Module1.xml": b"x"}), "a.odt", "file-macros"),
        (office("docx", {"xl/workbook.xml": "<x/>"}), "a.docx", "file-two-in-one"),
        (office("docx", {"../evil": "x"}), "a.docx", "upload-damaged"),
        (office("docx", {"/etc/passwd": "x"}), "a.docx", "upload-damaged"),
    ],
)
def test_what_is_refused_and_why(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_a_macro_document_under_another_name_is_refused() -> None:
    types = "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
    content = zip_of({"[Content_Types].xml": types, "word/document.xml": "<x/>"})
    assert refusal(content, "a.docx") == "file-macros"


def test_a_locked_open_document_is_refused() -> None:
    manifest = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert refusal(office("ods", manifest), "a.ods") == "file-old-or-locked"


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(office("docx"))
    for start in _all(content, b"PK\x01\x02"):
        content[start + 8] |= 1
    assert refusal(bytes(content), "a.docx") == "file-old-or-locked"


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    bomb = office("xlsx", {"xl/sharedStrings.xml": b"\0" * (6 * 1024 * 1024)})
    assert len(bomb) < 10_000
    assert refusal(bomb, "a.xlsx") == "file-bomb"


def test_many_parts_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_PARTS", 5)
    parts = {f"word/{n}.xml": "x" for n in range(6)}
    assert refusal(office("docx", parts), "a.docx") == "file-bomb"


def test_parts_that_claim_the_same_bytes_are_a_bomb() -> None:
    content = bytearray(office("docx"))
    for start in _all(content, b"PK\x01\x02"):
        struct.pack_into("<I", content, start + 20, len(content))
    assert refusal(bytes(content), "a.docx") == "file-bomb"


def test_a_listing_that_claims_to_be_long_is_not_read() -> None:
    types = b"<Types>" + b" " * (3 * 1024 * 1024)
    content = zip_of({"[Content_Types].xml": types, "word/document.xml": "<x/>"})
    assert refusal(content, "a.docx") == "file-bomb"


def test_a_part_named_twice_is_damage() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", "<x/>")
    assert refusal(out.getvalue(), "a.docx") == "upload-damaged"


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xfe", b"\x89PNG\r\n\x1a\n", b"<"])


def answer(content: bytes, name: str) -> str:
    try:
        return found(content, name)
    except BadInput as error:
        return error.code


@given(start=STARTS, rest=st.binary(max_size=300), name=st.text(max_size=20))
def test_any_bytes_give_a_type_or_a_readable_refusal(start: bytes, rest: bytes, name: str) -> None:
    assert answer(start + rest, f"{name}.docx").startswith(("file-", "upload-", "application/"))


@given(place=st.integers(0, 2000), byte=st.integers(0, 255))
def test_a_spoilt_document_gives_nothing_but_a_refusal(place: int, byte: int) -> None:
    content = bytearray(office("odt"))
    content[place % len(content)] = byte
    assert answer(bytes(content), "a.odt").startswith(("file-", "upload-", "application/"))


def _all(content: bytearray, mark: bytes) -> list[int]:
    places, at = [], content.find(mark)
    while at >= 0:
        places.append(at)
        at = content.find(mark, at + 1)
    return places
