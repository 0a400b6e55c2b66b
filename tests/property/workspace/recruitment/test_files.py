"""Damaged files end in one clear error, or in their text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.workspace.recruitment.files import as_page, as_pdf, as_word

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.sources import pdf_child
from jalon.workspace.recruitment.reader.sources.reading import text_of

NOTICE = "Grade: P3\nVacancy no.: DC/ROME/P/2025/01\n• Écrire des rapports\n"
PDF = as_pdf(NOTICE)
SETTINGS = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
WRONG = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20)


def damaged(whole: bytes, wrong: list[tuple[float, int]], cut: float) -> bytes:
    content = bytearray(whole)
    for place, byte in wrong:
        content[int(place * len(content))] = byte
    return bytes(content[: max(1, int(cut * len(content)))])


@pytest.mark.parametrize("make", [as_word, as_page, str.encode], ids=["word", "page", "text"])
@SETTINGS
@given(wrong=WRONG, cut=st.floats(0.1, 1))
def test_damaged_files(make, wrong: list[tuple[float, int]], cut: float) -> None:
    try:
        text = text_of(damaged(make(NOTICE), wrong, cut), "notice")
    except BadInput:
        return
    assert isinstance(text, str)


@SETTINGS
@given(wrong=WRONG, cut=st.floats(0.1, 1))
def test_damaged_pdf(wrong: list[tuple[float, int]], cut: float) -> None:
    answer = pdf_child.read(damaged(PDF, wrong, cut))
    assert answer["fault"] in set(pdf_child.Fault)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(tail=st.binary(max_size=300))
def test_any_bytes_after_the_mark_of_a_pdf(tail: bytes) -> None:
    with pytest.raises(BadInput, match="notice-"):
        text_of(b"%PDF-1.4\n" + tail)
