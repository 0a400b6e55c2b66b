"""Fixtures that every kind of test may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Give the folder of real data, or skip where this clone has none."""
    folder = Path(os.environ.get("JALON_DATA", ROOT / ".." / "shared" / "data")).resolve()
    if not (folder / "MANIFEST.md").exists():
        pytest.skip(f"no real data at {folder}: name its folder in JALON_DATA")
    return folder
