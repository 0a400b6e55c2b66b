"""How an indicator stands, as a table."""

from datetime import date
from decimal import Decimal

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.results.rules.kinds import Direction
from jalon.workspace.results.rules.rating import (
    Rating,
    achievement,
    elapsed,
    planned_by_now,
    rating,
)

#    baseline  target  actual  elapsed  direction   rating
CASES = """
     40        60      50      0.5      up          on-track
     40        60      46      0.5      up          delayed
     40        60      42      0.5      up          off-track
     40        60      60      0.5      up          met
     40        60      59      1        up          on-track
     90        30      60      0.5      down        on-track     # should fall
     90        30      88      1        down        off-track
     40        -       50      1        up          no-target
     0         0       0       1        down        met          # hold the line
     0         0       3       1        down        off-track
     -         10      9       1        up          on-track     # no baseline: from nought
     -         5       50      1        down        off-track    # at most five
     -         5       4       1        down        met
     -         5       4       0.5      down        on-track     # not met before it is over
     2         5       50      1        down        off-track    # may rise, but no further
     2         5       4       1        down        met
     2         5       5       1        down        met
     60        40      50      1        up          met          # may fall, but no further
     60        40      39      0.5      up          off-track
     5         5       5       0.5      up          on-track
     40        60      41      0        up          on-track     # before the period begins
"""


def number(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in CASES.strip().splitlines()], ids=" ".join
)
def test_rating(row: list[str]) -> None:
    baseline, target, actual, over, direction, expected = row
    found = rating(
        baseline=number(baseline),
        target=number(target),
        actual=number(actual),
        elapsed=Decimal(over),
        late=False,
        direction=Direction(direction),
    )
    assert found is Rating(expected)


def test_what_adds_up_starts_each_period_at_nothing() -> None:
    found = rating(
        baseline=Decimal(500),
        target=Decimal(100),
        actual=Decimal(95),
        elapsed=Decimal(1),
        late=True,
        adds_up=True,
    )
    assert found is Rating.ON_TRACK


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "over", "direction", "expected"),
    [
        (None, 10, 25, "1", "down", "off-track"),  # at most ten complaints
        (None, 10, 10, "1", "down", "met"),
        (30, 10, 11, "0.5", "down", "off-track"),  # the baseline does not count: it adds up
        (30, 10, 9, "0.5", "down", "on-track"),
        (30, 10, 25, "1", "up", "met"),
        (30, 0, 0, "1", "up", "met"),
    ],
)
def test_what_adds_up_has_a_ceiling_where_less_is_better(
    baseline: int | None, target: int, actual: int, over: str, direction: str, expected: str
) -> None:
    found = rating(
        baseline=None if baseline is None else Decimal(baseline),
        target=Decimal(target),
        actual=Decimal(actual),
        elapsed=Decimal(over),
        late=False,
        direction=Direction(direction),
        adds_up=True,
    )
    assert found is Rating(expected)


@pytest.mark.parametrize(
    ("actual", "over", "expected"),
    [
        ("10", "0.3", "off-track"),  # 33 was to be reached by now, from 30 before
        ("30", "0", "on-track"),  # where the last period was to end
        ("30", "0.3", "on-track"),
        ("30", "0.9", "delayed"),  # 39 by now: standing still is not enough
        ("30", "1", "delayed"),
        ("36", "1", "on-track"),
        ("40", "0.1", "met"),
    ],
)
def test_what_lasts_goes_on_from_the_target_before(actual: str, over: str, expected: str) -> None:
    time = Decimal(over)
    found = rating(
        baseline=None,
        target=Decimal(40),
        actual=Decimal(actual),
        elapsed=time,
        late=False,
        planned=planned_by_now(before=Decimal(30), target=Decimal(40), elapsed=time),
    )
    assert found is Rating(expected)


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ("5", "on-track"),  # less than the baseline: nothing was to be reached yet
        ("50", "on-track"),
        ("90", "delayed"),  # more than in the end: all of it was to be reached
    ],
)
def test_no_more_is_planned_than_the_whole_way(planned: str, expected: str) -> None:
    found = rating(
        baseline=Decimal(10),
        target=Decimal(60),
        actual=Decimal(46),
        elapsed=Decimal("0.5"),
        late=False,
        planned=Decimal(planned),
    )
    assert found is Rating(expected)


def test_without_distance_there_is_no_achievement() -> None:
    with pytest.raises(RuleBroken, match="target-equals-baseline"):
        achievement(baseline=Decimal(4), target=Decimal(4), actual=Decimal(5))


@pytest.mark.parametrize("over", ["0.5", "1"])
@pytest.mark.parametrize(("late", "expected"), [(False, "not-due"), (True, "no-data")])
def test_a_figure_is_missing_once_its_report_is_late(over: str, late: bool, expected: str) -> None:
    found = rating(
        baseline=Decimal(40), target=Decimal(60), actual=None, elapsed=Decimal(over), late=late
    )
    assert found is Rating(expected)


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2024, 12, 31), "0"),
        (date(2025, 1, 1), "0"),
        (date(2025, 1, 2), "0.1"),
        (date(2025, 1, 10), "0.9"),  # its last day is not over
        (date(2025, 1, 11), "1"),
        (date(2025, 2, 1), "1"),
    ],
)
def test_elapsed_counts_the_days_that_are_over(today: date, share: str) -> None:
    start, end = date(2025, 1, 1), date(2025, 1, 10)
    assert elapsed(start=start, end=end, today=today) == Decimal(share)
