"""What somebody writes stays a text in a CSV file, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.spreadsheets.literal import literal, plain


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_text_that_would_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert literal(text) == cell


@given(st.text(alphabet="'=+-@\t\ra1 ", max_size=6))
def test_every_text_comes_back_and_none_runs(text: str) -> None:
    assert plain(literal(text)) == text
    assert not literal(text).startswith(("=", "+", "-", "@", "\t", "\r"))
