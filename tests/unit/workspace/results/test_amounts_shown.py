"""How an amount is shown: rounded to the decimals of its indicator, never cut off."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.templatetags.result_figures import amount, percent


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("58.5", 0, "59"),
        ("58.4", 0, "58"),
        ("0.999", 0, "1"),
        ("-0.4", 0, "0"),
        ("41.666666666666666666", 1, "41,7"),
        ("1234567.005", 2, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,01"),
    ],
)
def test_an_amount_is_rounded_to_the_decimals_of_its_indicator(
    value: str, decimals: int, shown: str
) -> None:
    indicator = SimpleNamespace(measure=Measure.NUMBER, decimals=decimals)
    with override("es"):
        assert amount(Amount(Decimal(value)), indicator) == shown


def test_a_share_says_100_only_when_all_is_reached() -> None:
    with override("en"):
        assert percent(Decimal("0.999")) == "99\N{NO-BREAK SPACE}%"
        assert percent(Decimal(1)) == "100\N{NO-BREAK SPACE}%"
