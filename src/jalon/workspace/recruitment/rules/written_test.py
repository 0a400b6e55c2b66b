"""A written test: each candidate's own time, scripts without names, two marks and a third."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from jalon.errors import RuleBroken

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a test may be begun (exclusive at its end), and how long it takes."""

    opens_at: datetime
    closes_at: datetime
    duration: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """What one candidate has more: a share of the time (1/4 is a quarter more), and breaks."""

    extra_share: Fraction = Fraction(0)
    breaks: timedelta = timedelta()


NONE = Accommodation()


def check_window(window: Window) -> None:
    """Refuse a test without time."""
    if window.closes_at <= window.opens_at or window.duration <= timedelta():
        raise RuleBroken("test-without-time")


def check_accommodation(accommodation: Accommodation) -> None:
    """Refuse an accommodation that takes time away, or more than trebles it."""
    if not 0 <= accommodation.extra_share <= 2 or accommodation.breaks < timedelta():
        raise RuleBroken("accommodation-wrong")


def allowed(window: Window, accommodation: Accommodation = NONE) -> timedelta:
    """Return the time that one candidate has, rounded up to the second."""
    check_accommodation(accommodation)
    more = window.duration // timedelta(seconds=1) * accommodation.extra_share
    return window.duration + timedelta(seconds=-(-more // 1)) + accommodation.breaks


def check_start(window: Window, now: datetime) -> None:
    """Refuse to begin outside the window; whoever begins in it has all of their time."""
    if now < window.opens_at:
        raise RuleBroken("test-not-yet", opens_at=window.opens_at)
    if now >= window.closes_at:
        raise RuleBroken("test-over", closes_at=window.closes_at)


def check_invited(*, applies: bool, assessed: bool, listed: bool) -> None:
    """Refuse who has withdrawn, whose call is over, or who was taken off the short list."""
    if not applies:
        raise RuleBroken("test-withdrawn")
    if not assessed:
        raise RuleBroken("test-call-over")
    if not listed:
        raise RuleBroken("test-not-invited")


def ends_at(window: Window, began_at: datetime, accommodation: Accommodation = NONE) -> datetime:
    """Return the instant from which it is too late to hand in."""
    return began_at + allowed(window, accommodation)


def check_hand_in(
    window: Window,
    *,
    began_at: datetime | None,
    now: datetime,
    accommodation: Accommodation = NONE,
) -> None:
    """Refuse what was not begun or comes after the time; what was saved until then counts."""
    if began_at is None:
        raise RuleBroken("test-not-begun")
    end = ends_at(window, began_at, accommodation)
    if now >= end:
        raise RuleBroken("test-time-over", ended_at=end)


def needs_third(marks: Sequence[Fraction], *, apart: Fraction) -> bool:
    """Tell whether two marks lie further apart than `apart`, so that a third person marks."""
    return len(marks) == 2 and abs(marks[0] - marks[1]) > apart


def nearest(marks: Sequence[T], value: Callable[[T], Fraction]) -> tuple[T, ...]:
    """Return the marks that count: all; of three the two nearest, unless they lie evenly."""
    if len(marks) != 3:
        return tuple(marks)
    low, middle, high = sorted(marks, key=value)
    below, above = value(middle) - value(low), value(high) - value(middle)
    if below == above:
        return tuple(marks)
    return (low, middle) if below < above else (middle, high)


def may_read_script(*, is_marker: bool, marks_locked: bool) -> bool:
    """Tell whether somebody may read a script: markers, and anybody else once marks are locked."""
    return is_marker or marks_locked
