"""Numbers as the reader of each language writes them."""

import dataclasses
import math

import pytest

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import DECIMAL, Locale, locale_of

LOCALES = {language: Locale(language, decimal) for language, decimal in DECIMAL.items()}

#  language  share     percent      points (of the same number)
RATES = """
   en        0.1124    11.2%        +11.2
   es        0.1124    11.2_%       +11.2
   fr        0.1124    11,2_%       +11,2
   ar        0.1124    11,2%        >+11,2
   en        -0.0215   −2.1%        −2.1
   ar        -0.0215   >−2,1%       >−2,1
   en        0.0004    0.0%         0.0
   en        -0.0004   0.0%         0.0
   fr        nan       –            –
"""

#  language  count        number       about
COUNTS = """
   en        1234567.8    1,234,568    1,230,000
   es        1234567.8    1,234,568    1,230,000
   fr        1234567.8    1_234_568    1_230_000
   ar        1234567.8    1_234_568    1_230_000
   en        987.4        987          987
   en        0            0            0
   en        -1500        −1,500       −1,500
   en        inf          –            –
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def written(expected: str) -> str:
    return expected.replace("_", "\u202f").replace(">", "\u200e")


@pytest.mark.parametrize("row", rows(RATES), ids=" ".join)
def test_rates(row: list[str]) -> None:
    language, share, percent, points = row
    locale = LOCALES[language]
    assert locale.percent(float(share)) == written(percent)
    assert locale.points(float(share)) == written(points)


@pytest.mark.parametrize("row", rows(COUNTS), ids=" ".join)
def test_counts(row: list[str]) -> None:
    language, count, number, about = row
    locale = LOCALES[language]
    assert locale.number(float(count)) == written(number)
    assert locale.about(float(count)) == written(about)


def test_what_is_not_known_is_a_dash() -> None:
    locale = LOCALES["en"]
    assert locale.number(None) == locale.percent(None) == locale.about(None) == "–"
    assert locale.interval(None, 0.2) == locale.interval(0.1, math.nan) == "–"
    assert locale.interval(0.1, 0.2) == "10.0–20.0%"


def test_a_study_may_choose_its_decimal_separator(content: ReportContent) -> None:
    southern = dataclasses.replace(content, decimal={"es": ","})
    assert locale_of(content, "es").percent(0.1) == "10.0\u202f%"
    assert locale_of(southern, "es").percent(0.1) == "10,0\u202f%"
    assert locale_of(southern, "es").number(12345) == "12\u202f345"


def test_rare_outcomes_get_a_second_decimal(content: ReportContent) -> None:
    rare = dataclasses.replace(
        content, national=content.national.with_columns(rate=content.national["rate"] / 20)
    )
    assert locale_of(rare, "en").percent(0.00456) == "0.46%"
