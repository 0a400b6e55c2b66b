"""Totals: order does not matter, ratios are brute force, parts add up to the whole."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.results.rules.kinds import Rule
from jalon.workspace.results.rules.totals import Amount, Place, Row, fraction, total, totals

NUMBERS = st.none() | st.decimals(0, 10_000, places=2)
PERIODS = st.integers(0, 4).map(lambda n: date(2025, 1, 31) + timedelta(days=180 * n))
LEAVES = st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz"))
RULES = st.sampled_from([Rule.SUM, Rule.MAX, Rule.AVERAGE, Rule.RATIO, Rule.NONE])
OVER_PERIODS = st.sampled_from(list(Rule))


@st.composite
def reports(draw: st.DrawFn, fractions: bool = False) -> list[Row]:
    """Draw at most one row for a period and place, as the database keeps them."""
    keys = draw(st.lists(st.tuples(PERIODS, LEAVES), unique=True, max_size=20))
    found = []
    for period, place in keys:
        if fractions:
            above, below = draw(st.integers(0, 99)), draw(st.integers(1, 99))
            amount = fraction(Decimal(above), Decimal(below), scale=100)
        else:
            amount = Amount(draw(NUMBERS))
        found.append(Row(period, place, amount))
    return found


@given(reports(), OVER_PERIODS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[Row], over_periods: Rule, over_places: Rule, random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    rules = {"over_periods": over_periods, "over_places": over_places}
    assert total(rows, **rules) == total(shuffled, **rules)


@given(reports(fractions=True), st.randoms(use_true_random=False))
def test_a_ratio_is_all_numerators_over_all_denominators(rows: list[Row], random: object) -> None:
    found = total(rows, over_periods=Rule.RATIO, over_places=Rule.RATIO, scale=100)
    if not rows:
        assert found.value is None
        return
    above = sum(Fraction(row.amount.numerator or 0) for row in rows)
    below = sum(Fraction(row.amount.denominator or 0) for row in rows)
    assert found.value is not None
    assert abs(Fraction(found.value) - 100 * above / below) < Fraction(1, 10**20)


@given(reports())
def test_a_sum_is_what_plain_addition_gives(rows: list[Row]) -> None:
    values = [row.amount.value for row in rows if row.amount.value is not None]
    found = total(rows, over_periods=Rule.SUM, over_places=Rule.SUM)
    assert found.value == (sum(values) if values else None)
    assert (found.given, found.missing) == (len(values), len(rows) - len(values))


@given(reports())
def test_the_countries_of_a_sum_add_up_to_the_whole(rows: list[Row]) -> None:
    def value(of: Place) -> Decimal:
        inside = [row for row in rows if row.place[: len(of)] == of]
        return total(inside, over_periods=Rule.SUM, over_places=Rule.SUM).value or Decimal(0)

    assert value(()) == sum((value((country,)) for country in "ABC"), Decimal(0))


@given(reports())
def test_the_latest_of_each_place_is_its_newest_value(rows: list[Row]) -> None:
    newest: dict[Place, Row] = {}
    for row in rows:
        kept = newest.get(row.place)
        if row.amount.given and (kept is None or row.period > kept.period):
            newest[row.place] = row
    expected = sum((row.amount.value or Decimal(0) for row in newest.values()), Decimal(0))
    found = total(rows, over_periods=Rule.LATEST, over_places=Rule.SUM)
    assert (found.value or Decimal(0)) == expected


@given(reports(), reports())
def test_each_cell_is_totalled_by_itself(ones: list[Row], others: list[Row]) -> None:
    marked = [Row(r.period, r.place, r.amount, "sex:female") for r in ones]
    marked += [Row(r.period, r.place, r.amount, "sex:male") for r in others]
    found = totals(marked, over_periods=Rule.SUM, over_places=Rule.SUM)
    for rows, cell in ((ones, "sex:female"), (others, "sex:male")):
        if rows:
            assert found[cell] == total(rows, over_periods=Rule.SUM, over_places=Rule.SUM)
        else:
            assert cell not in found
