"""Small figures: they hold their numbers, and say them in words."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from jalon.workspace.tags.figures import WIDTH, meter, sparkline


def test_a_line_through_the_values_with_a_gap() -> None:
    drawn = ET.fromstring(sparkline([1, None, 3, 4]))
    path = drawn.findall("path")[-1].attrib["d"]
    assert path.count("M") == 2
    assert drawn.attrib["aria-label"] == "3 values, from 1 to 4"


def test_an_aim_is_a_level_of_its_own() -> None:
    assert 'class="aim"' in sparkline([1, 2], aim=Decimal(3))
    assert 'class="aim"' not in sparkline([1, 2])


@pytest.mark.parametrize("values", [[], [None, None]])
def test_without_values_it_says_so(values: list[None]) -> None:
    assert "no data" in sparkline(values)


def test_one_value_and_equal_values_are_drawn() -> None:
    ET.fromstring(sparkline([5]))
    ET.fromstring(sparkline([5, 5, 5]))


def test_labels_are_escaped() -> None:
    assert "<script>" not in sparkline([1], label='"><script>')
    assert "<script>" not in meter(1, label='"><script>')


@pytest.mark.parametrize(
    ("value", "of", "share"), [(30, 60, 0.5), (90, 60, 1), (-1, 60, 0), (1, 0, 0)]
)
def test_a_meter_is_never_more_than_full(value: float, of: float, share: float) -> None:
    drawn = ET.fromstring(meter(value, of=of))
    assert float(drawn.findall("rect")[1].attrib["width"]) == pytest.approx(share * WIDTH)


def test_numbers_are_said_short() -> None:
    assert "from 41.67 to 1,200" in sparkline([Decimal(125) / 3, Decimal("1200.00")])
