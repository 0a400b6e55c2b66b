"""The pages hold together: links lead somewhere, indexes are complete, names are the code's."""

import re
from pathlib import Path

import pytest
from tests.docs.examples import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ENGINE = ROOT / "src" / "jalon" / "engine"


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page have on a forge."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    dead = []
    for target in LINK.findall(text):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("folder", ["decisions", "methods"])
def test_every_page_is_in_its_index(folder: str) -> None:
    index = (ROOT / "docs" / folder / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" not in index} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(p.name[:4] for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == [f"{i:04}" for i in range(1, len(numbers) + 1)]


def test_the_map_shows_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {p.name for p in ENGINE.iterdir() if (p / "__init__.py").exists()}
    rooms |= {p.name for p in ENGINE.glob("*.py")} - {"__init__.py"}
    assert {room for room in rooms if f"`{room}`" not in text and f"`{room}/`" not in text} == set()


def test_the_glossary_spells_as_the_code_does() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*\*[^|]+\| (`[^|]*`) \|", glossary, re.MULTILINE)
    spellings = {name for cell in rows for name in re.findall(r"`([^`]+)`", cell)}
    source = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.parent.rglob("*.py"))
    assert len(spellings) > 30
    assert {name for name in spellings if not re.search(rf"\b{re.escape(name)}\b", source)} == set()


def test_the_same_term_is_explained_once() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| \*\*([^*]+)\*\*", glossary, re.MULTILINE)
    assert len(set(terms)) == len(terms)
