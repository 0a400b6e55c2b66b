"""No text turns another round: overrides go, isolates end where their line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.directions import straight, straight_all

LRE, RLE, PDF, LRO, RLO = "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"

CASES = [
    ("Report", "Report"),
    ("تقرير 2.1", "تقرير 2.1"),
    (f"Report {RLO}gnp.exe", "Report gnp.exe"),
    (f"{LRE}a{PDF}{RLE}b{PDF}{LRO}c", "abc"),
    (f"of {FSI}2.2.a{PDI} and", f"of {FSI}2.2.a{PDI} and"),
    (f"of {RLI}never closed", "of never closed"),
    (f"{PDI}closes what is around it", "closes what is around it"),
    (f"{LRI}one {FSI}two{PDI} three", f"one {FSI}two{PDI} three"),
    (f"{RLI}one\ntwo{PDI}", "one\ntwo"),
    ("a\u200eb\u200f", "a\u200eb\u200f"),  # marks order nothing but themselves
]


@pytest.mark.parametrize(("typed", "kept"), CASES)
def test_what_turns_is_taken_out(typed: str, kept: str) -> None:
    assert straight(typed) == kept


TEXTS = st.text(st.sampled_from(["a", "ب", " ", "\n", "\u2028", LRE, RLO, PDF, LRI, FSI, PDI]))


@given(TEXTS)
def test_every_line_closes_what_it_opens(typed: str) -> None:
    kept = straight(typed)
    assert not {LRE, RLE, PDF, LRO, RLO} & set(kept)
    for line in kept.splitlines():
        depth = 0
        for char in line:
            depth += (char in (LRI, RLI, FSI)) - (char == PDI)
            assert depth >= 0
        assert depth == 0
    assert straight(kept) == kept
    visible = str.maketrans("", "", LRE + RLE + PDF + LRO + RLO + LRI + RLI + FSI + PDI)
    assert kept.translate(visible) == typed.translate(visible)


def test_json_is_made_straight_all_through() -> None:
    assert straight_all({f"a{RLO}": [f"{RLO}b", {"c": f"d{RLE}"}], "n": 1, "no": None}) == {
        "a": ["b", {"c": "d"}],
        "n": 1,
        "no": None,
    }
