"""Names that people give their files, made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.documents.files.names import DIRECTION, LONGEST, extension_of, safe_name

#    sent                         shown
CASES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd.txt", "passwd.txt"),
    ("C:\\Users\\amina\\Informe final.docx", "Informe final.docx"),
    ("cod\u202excod.exe", "codxcod.exe"),
    ("\u2067a\u2069.pdf", "a.pdf"),
    ("a\u200b.pdf", "a.pdf"),
    ("a\x00.php.pdf", "a.php.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
    ("Cafe\u0301.pdf", "Café.pdf"),
    ("تقرير.pdf", "تقرير.pdf"),
    ('<img src=x onerror="a">.png', "_img src=x onerror=_a__.png"),
    ("  . report . ", "report"),
    ("CON.txt", "_CON.txt"),
    ("con", "_con"),
    ("console.txt", "console.txt"),
    ("", "file"),
    ("///", "file"),
    ("\u202e", "file"),
    ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx"),
]


@pytest.mark.parametrize(("sent", "shown"), CASES)
def test_names(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown


@given(st.text(max_size=400))
def test_a_name_is_short_one_line_and_safe_whatever_is_sent(raw: str) -> None:
    name = safe_name(raw)
    assert 0 < len(name) <= LONGEST + 1
    assert not set(name) & set(DIRECTION + '/\\<>:"|?*')
    assert not any(unicodedata.category(char) == "Cc" for char in name)


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".pdf", ""), ("a.", "")],
)
def test_extensions(name: str, extension: str) -> None:
    assert extension_of(name) == extension
