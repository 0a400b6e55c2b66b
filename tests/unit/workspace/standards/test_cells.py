"""Cells: each has one way in which it is kept."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.cells import Read
from jalon.workspace.standards.rules.words import Certainty, Status


@pytest.mark.parametrize(
    ("read", "written", "kept"),
    [
        (cells.text, "  two\n words ", "two words"),
        (cells.listed, " a ;; b; ", "a; b"),
        (cells.terms, "origin;transit", "origin; transit"),
        (cells.one_of(Status), "Not ratified", "not_ratified"),
        (
            cells.certainties,
            "fr unverified; en verified_primary",
            "en verified_primary; fr unverified",
        ),
        (cells.yes, "YES", "yes"),
        (cells.yes, "no", ""),
        (cells.number(1, 20), "07", "7"),
        (cells.standards, "C97 art. 10;c144", "C097 art. 10; C144"),
        (cells.item_links, "SDG  8.7;GCM 6", "SDG 8.7; GCM 6"),
        (cells.scales, "a:yes=1,no=0.50,unknown=", "a: yes=1, no=0.5, unknown="),
        (cells.day, "2019-06-14", "2019-06-14"),
        (cells.partial_date, "2019-06", "2019-06"),
    ],
)
def test_a_cell_is_kept_in_one_way(read: Read, written: str, kept: str) -> None:
    assert read(written) == kept
    assert read(kept) == kept


@pytest.mark.parametrize(
    ("read", "written", "code"),
    [
        (cells.text, "=1+1", "cell-like-a-formula"),
        (cells.text, "@SUM(A1)", "cell-like-a-formula"),
        (cells.text, "a\x00b", "cell-like-a-formula"),
        (cells.text, "x" * 4001, "catalogue-cell-too-long"),
        (cells.short(3), "long", "catalogue-cell-too-long"),
        (cells.term, "Two Words", "term-unreadable"),
        (cells.term, "x" * 61, "term-unreadable"),
        (cells.one_of(Certainty), "certain", "word-unknown"),
        (cells.certainties, "unverified", "certainties-unreadable"),
        (cells.certainties, "de unverified", "certainties-unreadable"),
        (cells.yes, "perhaps", "yes-or-empty"),
        (cells.number(1, 20), "21", "number-out-of-bounds"),
        (cells.number(1, 20), "١", "number-out-of-bounds"),
        (cells.number(1, 20), "1.0", "number-out-of-bounds"),
        (cells.standards, "97 art. 10", "instrument-key-without-prefix"),
        (cells.item_links, "SDG", "item-link-unreadable"),
        (cells.scales, "yes=1", "scale-unreadable"),
        (cells.scales, "a: yes", "scale-unreadable"),
        (cells.scales, "a: yes=many", "scale-unreadable"),
        (cells.day, "2019-06", "instrument-date-not-whole"),
    ],
)
def test_what_cannot_be_meant_is_refused(read: Read, written: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(written)
    assert refused.value.code == code
