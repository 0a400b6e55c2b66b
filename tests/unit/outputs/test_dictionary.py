import re

import polars as pl
import pytest

from jalon.engine.outputs.columns import COLUMNS, Kind
from jalon.engine.outputs.dictionary import (
    TABLES,
    WORDS,
    describe,
    dictionary_frame,
    label,
    word,
)
from jalon.messages import LANGUAGES, translator


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_no_two_columns_of_a_table_have_the_same_heading(table: str, language: str) -> None:
    headings = [label(column, language) for column in TABLES[table].columns]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_can_be_names_of_sheets(language: str) -> None:
    titles = [translator(language).gettext(table.title) for table in TABLES.values()]
    assert all(0 < len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)
    assert len(set(titles)) == len(titles)


def test_a_column_means_the_same_wherever_it_is_not_redefined() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)


def test_every_class_has_its_probability_column() -> None:
    column = describe("areas", "probability_3")
    assert (column.name, column.kind) == ("probability_3", Kind.SHARE)
    assert label(column, "en") == "Probability of class 3"


def test_a_column_without_an_entry_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        describe("groups", "probability_3")


def test_words_are_translated_and_other_text_is_left_alone() -> None:
    spanish = translator("es")
    assert word("low", spanish) == "bajo"
    assert word("Quetzaltenango", spanish) == "Quetzaltenango"
    assert word("", spanish) == ""  # the empty text is the catalogue's own header
    assert word(None, spanish) is None
    assert len(set(WORDS)) == len(WORDS)


def test_the_dictionary_speaks_the_languages_asked_for() -> None:
    frames = {"classes": pl.DataFrame({"class": [1], "label": ["low"]})}
    entries = dictionary_frame(frames, ("es", "ar"))
    assert entries.columns == [
        *("table", "column", "kind"),
        *("label_es", "meaning_es", "label_ar", "meaning_ar"),
    ]
    assert entries["column"].to_list() == ["class", "label"]
