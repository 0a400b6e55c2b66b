"""Answers of a questionnaire as numbers, and what an unanswered question means for a rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jalon.errors import BadInput

HOURS_IN_A_WEEK = 168

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Outcome = NDArray[np.int8]


class Missing(StrEnum):
    """What an unanswered question counts as."""

    NOT_CHILD_LABOUR = "not-child-labour"
    NO = "no"  # the same, of rules that are not about child labour
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answers, read twice: gaps filled with the least and the most possible."""

    least: Floats
    most: Floats


def hours(name: str, values: ArrayLike | None, *, known_below: float | None = None) -> Answer:
    """Read weekly hours; NaN, and anything from `known_below` up, is unanswered.

    A question that the survey does not have (`values` is None) is nought for everybody.

    Raises
    ------
    BadInput("hours-out-of-range")
        Hours below 0 or above the 168 of a week: a code for "does not know" is likely.
    """
    given = np.asarray(0.0 if values is None else values, dtype=np.float64)
    if known_below is not None:
        given = np.where(given >= known_below, np.nan, given)
    wrong = (given < 0) | (given > HOURS_IN_A_WEEK)
    if wrong.any():
        raise BadInput(
            "hours-out-of-range", column=name, rows=int(wrong.sum()), value=float(given[wrong][0])
        )
    gap = np.isnan(given)
    return Answer(np.where(gap, 0.0, given), np.where(gap, np.inf, given))


def flag(name: str, values: ArrayLike | None, *, absent: bool = False) -> Answer:
    """Read yes or no (1 or 0); NaN and -1 are unanswered.

    A question that the survey does not have (`values` is None) is `absent` for everybody.

    Raises
    ------
    BadInput("flag-not-binary")
        A value other than 0, 1, -1 and missing.
    """
    given = np.asarray(float(absent) if values is None else values, dtype=np.float64)
    gap = np.isnan(given) | (given == -1)
    wrong = ~(gap | (given == 0) | (given == 1))
    if wrong.any():
        raise BadInput(
            "flag-not-binary", column=name, rows=int(wrong.sum()), value=float(given[wrong][0])
        )
    return Answer(np.where(gap, 0.0, given), np.where(gap, 1.0, given))


def amount(name: str, values: ArrayLike) -> Floats:
    """Read an amount of money or time; NaN is unanswered.

    Raises
    ------
    BadInput("amount-negative")
        Below nought: a code for "does not know" is likely.
    """
    given = np.asarray(values, dtype=np.float64)
    wrong = given < 0
    if wrong.any():
        raise BadInput(
            "amount-negative", column=name, rows=int(wrong.sum()), value=float(given[wrong][0])
        )
    return given


def filled(answer: Answer) -> Answer:
    """Take every gap as the least possible: for a yes or no, as no."""
    return Answer(answer.least, answer.least)


def opposite(answer: Answer) -> Answer:
    """Turn yes into no; a gap stays one."""
    return Answer(1 - answer.most, 1 - answer.least)


def completed_years(age: ArrayLike) -> Floats:
    """Return ages in whole years; NaN where missing or negative."""
    years = np.floor(np.asarray(age, dtype=np.float64))
    return np.where(years >= 0, years, np.nan)


def decide(
    rule: Callable[..., Booleans],
    years: Floats,
    ages: tuple[int, int],
    answers: Sequence[Answer],
    missing: Missing,
) -> Outcome:
    """Apply a rule to children of `ages`; 1 yes, 0 no, -1 outside the ages or unknown.

    Every rule here can only turn from no to yes as hours grow and as dangers are added. So
    the answer is known, gaps or not, exactly where filling all the gaps with the least and
    with the most possible gives the same.
    """
    least = rule(*(answer.least for answer in answers))
    inside = (years >= ages[0]) & (years <= ages[1])
    known = inside
    if missing is Missing.UNKNOWN:
        most = rule(*(answer.most for answer in answers))
        known = inside & (least == most)
    return np.where(known, least, -1).astype(np.int8)


def add(*parts: Answer) -> Answer:
    """Add up hours; a gap in one part leaves the sum between its least and its most."""
    return Answer(
        np.sum(np.broadcast_arrays(*(part.least for part in parts)), axis=0),
        np.sum(np.broadcast_arrays(*(part.most for part in parts)), axis=0),
    )
