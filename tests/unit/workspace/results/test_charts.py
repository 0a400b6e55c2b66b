"""The figure of an indicator: round levels, a bar for each actual, right to left in Arabic."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from jalon.workspace.results.charts import Point, periods_chart


def chart(*values: tuple[str | None, str | None], baseline: str | None = None) -> str:
    points = [
        Point(
            date(2025, 6, 30),
            None if target is None else Decimal(target),
            None if actual is None else Decimal(actual),
        )
        for target, actual in values
    ]
    return periods_chart(
        points, baseline=None if baseline is None else Decimal(baseline), label="<figure>"
    )


def levels(svg: str) -> list[str]:
    return re.findall(r'class="level"[^>]*>([^<]*)<', svg)


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart((None, None), baseline="3") == ""


@pytest.mark.parametrize(
    ("high", "expected"),
    [
        ("123", ["0", "50", "100", "150"]),
        ("0.4", ["0.00", "0.10", "0.20", "0.30", "0.40"]),
        ("98765", ["0", "50,000", "100,000"]),
    ],
)
def test_levels_are_round(high: str, expected: list[str]) -> None:
    with override("en"):
        assert levels(chart((None, high))) == expected


def test_what_falls_below_nought_is_drawn_too() -> None:
    with override("en"):
        found = levels(chart((None, "-30"), (None, "20")))
    assert found[0].startswith("-")
    assert found[-1] != "0"


def test_each_figure_has_a_bar_and_each_target_a_mark() -> None:
    svg = chart(("10", "9"), ("10", None), (None, "4"), baseline="2")
    assert svg.count('class="actual"') == 2
    assert svg.count('class="target"') == 2
    assert svg.count('class="baseline"') == 1
    assert 'aria-label="&lt;figure&gt;"' in svg


def test_time_runs_from_the_right_in_arabic() -> None:
    def first_bar() -> float:
        found = re.search(r'class="actual" x="([\d.]+)"', chart((None, "1"), (None, "2")))
        assert found
        return float(found[1])

    with override("en"):
        left = first_bar()
    with override("ar"):
        assert first_bar() > left
