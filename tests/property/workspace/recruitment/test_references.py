"""One slip of the finger never turns a reference into another."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.messages import LETTERS, read_reference, reference

references = st.binary(min_size=5, max_size=5).map(reference)


@given(text=references)
def test_round_trip(text: str) -> None:
    assert read_reference(text) == text


@given(text=references, place=st.integers(1, 10), sign=st.sampled_from(LETTERS))
def test_one_wrong_sign_is_seen(text: str, place: int, sign: str) -> None:
    signs = text.replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assume(wrong != signs)
    with pytest.raises(RuleBroken, match="reference-mistyped"):
        read_reference(wrong)


@given(text=references, place=st.integers(1, 9))
def test_two_neighbours_in_the_wrong_order_are_seen(text: str, place: int) -> None:
    signs = text.replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assume(wrong != signs)
    with pytest.raises(RuleBroken, match="reference-mistyped"):
        read_reference(wrong)


@given(text=st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        found = read_reference(text)
    except RuleBroken:
        return
    assert read_reference(found) == found
