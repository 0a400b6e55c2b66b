"""Lists and shares are written as the reader's script writes them."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from jalon.workspace.tags.articles import _WORDS, article, articles
from jalon.workspace.tags.text import comma, deadline, english, listed, percentage

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


def test_articles_are_said_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_WORDS, "Annex", "Anexo")
    monkeypatch.setitem(_WORDS, "Paras.", "Párrs.")
    assert article("Annex II") == "Anexo II"
    assert article("Paras. 5-7") == "Párrs. 5-7"
    assert articles(["C097 art. 10, Annex I", "2(1)(a)"]) == ["C097 art. 10, Anexo I", "2(1)(a)"]
    assert article("Annexation Partly") == "Annexation Partly"


def test_english_is_marked_for_readers_of_other_languages() -> None:
    assert "translation-missing" not in english("Ask the owner.")
    with override("es"):
        assert '<bdi lang="en" class="untranslated">Ask &lt;the&gt; owner.</bdi>' in english(
            "Ask <the> owner."
        )
        assert "translation-missing" in english("Ask the owner.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_how(language: str) -> None:
    with override(language):
        assert comma().strip() in {",", "،"}
        assert percentage("1").startswith("1")


@pytest.mark.parametrize(
    ("due_at", "zone", "shown"),
    [
        (datetime(2026, 11, 28, 6, tzinfo=UTC), "America/Mexico_City", "27 Nov 2026, 23:59"),
        (datetime(2025, 4, 24, 22, tzinfo=UTC), "Africa/Cairo", "24 Apr 2025, 23:59"),
        (datetime(2026, 11, 28, 11, tzinfo=UTC), "Africa/Algiers", "28 Nov 2026, 12:00"),
    ],
)
def test_a_deadline_is_shown_in_the_zone_that_counts(
    due_at: datetime, zone: str, shown: str
) -> None:
    with override("en"), timezone.override("Europe/Zurich"):
        assert deadline(due_at, zone) == f"{shown} ({zone})"
    with override("en"), timezone.override(zone):
        assert deadline(due_at, zone) == deadline(due_at) == shown
