"""The page of measured times says what was measured."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept() -> dict[str, dict[str, object]]:
    results = ROOT / "benchmarks" / "results.json"
    return dict(json.loads(results.read_text(encoding="utf-8")))


def test_the_page_is_made_of_the_kept_results(
    kept: dict[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    page = importlib.import_module("benchmarks.page")
    written = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert written == page.render(kept)


def test_the_picture_is_drawn_from_the_kept_results(
    kept: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    growth = importlib.import_module("benchmarks.growth")
    drawn = (ROOT / "docs" / "images" / growth.GROWTH).read_text(encoding="utf-8")
    assert drawn == growth.draw(kept["census"]["scale"])


def test_every_part_was_measured(kept: dict[str, dict[str, object]]) -> None:
    assert {"census", "fit"} <= kept.keys()
    assert "30000000" in kept["census"]
