"""Numbers as each language writes them: read right, or refused."""

from contextlib import suppress
from decimal import Decimal
from typing import cast

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from jalon.errors import BadInput
from jalon.workspace.spreadsheets.numbers import parse_decimal

#    language  text            value
READ = """
     en        1,234.5         1234.5
     en        1,234           1234
     en        1.234           1.234
     en        1,234,567       1234567
     es        1,5             1.5
     es        1.5             1.5         # Mexico
     es        1.234,5         1234.5
     es        1,234.5         1234.5      # Mexico
     es        1.234.567       1234567
     es        0,125           0.125
     es        12345,678       12345.678
     es        1_234,5         1234.5
     fr        1_234,5         1234.5
     fr        1.5             1.5         # the numeric keypad
     fr        -2,5            -2.5
     ar        ١٫٥             1.5
     ar        ١٬٢٣٤٫٥         1234.5
     ar        ١٬٢٣٤           1234
     ar        ۱۲              12
     ar        1,5             1.5         # Algiers
     ar        1.5             1.5         # Dubai
     en        −3              -3
     en        +7              7
     en        1234567         1234567
"""
#    language  text            why
REFUSED = """
     en        1,5             not-a-number
     en        1.234,5         not-a-number
     en        1,23,456        not-a-number
     en        1,234_567       not-a-number
     en        1e5             not-a-number
     en        0x10            not-a-number
     en        nan             not-a-number
     en        12_34           not-a-number
     en        1.2.3           not-a-number
     en        .5              not-a-number
     en        5.              not-a-number
     en        --5             not-a-number
     en        40%             not-a-number
     en        =1+1            not-a-number
     en        1/2             not-a-number
     en        ½               not-a-number
     es        1.234           ambiguous-number
     es        1,234           ambiguous-number
     es        1.234,567,8     not-a-number
     fr        1.234           ambiguous-number
     ar        1,234           ambiguous-number
     ar        ١.٢٣٤           ambiguous-number
"""


def rows(table: str) -> list[list[str]]:
    lines = [line.split("#")[0].split() for line in table.strip().splitlines()]
    return [[language, text.replace("_", "\u202f"), last] for language, text, last in lines]


@pytest.mark.parametrize("row", rows(READ), ids=" ".join)
def test_read(row: list[str]) -> None:
    language, text, value = row
    assert parse_decimal(text, language) == Decimal(value)


@pytest.mark.parametrize("row", rows(REFUSED), ids=" ".join)
def test_refused(row: list[str]) -> None:
    language, text, code = row
    with pytest.raises(BadInput) as refusal:
        parse_decimal(text, language)
    assert refusal.value.code == code


def test_an_ambiguous_number_shows_its_readings() -> None:
    with pytest.raises(BadInput) as refusal:
        parse_decimal("1.234", "es")
    assert refusal.value.params == {"text": "1.234", "readings": ["1.234", "1234"]}


def test_a_per_cent_sign_only_where_one_is_expected() -> None:
    assert parse_decimal("45 %", "fr", percent=True) == 45
    assert parse_decimal("٤٥٪", "ar", percent=True) == 45


@pytest.mark.parametrize("text", ["", " ", "\u200f", "1" * 500, "1\n2", "1\t2"])
def test_nothing_and_too_much(text: str) -> None:
    with pytest.raises(BadInput):
        parse_decimal(text, "es")


def readings(text: str, language: str) -> list[str]:
    """Return what a number can be: one reading, or those of the refusal."""
    try:
        return [f"{parse_decimal(text, language).normalize():f}"]
    except BadInput as refusal:
        return cast("list[str]", refusal.params.get("readings", []))


LOCALES = [
    *("en", "en_GB", "es", "es_ES", "es_MX", "es_GT", "es_AR"),
    *("fr", "fr_FR", "fr_MA", "fr_TN", "ar", "ar_DZ", "ar_MA", "ar_EG", "ar_SD", "ar_AE"),
]
numbers = st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False)


@given(number=numbers, locale=st.sampled_from(LOCALES), native=st.booleans())
def test_what_a_country_writes_is_read_as_meant_or_refused(
    number: Decimal, locale: str, native: bool
) -> None:
    system = "default" if native else "latn"
    text = format_decimal(number, "#,##0.####", locale=locale, numbering_system=system)
    assert f"{number.normalize():f}" in readings(text, locale[:2])


@given(number=numbers, locale=st.sampled_from(LOCALES))
def test_a_number_of_two_decimals_or_a_million_is_never_refused(
    number: Decimal, locale: str
) -> None:
    text = format_decimal(number, "#,##0.00", locale=locale, decimal_quantization=True)
    assert parse_decimal(text, locale[:2]) == round(number, 2)


@given(text=st.text(max_size=60), language=st.sampled_from(["en", "es", "fr", "ar"]))
def test_any_text_is_a_number_or_a_readable_refusal(text: str, language: str) -> None:
    with suppress(BadInput):
        assert parse_decimal(text, language).is_finite()
