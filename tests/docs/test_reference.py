"""The reference says what the code does."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return what the script would write."""
    path = ROOT / "scripts" / "write_reference.py"
    spec = importlib.util.spec_from_file_location("write_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: dict[str, str] = module.pages()
    return made


def test_the_reference_is_up_to_date(pages: dict[str, str]) -> None:
    """Run `make reference` if this fails."""
    folder = ROOT / "docs" / "reference"
    old = [name for name, text in pages.items() if (folder / name).read_text("utf-8") != text]
    assert old == []


def test_the_reference_has_no_page_that_nothing_writes(pages: dict[str, str]) -> None:
    assert {page.name for page in (ROOT / "docs" / "reference").glob("*.md")} == set(pages)
