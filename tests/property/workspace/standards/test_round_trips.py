"""What is written in one way is read back as the same."""

from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.dates import last_day, read_date, write_date
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.rules.words import Certainty, Precision, weakest

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
POINTS = st.none() | st.integers(-5, 100).map(float)


@given(day=DAYS, precision=st.sampled_from(Precision))
def test_dates(day: date, precision: Precision) -> None:
    first, found = read_date(write_date(day, precision))
    assert found is precision
    assert first <= day <= last_day(first, found)


@given(prefix=st.sampled_from("CPRcpr"), number=st.integers(1, 999), zeros=st.integers(0, 2))
def test_keys(prefix: str, number: int, zeros: int) -> None:
    key = instrument_key(f"{prefix}{'0' * zeros}{number}")
    assert key == f"{prefix.upper()}{number:03}"
    assert instrument_key(key) == key


@given(
    st.lists(
        st.tuples(
            NAMES, st.lists(st.tuples(NAMES, POINTS), min_size=1, unique_by=lambda pair: pair[0])
        ),
        max_size=4,
    )
)
def test_scales(scales: cells.Scales) -> None:
    assert cells.read_scales(cells.write_scales(scales)) == scales


@given(st.text(max_size=200))
def test_a_text_that_is_accepted_is_accepted_again(text: str) -> None:
    kept = ""
    with suppress(RuleBroken):
        kept = cells.text(text)
    assert cells.text(kept) == kept


@given(st.lists(st.sampled_from(Certainty), min_size=1))
def test_together_facts_are_as_weak_as_the_weakest(certainties: list[Certainty]) -> None:
    assert weakest(certainties) in certainties
    assert weakest([*certainties, Certainty.UNVERIFIED]) is Certainty.UNVERIFIED
    assert weakest(certainties) == weakest(reversed(certainties))
