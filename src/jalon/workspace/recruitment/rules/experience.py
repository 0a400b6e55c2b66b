"""How long somebody has worked, in months: overlaps count once, part time by its share."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from jalon.workspace.recruitment.rules.candidate import Employment

DAY = timedelta(days=1)
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `start` to before `end` with one share of full time."""

    start: date
    end: date
    share: Fraction


def stretches(employments: Iterable[Employment], upto: date) -> tuple[Stretch, ...]:
    """Merge employments up to and with the day `upto`; two jobs at once are at most full time."""
    spans = [(e.start, _end(e, upto), e.share) for e in employments if e.start <= upto]
    days = sorted({day for start, end, _ in spans for day in (start, end)})
    found = []
    for start, end in pairwise(days):
        share = sum((s for a, b, s in spans if a <= start and end <= b), Fraction())
        if share:
            found.append(Stretch(start, end, min(WHOLE, share)))
    return tuple(found)


def _end(employment: Employment, upto: date) -> date:
    last = upto if employment.end is None else min(employment.end, upto)
    return last + DAY


def months_worked(employments: Iterable[Employment], upto: date) -> Fraction:
    """Return the months of full time worked, exactly: a day is its part of its own month."""
    return sum(
        (
            each.share * months_between(each.start, each.end)
            for each in stretches(employments, upto)
        ),
        Fraction(),
    )


def months_between(start: date, end: date) -> Fraction:
    """Return the calendar months from `start` to before `end`, with parts of months."""
    return _months(end) - _months(start)


def _months(day: date) -> Fraction:
    length = monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month + Fraction(day.day - 1, length)
