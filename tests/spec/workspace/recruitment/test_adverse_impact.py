"""Selection rates, the exact test, and a table that shows nobody."""

from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.adverse_impact import Count, fisher, impact
from jalon.workspace.recruitment.rules.suppression import TOGETHER, possible, suppressed


@pytest.mark.parametrize(
    ("table", "published"),
    [
        ((3, 1, 1, 3), "0.4857"),  # Fisher's lady tasting tea, two-sided
        ((2, 15, 10, 3), "0.0005367"),  # convictions of twins, fisher.test in R
        ((1, 9, 11, 3), "0.002759"),  # men and women who study
        ((0, 5, 0, 5), "1"),
        ((0, 0, 3, 4), "1"),
    ],
)
def test_fisher_as_published(table: tuple[int, int, int, int], published: str) -> None:
    assert f"{float(fisher(*table)):.4g}" == published


def test_rates_and_the_four_fifths() -> None:
    men, women, nobody = impact(
        {"m": Count(80, 48), "f": Count(40, 12), "x": Count(5, 0), "-": Count(0, 0)}
    )
    assert (men.rate, men.ratio, men.probability) == (Fraction(3, 5), 1, 1)
    assert not men.below_four_fifths
    assert (women.rate, women.ratio) == (Fraction(3, 10), Fraction(1, 2))
    assert women.below_four_fifths
    assert women.unlikely_by_chance
    assert nobody.below_four_fifths
    assert not any(each.group == "-" for each in (men, women, nobody))


def test_few_people_say_little_and_four_fifths_itself_is_enough() -> None:
    few = impact({"m": Count(4, 2), "f": Count(4, 1)})[1]
    assert few.below_four_fifths
    assert not few.unlikely_by_chance
    assert not impact({"m": Count(10, 10), "f": Count(10, 8)})[1].below_four_fifths
    assert not impact({"m": Count(1, 1), "f": Count(19, 0)})[1].unlikely_by_chance  # 1 in 20
    assert impact({"m": Count(3, 0), "f": Count(3, 0)}) == ()
    assert impact({}) == ()


@pytest.mark.parametrize("count", [Count(3, 4), Count(3, -1)])
def test_counts_that_cannot_be_are_refused(count: Count) -> None:
    with pytest.raises(RuleBroken, match="counts-negative"):
        impact({"m": count})
    with pytest.raises(RuleBroken, match="counts-negative"):
        fisher(-1, 2, 3, 4)


def test_large_groups_are_shown_and_a_stage_with_a_small_one_is_not() -> None:
    table = suppressed({"f": (40, 20, 8, 2, 1), "m": (60, 30, 12, 6, 0)})
    assert table.rows == {"f": (40, 20, 8, None, None), "m": (60, 30, 12, None, None)}
    assert table.totals == (100, 50, 20, 8, 1)
    assert table.together == ()


def test_a_small_group_is_put_with_the_next_smallest() -> None:
    table = suppressed({"f": (40, 20), "m": (60, 30), "x": (2, 1)})
    assert table.together == ("f", "x")
    assert table.rows == {"m": (60, 30), TOGETHER: (42, 21)}


def test_small_groups_together_may_be_large_enough() -> None:
    table = suppressed({"africa": (4, 0), "asia": (3, 0), "europe": (50, 9)})
    assert table.together == ("africa", "asia")
    assert table.rows == {"europe": (50, 9), TOGETHER: (7, 0)}


def test_everybody_together_where_hardly_anybody_applied() -> None:
    table = suppressed({"f": (2, 1), "m": (1, 0)})
    assert table.rows == {TOGETHER: (None, None)}
    assert table.totals == (None, None)
    assert suppressed({}).rows == {}


def test_one_who_did_not_go_on_is_as_few_as_one_who_did() -> None:
    assert suppressed({"f": (10, 9), "m": (12, 7)}).rows == {"f": (10, None), "m": (12, None)}
    assert suppressed({"f": (10, 10), "m": (12, 7)}).rows == {"f": (10, 10), "m": (12, 7)}


def test_a_total_that_would_give_a_row_away_hides_the_stage_before_it() -> None:
    """Of five women and thirty men 34 passed: at least four women, so the five are kept back."""
    table = suppressed({"f": (5, 4), "m": (30, 30)})
    assert possible(34, [5, 30], 0) == (4, 5)
    assert table.rows == {"f": (None, None), "m": (None, None)}
    assert table.totals == (35, 34)
    assert suppressed({"f": (5, 1), "m": (30, 9)}).rows == {"f": (5, None), "m": (30, None)}


@pytest.mark.parametrize("rows", [{"f": (3, 4)}, {"f": (3, 2), "m": (3,)}, {"f": (3, -1)}])
def test_stages_only_lose_people(rows) -> None:
    with pytest.raises(RuleBroken, match="stages-not-falling"):
        suppressed(rows)
