from enum import StrEnum
from pathlib import Path

import pytest

from jalon.errors import BadInput, Problem, Problems
from jalon.messages import (
    END_ISOLATE,
    ISOLATE,
    LANGUAGES,
    MESSAGES,
    direction,
    explain,
    read_messages,
    terminal_language,
    translator,
)

ERROR = BadInput("too-many-patterns", patterns=40_000_000, limit=20_000_000)


def test_english_is_the_text_with_its_facts() -> None:
    assert explain(ERROR) == (
        "The levels of the variables combine to 40000000 patterns; at most 20000000 can be held. "
        "Use fewer or broader levels."
    )


@pytest.mark.parametrize(
    ("language", "words"), [("es", "patrones"), ("fr", "profils"), ("ar", "المتغيرات")]
)
def test_other_languages_say_it_in_their_words(language: str, words: str) -> None:
    assert words in explain(ERROR, language)


def test_a_language_we_lack_falls_back_on_english() -> None:
    assert explain(ERROR, "sw") == explain(ERROR, "en")


def test_facts_keep_their_direction_inside_arabic() -> None:
    assert f"{ISOLATE}40000000{END_ISOLATE}" in explain(ERROR, "ar")
    assert ISOLATE not in explain(ERROR, "fr")


def test_a_code_without_words_still_shows_its_facts() -> None:
    assert explain(BadInput("not-in-any-catalogue", file="a.csv")) == (
        "not-in-any-catalogue file=a.csv"
    )


def test_problems_stand_on_one_line_each_with_their_place() -> None:
    problem = Problem.of("survey.weight", ERROR)
    assert explain(Problems([problem])) == f"survey.weight: {explain(ERROR)}"
    both = explain(Problems([problem, problem]), "es").splitlines()
    assert both == [f"- survey.weight: {explain(ERROR, 'es')}"] * 2


class Scheme(StrEnum):
    FIXED = "fixed"


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        (Path("a/b.csv"), "a/b.csv"),
        (0.123456789, "0.123457"),
        (Scheme.FIXED, "fixed"),
        (("north", "south"), "north, south"),
        ({"1406": 3, "1311": 1}, "1406 (3), 1311 (1)"),
        (range(12), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"),
        (b"\xf1", "b'\\xf1'"),
    ],
)
def test_facts_are_shown_as_a_reader_expects(fact: object, shown: str) -> None:
    error = BadInput("too-many-patterns", patterns=fact, limit=1)
    assert f"combine to {shown} patterns" in explain(error)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"JALON_LANGUAGE": "ar", "LANG": "es_GT.UTF-8"}, "ar"),
        ({"LANG": "es_GT.UTF-8"}, "es"),
        ({"LC_ALL": "fr-FR", "LANG": "es_GT.UTF-8"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_speaks_the_language_of_its_user(
    environment: dict[str, str], language: str
) -> None:
    assert terminal_language(environment) == language


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [direction(language) for language in LANGUAGES] == ["ltr", "ltr", "ltr", "rtl"]


def test_a_code_may_stand_in_one_room_only(tmp_path: Path) -> None:
    file = tmp_path / "messages.toml"
    file.write_text('[a]\nx = "One."\n[b]\nx = "Two."\n', encoding="utf-8")
    with pytest.raises(ValueError, match="x"):
        read_messages(file)


def test_catalogues_are_there_for_every_language_but_english() -> None:
    text = MESSAGES["too-many-patterns"]
    translated = {translator(language).gettext(text) for language in LANGUAGES}
    assert len(translated) == len(LANGUAGES)
