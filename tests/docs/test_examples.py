"""What the README, the how-to pages and the methods tell a reader to do, is done here."""

from pathlib import Path

import pytest
from tests.docs.examples import ROOT, Reader

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    *sorted((ROOT / "docs" / "methods").glob("*.md")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like a fresh clone, where runs may be written."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("studies", "docs"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    return folder


def test_the_pages_can_be_followed(folder: Path, subtests: pytest.Subtests) -> None:
    """One reader follows all pages, so that what several of them begin with is run once."""
    reader = Reader(folder)
    for page in PAGES:
        with subtests.test(page=page.name):
            assert reader.follow(page) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```console\n$ python -c 'print(6 * 7)'\n42\n```\n", None),
        ("```console\n$ python -c 'print(6 * 7)'\n4...2\n```\n", None),
        ("```console\n$ python -c 'print(6 * 7)'\n43\n```\n", "does not show '43'"),
        ("```console\n$ python -c 'raise SystemExit(3)'\n```\n", "ends with 3"),
        ("```console\n$ rm -r runs\n```\n", "neither run nor taken as read"),
        ("```console\n$ make test\n```\n", None),
        ("```console\n$ make coffee\n```\n", "no ['coffee']"),
        ("```console illustration\n$ make coffee\n```\n", "no ['coffee']"),
        ("```python\nx = 6 * 7\n```\nThen\n```python\nassert x == 42\n```\n", None),
        ("```python\nassert 6 * 7 == 41\n```\n", "page.md:1: AssertionError"),
        ("```python\n>>> 6 * 7\n42\n```\n", None),
        ("```python\n>>> 6 * 7\n41\n```\n", "Expected:\n    41"),
        ("```py\nfrom jalon.messages import explain\nopen('absent')\n```\n", None),
        ("```py\nfrom jalon.messages import absent\n```\n", "ImportError"),
        ("1. First\n\n   ```toml\n   a = 1\n   ```\n", None),
        ("```toml\na = \n```\n", "TOMLDecodeError"),
        ("```json\n{\n```\n", "JSONDecodeError"),
        ("```text\nanything ``` at all\n```\n", None),
    ],
)
def test_an_example_that_does_not_work_is_named(
    text: str, complaint: str | None, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    wrong = Reader(tmp_path).follow(page)
    if complaint is None:
        assert wrong == []
    else:
        assert len(wrong) == 1
        assert complaint in wrong[0]


def test_a_command_is_run_once(tmp_path: Path) -> None:
    command = "python -c \"open('count', 'a').write('x')\""
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ {command}\n$ {command}\n```\n", encoding="utf-8")
    assert Reader(tmp_path).follow(page) == []
    assert (tmp_path / "count").read_text() == "x"
