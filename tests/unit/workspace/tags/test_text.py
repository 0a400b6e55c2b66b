"""Lists and shares are written as the reader's script writes them."""

import pytest
from django.utils.translation import override

from jalon.workspace.tags.text import comma, listed, percentage

LANGUAGES = ("en", "es", "fr", "ar")


def test_lists_have_the_comma_of_the_script() -> None:
    with override("ar"):
        assert listed(["الجنس", "السن"]) == "الجنس، السن"
    with override("es"):
        assert listed(["sexo", 15]) == "sexo, 15"


def test_nothing_stands_between_an_arabic_number_and_its_sign() -> None:
    with override("ar"):
        assert percentage("31,5") == "31,5%"
    with override("fr"):
        assert percentage("31,5") == "31,5\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_how(language: str) -> None:
    with override(language):
        assert comma().strip() in {",", "،"}
        assert percentage("1").startswith("1")
