"""Who gets what, and a reference that a candidate can check."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.messages import (
    AUDIENCE,
    AUTOMATIC,
    Audience,
    Candidature,
    MessageKind,
    belongs,
    check_digits,
    read_reference,
    reference,
)

#   standing                                      gets messages to
STANDINGS = """
    begun                                       | begun concerned
    begun applied                               | told
    begun applied withdrawn                     | -
    begun applied ineligible                    | told not-eligible
    begun applied eligible unlisted             | told not-short-listed
    begun applied eligible listed               | told short-listed
    begun applied eligible unlisted tested      | told not-short-listed
    begun applied eligible listed tested passed-over | told short-listed tested not-selected
    begun applied eligible listed tested passed-over reserve | told short-listed tested reserve
    begun applied eligible listed tested chosen | told short-listed tested chosen
    begun applied eligible listed tested chosen reserve | told short-listed tested chosen
"""
SAID = {
    "ineligible": ("eligible", False),
    "unlisted": ("short_listed", False),
    "listed": ("short_listed", True),
    "passed-over": ("chosen", False),
}


@pytest.mark.parametrize("line", STANDINGS.strip().splitlines())
def test_audiences(line: str) -> None:
    words, expected = (cell.split() for cell in line.split("|"))
    standing = Candidature(**dict(SAID.get(word, (word, True)) for word in words))
    found = {each.value for each in Audience if belongs(each, standing)} - {"one"}
    told = {"applied", "concerned"} if "told" in expected else set()
    assert found == (set(expected) - {"-", "told"}) | told


def test_every_kind_has_its_audience_and_few_are_sent_unread() -> None:
    assert set(AUDIENCE) == set(MessageKind)
    assert {kind.value for kind in AUTOMATIC} == {
        "account",
        "receipt",
        "withdrawn",
        "deadline-near",
        "amended",
        "extended",
    }


@pytest.mark.parametrize(("text", "digits"), [("0794", "10"), ("0", "98"), ("R0", "49")])
def test_with_its_check_digits_a_number_leaves_one(text: str, digits: str) -> None:
    number = "".join(f"{int(sign, 36):02d}" for sign in text) + digits
    assert int(number) % 97 == 1
    assert check_digits(text) == digits


REFERENCE = reference(b"\x01\x02\x03\x04\x05")


@pytest.mark.parametrize(
    "typed",
    [
        REFERENCE,
        REFERENCE.lower(),
        REFERENCE.replace("-", ""),
        f"  {REFERENCE.replace('-', ' – ')} ",
        REFERENCE.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_reference_is_read_as_people_type_it(typed: str) -> None:
    assert read_reference(typed) == REFERENCE


@pytest.mark.parametrize("typed", ["", "R", "R-0000-0000-00", REFERENCE[:-1], REFERENCE + "1"])
def test_what_was_never_given_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="reference-mistyped"):
        read_reference(typed)


def test_a_reference_cannot_be_guessed() -> None:
    with pytest.raises(ValueError, match="guessed"):
        reference(b"1234")
