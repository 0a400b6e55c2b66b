"""A written test: time, codes, two marks and a third."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.written_test import (
    Accommodation,
    Window,
    allowed,
    check_hand_in,
    check_start,
    check_window,
    ends_at,
    may_read_script,
    nearest,
    needs_third,
)

OPENS = datetime(2026, 7, 1, 8, tzinfo=UTC)
WINDOW = Window(
    opens_at=OPENS, closes_at=OPENS + timedelta(hours=12), duration=timedelta(minutes=90)
)
MOMENT = timedelta(microseconds=1)

#   extra share  breaks (minutes)  minutes in all
ALLOWED = """
    0            0                 90
    1/4          0                 112.5
    1/3          10                130
    1/2          15                150
    2            0                 270
"""


@pytest.mark.parametrize("row", [x.split() for x in ALLOWED.strip().splitlines()], ids=" ".join)
def test_time_of_a_candidate(row: list[str]) -> None:
    more = Accommodation(extra_share=Fraction(row[0]), breaks=timedelta(minutes=int(row[1])))
    assert allowed(WINDOW, more) == timedelta(minutes=float(row[2]))


def test_a_part_of_a_second_is_given_whole() -> None:
    odd = Window(opens_at=OPENS, closes_at=OPENS + MOMENT, duration=timedelta(seconds=100))
    assert allowed(odd, Accommodation(extra_share=Fraction(1, 3))) == timedelta(seconds=134)


@pytest.mark.parametrize(
    "wrong",
    [
        Accommodation(extra_share=Fraction(-1, 4)),
        Accommodation(extra_share=Fraction(3)),
        Accommodation(breaks=timedelta(minutes=-1)),
    ],
)
def test_an_accommodation_takes_nothing_away(wrong: Accommodation) -> None:
    with pytest.raises(RuleBroken, match="accommodation-wrong"):
        allowed(WINDOW, wrong)


def test_one_begins_in_the_window_and_then_has_all_of_ones_time() -> None:
    check_window(WINDOW)
    check_start(WINDOW, OPENS)
    check_start(WINDOW, WINDOW.closes_at - MOMENT)
    with pytest.raises(RuleBroken, match="test-not-yet"):
        check_start(WINDOW, OPENS - MOMENT)
    with pytest.raises(RuleBroken, match="test-over"):
        check_start(WINDOW, WINDOW.closes_at)
    assert ends_at(WINDOW, WINDOW.closes_at - MOMENT) > WINDOW.closes_at


@pytest.mark.parametrize("hours", [0, -1])
def test_a_test_without_time_is_refused(hours: int) -> None:
    closes = OPENS + timedelta(hours=hours)
    with pytest.raises(RuleBroken, match="test-without-time"):
        check_window(Window(opens_at=OPENS, closes_at=closes, duration=timedelta(minutes=90)))


def test_a_script_comes_within_the_time_of_its_candidate() -> None:
    end = OPENS + timedelta(minutes=90)
    check_hand_in(WINDOW, began_at=OPENS, now=end - MOMENT)
    with pytest.raises(RuleBroken, match="test-time-over"):
        check_hand_in(WINDOW, began_at=OPENS, now=end)
    quarter = Accommodation(extra_share=Fraction(1, 4))
    check_hand_in(WINDOW, began_at=OPENS, now=end, accommodation=quarter)
    with pytest.raises(RuleBroken, match="test-not-begun"):
        check_hand_in(WINDOW, began_at=None, now=OPENS)


#   marks     those that count
MARKS = """
    60,70     60,70
    60,80,74  80,74
    60,80,62  60,62
    60,80,70  60,80,70      # evenly apart: all three
    60,72,95  60,72         # the first two are the nearest
    60        60
"""


@pytest.mark.parametrize(
    "row", [x.split("#")[0].split() for x in MARKS.strip().splitlines()], ids=" ".join
)
def test_of_three_marks_the_nearest_count(row: list[str]) -> None:
    marks, kept = ([Fraction(mark) for mark in each.split(",")] for each in row)
    assert sorted(nearest(marks, lambda mark: mark)) == sorted(kept)


def test_two_marks_that_lie_further_apart_than_agreed_need_a_third() -> None:
    assert not needs_third([Fraction(60), Fraction(70)], apart=Fraction(10))
    assert needs_third([Fraction(60), Fraction(70)], apart=Fraction(9))
    assert not needs_third([Fraction(60), Fraction(90), Fraction(70)], apart=Fraction(9))


def test_managers_read_scripts_once_marks_are_locked() -> None:
    assert may_read_script(is_marker=True, marks_locked=False)
    assert may_read_script(is_marker=False, marks_locked=True)
    assert not may_read_script(is_marker=False, marks_locked=False)
