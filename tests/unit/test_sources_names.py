"""Areas that a table calls by name alone."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.sources.names import Named, folded, likeness, pair_names


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Béja", "beja"),
        ("  M'Saken ", "m saken"),
        ("KALAÂ KHASBA", "kalaa khasba"),
        ("Sayada-Lamta-Bou Hjar", "sayada lamta bou hjar"),
        ("Straße", "strasse"),
        ("طينة", "طينة"),
    ],
)
def test_folding(name: str, letters: str) -> None:
    assert folded(name) == letters


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        ("Béja", "BEJA", 1.0, 1.0),
        ("Matmata Nouvelle", "NOUVELLE MATMATA", 0.99, 0.99),
        ("Bou Salem", "BOUSALEM", 0.99, 0.99),
        ("Sbeitla", "SBITLA", 0.9, 0.95),
        ("Sfax", "Gabès", 0.0, 0.5),
    ],
)
def test_likeness(first: str, second: str, least: float, most: float) -> None:
    assert least <= likeness(first, second) <= most


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_the_same_letters_are_wholly_alike(first: str, second: str) -> None:
    same = folded(first) == folded(second)
    assert (likeness(first, second) == 1.0) == same
    assert likeness(first, second) == pytest.approx(likeness(second, first), abs=0.35)


def test_the_whole_region_is_paired_at_once() -> None:
    """The best pair for one row alone would leave another without its own."""
    areas = [Named("A", "Kef Est", "1"), Named("A", "Kef", "2"), Named("A", "Kef Ouest", "3")]
    rows = [Named("A", "Kef Oest"), Named("A", "El Kef Est"), Named("A", "Kef Ville")]
    found = pair_names(rows, areas)
    assert [pair.area.code for pair in found if pair.area] == ["3", "1", "2"]
    assert [pair.match for pair in found] == ["guess", "guess", "guess"]
    total = sum(pair.score for pair in found)
    best = max(
        sum(likeness(row.name, area.name) for row, area in zip(rows, order, strict=True))
        for order in permutations(areas)
    )
    assert total == pytest.approx(best)


def test_a_name_is_looked_for_in_its_own_region() -> None:
    areas = [Named("Tunis", "Ezzouhour", "t"), Named("Kassérine", "Ezzouhour", "k")]
    rows = [Named("KASSERINE", "EZZOUHOUR"), Named("Tunis", "Ezzouhour")]
    found = pair_names(rows, areas)
    assert [(pair.area.code if pair.area else None, pair.match) for pair in found] == [
        ("k", "same"),
        ("t", "same"),
    ]


def test_nothing_alike_is_no_guess() -> None:
    found = pair_names([Named("A", "Xyz")], [Named("A", "Bamako", "1")])
    assert found[0].area is None
    assert found[0].match == "none"
    assert found[0].next_best == "Bamako (0.00)"


def test_more_rows_than_areas_leave_one_without() -> None:
    rows = [Named("A", "Mahres"), Named("A", "Mahares")]
    found = pair_names(rows, [Named("A", "Mahres", "1")])
    assert [pair.match for pair in found] == ["same", "none"]
