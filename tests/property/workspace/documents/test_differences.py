"""A comparison loses no word: both texts can be put together again from it."""

from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.documents.texts import differences
from jalon.workspace.documents.texts.differences import Mark, Paragraph, compare

words = st.lists(st.sampled_from(["uno", "dos", "tres", "cuatro"]), min_size=1, max_size=6)
texts = st.lists(words.map(" ".join), max_size=8)


def side(found: list[Paragraph], left_out: Mark) -> list[str]:
    kept = [each for each in found if each.mark is not left_out]
    return [" ".join(p.text for p in each.pieces if p.mark is not left_out) for each in kept]


@given(before=texts, after=texts)
def test_both_texts_are_there(before: list[str], after: list[str]) -> None:
    around = differences.AROUND
    differences.AROUND = 1000
    try:
        found = compare(before, after)
    finally:
        differences.AROUND = around
    found = [each for each in found if each.mark is not Mark.SKIPPED]
    if before != after:
        assert side(found, Mark.ADDED) == before
        assert side(found, Mark.REMOVED) == after
