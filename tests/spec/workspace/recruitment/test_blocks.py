"""How typed text is read as paragraphs and lists."""

import pytest

from jalon.workspace.recruitment.rules.blocks import Block, blocks, clean, one_line

CASES = {
    "": (),
    "One.": (Block(("One.",)),),
    "One\ntwo.": (Block(("One", "two.")),),
    "One is whole.\nTwo, too.": (Block(("One is whole.",)), Block(("Two, too.",))),
    "One.\n\nTwo.": (Block(("One.",)), Block(("Two.",))),
    "One.\r\n \r\nTwo.": (Block(("One.",)), Block(("Two.",))),
    "We ask:\n- this\n• that\nand then": (
        Block(("We ask:",)),
        Block(("this", "that"), is_list=True),
        Block(("and then",)),
    ),
    "- a\n\n- b": (Block(("a",), is_list=True), Block(("b",), is_list=True)),
    "-5 degrees": (Block(("-5 degrees",)),),
}


@pytest.mark.parametrize("text", CASES)
def test_blocks(text: str) -> None:
    assert blocks(text) == CASES[text]


def test_control_characters_are_dropped_and_letters_stay() -> None:
    assert clean("a\x0bb\x00c\ud800\r\nd\te") == "abc\nd\te"
    assert clean("ñ العربية 🙂") == "ñ العربية 🙂"
    assert one_line("a\n b\t\x1bc") == "a b c"
