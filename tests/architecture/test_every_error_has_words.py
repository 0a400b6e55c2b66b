"""Every code that the source can raise has its words, in four languages, with the same facts."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.architecture.raised_codes import Raised, Unreadable, raised_in

from jalon.messages import LANGUAGES, LOCALE, MESSAGES, translator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "jalon"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)(?:s|\.\d+f)")

FOUND = [each for path in sorted(SOURCE.rglob("*.py")) for each in raised_in(path)]
RAISED = [each for each in FOUND if isinstance(each, Raised)]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def written_badly(text: str) -> bool:
    """Say whether a percent sign is neither ``%%`` nor the start of ``%(fact)s``."""
    return "%" in PLACEHOLDER.sub("", text).replace("%%", "")


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """Return the script that compiles the catalogues."""
    path = ROOT / "scripts" / "compile_messages.py"
    spec = importlib.util.spec_from_file_location("compile_messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_codes_are_written_where_they_are_raised() -> None:
    assert [each.place for each in FOUND if isinstance(each, Unreadable)] == []


def test_every_code_has_its_words() -> None:
    assert sorted({f"{r.code} ({r.place})" for r in RAISED if r.code not in MESSAGES}) == []


def test_every_fact_that_the_words_use_is_given() -> None:
    lacking = [
        f"{r.place}: {r.code} does not give {fact}"
        for r in RAISED
        if r.facts is not None
        for fact in sorted(placeholders(MESSAGES.get(r.code, "")) - r.facts)
    ]
    assert lacking == []


def test_no_words_are_left_behind_by_a_code_that_is_gone() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert [code for code in MESSAGES if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", MESSAGES)
def test_the_words_are_whole_sentences(code: str) -> None:
    text = MESSAGES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert text.endswith(".")
    assert not written_badly(text)
    assert not re.search(r"%\(\w+\)[^s]", text)  # facts come as text


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_is_said_in_every_language(language: str) -> None:
    catalogue = translator(language)
    same = [code for code, text in MESSAGES.items() if catalogue.gettext(text) == text]
    assert same == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_facts_of_the_english(language: str, catalogues: ModuleType) -> None:
    catalog = catalogues.updated(language)
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else message.id
        texts = message.string if message.pluralizable else [message.string or ""]
        facts = set().union(*(placeholders(text) for text in sources))
        for text in texts:
            # A plural form may leave the number out ("one area"); nothing else may be left out.
            agree = placeholders(text) <= facts
            complete = message.pluralizable or placeholders(text) == facts
            percent = bool(facts) and written_badly(text)
            if not text or not agree or not complete or percent:
                wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogues_are_up_to_date(language: str, catalogues: ModuleType) -> None:
    """Run `make messages` if this fails."""
    folder = LOCALE / language / "LC_MESSAGES"
    catalog = catalogues.updated(language)
    assert (folder / "jalon.po").read_bytes() == catalogues.po_bytes(catalog)
    assert (folder / "jalon.mo").read_bytes() == catalogues.mo_bytes(catalog)
