"""Every text of the site has its translation, in three more languages, with the same facts."""

import re
from collections.abc import Iterator

import pytest
from scripts import compile_messages as catalogues
from scripts.catalogues import TRANSLATED, mo_bytes, po_bytes, untranslated

FACT = re.compile(r"%\((\w+)\)[sd]|%%|%[sd]")


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_untranslated(language: str) -> None:
    missing = [message.id for message in untranslated(catalogues.site_updated(language))]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_facts_of_the_english(language: str) -> None:
    wrong = []
    for message in catalogues.site_updated(language):
        if not message.id:
            continue
        facts = set().union(*(set(FACT.findall(text)) for text in _texts(message.id)))
        for text in _texts(message.string):
            found = set(FACT.findall(text))
            # A plural form may leave the number out ("one area"); nothing else may be left out.
            if not found <= facts or (found != facts and not message.pluralizable):
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogues_are_up_to_date(language: str) -> None:
    """Run `make messages` if this fails."""
    catalog = catalogues.site_updated(language)
    assert catalogues.site_path_of(language, "po").read_bytes() == po_bytes(catalog)
    assert catalogues.site_path_of(language, "mo").read_bytes() == mo_bytes(catalog)


def _texts(text: str | list[str] | tuple[str, ...]) -> Iterator[str]:
    yield from [text] if isinstance(text, str) else text
