"""The full export gives text as text, and numbers as numbers."""

from decimal import Decimal

from jalon.workspace.config.export import _text


def test_text_does_not_run_and_numbers_stay_numbers() -> None:
    assert _text("=1+1") == "'=1+1"
    assert _text(Decimal("-5.5")) == "-5.5"
    assert _text(-3) == "-3"
    assert _text(None) == ""
