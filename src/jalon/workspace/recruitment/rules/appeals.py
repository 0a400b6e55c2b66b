"""Appeals against a decision: when one is lodged, how it ends, and what waits for its answer."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from jalon.errors import RuleBroken


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    STANDS = "stands"  # the decision does
    FALLS = "falls"
    WITHDRAWN = "withdrawn"


def check_lodged(lodged: date, *, decided: date, today: date) -> None:
    """Refuse an appeal from before there was a decision, or from a day to come.

    One that came after the last day is recorded too: whoever answers it may say that it is late.
    """
    if not decided <= lodged <= today:
        raise RuleBroken("appeal-day-outside", decided=decided)


def check_answered(answered: date, *, lodged: date, today: date, is_open: bool) -> None:
    """Refuse a second answer, and one from before the appeal or from a day to come."""
    if not is_open:
        raise RuleBroken("appeal-answered")
    if not lodged <= answered <= today:
        raise RuleBroken("appeal-answer-outside", lodged=lodged)


def counted_from(decided: date | None, answers: Collection[date | None]) -> date | None:
    """Return the day from which periods count; None while there is no decision or no answer.

    `answers` are the days on which appeals were answered, None for one that is open.
    """
    days = [decided, *answers]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None
