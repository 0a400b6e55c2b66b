"""What holds for every style, template and script of the site."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = ROOT / "src" / "jalon" / "workspace"
STATIC = WORKSPACE / "static"
VENDOR = STATIC / "vendor"
STYLES = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted(WORKSPACE.rglob("templates/**/*.html"))
PHYSICAL = re.compile(
    r"\b(left|right|margin-top|margin-bottom|padding-top|padding-bottom|border-top|border-bottom"
    r"|(?<!-)top|bottom)\s*:|:\s*(left|right)\b|text-align:\s*(left|right)"
)


# Their text runs by its own first letter, so that "end" would be another side in each cell.
OF_THEIR_OWN = ("table.data td.number", '[dir="rtl"] :is(select, option)')


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_know_start_and_end_only(path: Path) -> None:
    """Arabic runs the other way: physical sides would need a second style sheet."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        line
        for line in lines
        if PHYSICAL.search(line) and not any(rule in line for rule in OF_THEIR_OWN)
    ]
    assert not found, found


def test_the_style_sheet_stays_small() -> None:
    assert sum(path.stat().st_size for path in STYLES) < 45_000


def test_vendored_files_are_those_of_the_manifest() -> None:
    rows = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
    there = {path.name for path in VENDOR.iterdir()} - {"MANIFEST.json"}
    assert there == {row["file"] for row in rows}
    for row in rows:
        assert hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"]


def test_versions_are_exact_and_those_that_are_vendored() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    rows = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
    assert {row["package"]: row["version"] for row in rows} == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WORKSPACE)))
def test_templates_carry_no_style_and_no_script_of_their_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), "the content policy forbids it"
    assert not re.search(r"<script(?![^>]*\s(src|nonce)=)", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "a page needs nothing but the site"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_small_and_run_no_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 130
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", text)
