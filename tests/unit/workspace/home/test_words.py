"""What a search takes for the same word, and what it shows of a text."""

import pytest

from jalon.workspace.folding import folded
from jalon.workspace.home.rules.words import Piece, pieces, says_all, searched, snippet


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Migración", "migracion"),
        ("C١٨١", "c181"),
        ("TRAVAIL FORCÉ", "travail force"),
        ("الأطفال", "الاطفال"),
        ("إحصاء", "احصاء"),
        ("عَمَل", "عمل"),
        ("المدرسة", "المدرسه"),
        ("Straße", "strasse"),
        ("1ª", "1a"),
        ("ŒUVRE", "oeuvre"),
        ("ﬁnal", "final"),
        ("C190", "c190"),
    ],
)
def test_spellings_fold(written: str, same: str) -> None:
    assert folded(written) == same


def test_a_query_is_words_each_once() -> None:
    assert searched('  Été, "été" OR (2026)-* ') == ("ete", "or", "2026")
    assert searched("'; DROP TABLE --") == ("drop", "table")
    assert searched("!!!") == ()
    assert len(searched(" ".join(f"w{i}" for i in range(50)))) == 8


def test_finds_are_marked_in_the_text_as_it_was_written() -> None:
    assert pieces("La migración de 2026", ["migrac"]) == [
        Piece("La "),
        Piece("migración", found=True),
        Piece(" de 2026"),
    ]


def test_the_arabic_article_does_not_hide_a_word() -> None:
    assert Piece("العمل", found=True) in pieces("عقد العمل", ["عمل"])


def test_a_snippet_is_cut_around_the_first_find() -> None:
    text = "one " * 100 + "needle " + "two " * 100
    cut = snippet(["nothing here", text], ["needle"])
    assert Piece("needle", found=True) in cut
    assert len("".join(piece.text for piece in cut)) < 260


def test_the_text_with_more_of_the_words_is_chosen() -> None:
    cut = snippet(["child only", "travail des enfants: child labour"], ["child", "labour"])
    assert [piece.text for piece in cut if piece.found] == ["child", "labour"]
    assert snippet(["nothing"], ["absent"]) == []


def test_a_label_that_says_all_needs_no_snippet() -> None:
    assert says_all("Migración laboral", ["labor", "migrac"])
    assert not says_all("Migración laboral", ["labor", "forzoso"])
