"""Keys of instruments and countries: what is understood, what is refused."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.keys import article_order, country_key, instrument_key

#   written    key
UNDERSTOOD = """
    C29        C029
    c029       C029
    C 190      C190
    R190       R190
    P29        P029
    C1         C001
    ICRMW      ICRMW
    icrmw      ICRMW
"""

#   written    error
REFUSED = """
    190        instrument-key-without-prefix
    029        instrument-key-without-prefix
    X29        instrument-key-unreadable
    C1234      instrument-key-unreadable
    C000       instrument-key-unreadable
    C29/30     instrument-key-unreadable
    x          instrument-key-unreadable
"""


def lines(table: str) -> list[list[str]]:
    return [line.rsplit(maxsplit=1) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("written", "key"), lines(UNDERSTOOD), ids=" ".join)
def test_a_key_carries_its_prefix_and_three_digits(written: str, key: str) -> None:
    assert instrument_key(written.strip()) == key
    assert instrument_key(key) == key


@pytest.mark.parametrize(("written", "code"), lines(REFUSED), ids=" ".join)
def test_a_number_alone_is_no_key(written: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        instrument_key(written.strip())
    assert refused.value.code == code


def test_countries_have_three_letters() -> None:
    assert country_key(" mar ") == "MAR"
    for wrong in ("MA", "MARO", "M4R", ""):
        with pytest.raises(RuleBroken):
            country_key(wrong)


def test_articles_stand_in_their_order() -> None:
    articles = ["Annex II", "10", "2(4)", "2(1)-(3)", "Annex I", "Para. 5 ff.", "Annex"]
    ordered = ["2(1)-(3)", "2(4)", "Para. 5 ff.", "10", "Annex", "Annex I", "Annex II"]
    assert sorted(articles, key=article_order) == ordered
