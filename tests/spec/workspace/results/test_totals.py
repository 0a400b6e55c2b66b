"""Totals over periods and places, as small tables: period, place, value or n/d."""

from datetime import date
from decimal import Decimal

import pytest

from jalon.workspace.results.rules.kinds import Rule
from jalon.workspace.results.rules.totals import Amount, Row, at_place, fraction, total

ENDS = {"1": date(2025, 6, 30), "2": date(2025, 12, 31), "3": date(2026, 6, 30)}


def amount(text: str, scale: int = 100) -> Amount:
    if text == "-":
        return Amount()
    if "/" in text:
        above, below = text.split("/")
        return fraction(Decimal(above), Decimal(below), scale=scale)
    return Amount(Decimal(text))


def rows(table: str) -> list[Row]:
    """Read ``period place value`` triples, joined by commas; ``*`` is the whole programme."""
    found = []
    for cell in table.split(","):
        period, place, value = cell.split()
        path = () if place == "*" else tuple(place.split("."))
        found.append(Row(ENDS[period], path, amount(value)))
    return found


#    over periods  over places   rows                                          total
CASES = """
     sum           sum           1 * 3, 2 * 4     7
     sum           sum           1 A 3, 1 B 4, 2 A 5     12
     sum           sum           1 A 3, 1 B -, 2 A -     3     # missing is not nought
     sum           sum           1 A -, 2 A -     -
     sum           sum           1 * 9, 1 A 3, 1 B 4     9     # what was given stands
     sum           sum           1 A.x 2, 1 A.y 3, 1 B 4     9
     sum           sum           1 A 9, 1 A.x 2, 1 A.y 3     9
     sum           sum           1 A.s.x 2, 1 A.s 5, 1 A.t 1     6     # a state and its parts
     latest        sum           1 A 5, 2 A 6, 1 B 7     13    # B keeps its last
     latest        sum           1 A 5, 2 A -, 1 B 7     12
     latest        sum           1 A 5, 2 * 20     20
     latest        sum           1 * 20, 2 A 5, 2 B 6     11
     latest        sum           1 * 20, 2 A 5, 3 B 6     11
     latest        sum           1 * 20, 1 A 5, 2 B 6     11
     latest        sum           1 * 20, 2 A 5     20    # A alone does not cover A and B
     latest        sum           1 A 5, 2 * 20, 3 B 6     20    # A's is older than the whole's
     latest        sum           1 A 9, 2 A.x 2, 1 B 4     13    # nor does a state its country
     latest        max           1 A 5, 2 A 6, 1 B 7     7
     latest        none          1 A 5, 2 A 6     6
     latest        none          1 A 5, 1 B 6     -     # not additive over places
     max           sum           1 A 5, 1 B 1, 2 A 1, 2 B 4     6
     average       sum           1 A 2, 1 B 4, 2 A 6, 2 B 8     10
     average       average       1 A 2, 1 B 4, 2 A 6     4.5
     ratio         ratio         1 A 1/2, 1 B 3/6, 2 A 0/2     40
     ratio         ratio         1 A 1/2, 1 B 50     50    # no fraction, left out
     ratio         ratio         1 A 0/0     -
     latest        ratio         1 A 1/4, 2 A 2/4, 1 B 4/4     75
     none          sum           1 * 3, 2 * 4     -
     none          sum           2 A 4, 2 B 5     9
"""
TABLE = [line.split("#")[0].rstrip() for line in CASES.strip().splitlines()]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: " ".join(line.split()))
def test_total(line: str) -> None:
    over_periods, over_places, rest = line.split(maxsplit=2)
    table, expected = rest.rsplit(maxsplit=1)
    found = total(
        rows(table),
        over_periods=Rule(over_periods),
        over_places=Rule(over_places),
        scale=100,
        expected=2,  # A and B
    )
    assert found.value == amount(expected).value


def test_the_whole_stands_where_nobody_knows_who_is_to_report() -> None:
    given = rows("1 * 20, 2 A 5, 2 B 6")
    assert total(given, over_periods=Rule.LATEST, over_places=Rule.SUM).value == 20


def test_a_total_says_of_how_many_it_is_made() -> None:
    found = total(rows("1 A 3, 1 B -, 2 A 4"), over_periods=Rule.SUM, over_places=Rule.SUM)
    assert (found.given, found.missing) == (2, 1)


def test_words_are_not_added_but_the_latest_stand() -> None:
    given = [Row(ENDS[n], (), Amount(text=text)) for n, text in (("1", "draft law"), ("2", "law"))]
    latest = total(given, over_periods=Rule.LATEST, over_places=Rule.NONE)
    assert latest.amount.text == "law"
    assert latest.value is None


def test_a_place_is_put_together_from_the_places_inside_it_alone() -> None:
    given = rows("1 A.x 2, 1 A.y 3, 1 B 4")
    assert at_place(given, Rule.SUM, place=("A",)).value == 5
    assert at_place(given, Rule.SUM, place=("C",)).value is None
