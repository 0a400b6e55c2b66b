"""Every event that the site records has its words."""

import ast
from pathlib import Path

import jalon.workspace
from jalon.workspace.audit.words import register_words, registered, words_for

ROOT = Path(jalon.workspace.__file__).parent
RECORDING = {"record", "Line", "note"}


def recorded() -> set[str]:
    found = set()
    for path in ROOT.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _name(call) in RECORDING:
                what = next((k.value for k in call.keywords if k.arg == "what"), None)
                what = what or (call.args[0] if call.args else None)
                if isinstance(what, ast.Constant) and isinstance(what.value, str):
                    found.add(what.value)
    return found


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_each_has_words() -> None:
    """Register them in the app's ``ready``: see ``audit/words.py``."""
    assert sorted(recorded() - set(registered())) == []


def test_an_event_without_words_still_reads() -> None:
    assert words_for("results.actual-reported-twice") == "actual reported twice"


def test_words_are_read_in_the_readers_language() -> None:
    register_words({"test.event": "did a test"})
    assert words_for("test.event") == "did a test"
