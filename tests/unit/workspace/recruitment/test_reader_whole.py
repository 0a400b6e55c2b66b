"""Whole notices: those that the reader was made with, and sets written before it saw them."""

from pathlib import Path

import pytest
from tests.unit.workspace.recruitment.expected import NOTICES, mistakes

FOLDERS = (
    "notices",
    "held_out",
    "held_out_2",
    "held_out_3",
    "held_out_4",
    "held_out_5",
    "held_out_6",
    "held_out_7",
    "held_out_8",
    "held_out_9",
)
FILES = sorted(path for name in FOLDERS for path in (NOTICES.parent / name).glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_field(path: Path) -> None:
    assert mistakes(path) == {}


def test_there_are_enough_of_each_kind() -> None:
    languages = [path.stem[:2] for path in FILES]
    assert len([path for path in FILES if path.parent == NOTICES]) >= 9
    assert all(languages.count(language) >= 6 for language in ("en", "es", "fr"))
