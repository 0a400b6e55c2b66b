"""What an extension of a contract waits for: a checklist with days. Nothing renews itself.

Notices say "extension contingent upon funding and satisfactory performance". Each condition is
known by a day before the contract ends; until all are met and somebody extends it, it ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jalon.errors import RuleBroken


class ConditionKind(StrEnum):
    """What an extension depends on."""

    FUNDS = "funds"
    NEED = "need"
    PERFORMANCE = "performance"


class ConditionState(StrEnum):
    """What is known of a condition."""

    OPEN = "open"
    MET = "met"
    NOT_MET = "not-met"


class AppointmentKind(StrEnum):
    """What somebody is given."""

    FIXED_TERM = "fixed-term"
    TEMPORARY = "temporary"
    CONSULTANCY = "consultancy"
    INTERNSHIP = "internship"


# Days before the end by which each is to be known (own practice; a site may change them).
KNOWN_BY: dict[ConditionKind, int] = {
    ConditionKind.PERFORMANCE: 90,
    ConditionKind.NEED: 75,
    ConditionKind.FUNDS: 60,
}
# An external collaborator's contract ends with its products; an internship is no appointment.
CONDITIONS: dict[AppointmentKind, tuple[ConditionKind, ...]] = {
    AppointmentKind.FIXED_TERM: (
        ConditionKind.PERFORMANCE,
        ConditionKind.NEED,
        ConditionKind.FUNDS,
    ),
    AppointmentKind.TEMPORARY: (ConditionKind.NEED, ConditionKind.FUNDS),
    AppointmentKind.CONSULTANCY: (),
    AppointmentKind.INTERNSHIP: (),
}
# Days before a condition is due, or a contract ends, on which its owner is told; 0 is the day.
REMIND_BEFORE_DUE = (30, 7, 0)
REMIND_BEFORE_END = (120, 60, 30, 14)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be there, and by when it is known."""

    kind: ConditionKind
    due: date
    state: ConditionState = ConditionState.OPEN


def check_term(start: date, end: date) -> None:
    """Refuse a contract that ends before it starts."""
    if end < start:
        raise RuleBroken("contract-ends-before-start", start=start, end=end)


def checklist(kind: AppointmentKind, *, start: date, end: date) -> tuple[Condition, ...]:
    """Return what an extension of this contract waits for; of a short one, all from its start."""
    check_term(start, end)
    return tuple(
        Condition(each, max(start, end - timedelta(days=KNOWN_BY[each])))
        for each in CONDITIONS[kind]
    )


def overdue(conditions: Iterable[Condition], today: date) -> tuple[Condition, ...]:
    """Return what should be known by `today`, and is not."""
    return tuple(c for c in conditions if c.state is ConditionState.OPEN and today > c.due)


def check_extension(
    conditions: Iterable[Condition], *, end: date, extended_to: date, today: date
) -> None:
    """Refuse an extension that shortens, comes after the end, or lacks a condition."""
    if extended_to <= end:
        raise RuleBroken("contract-extension-not-later", end=end)
    if today > end:
        raise RuleBroken("contract-ended", end=end)
    if lacking := tuple(c.kind for c in conditions if c.state is not ConditionState.MET):
        raise RuleBroken("contract-conditions-open", conditions=lacking)


class Reminder(StrEnum):
    """What somebody is reminded of."""

    CONDITION = "condition"
    END = "end"


@dataclass(frozen=True, slots=True)
class Reminded:
    """One reminder: of what, so many days before it; `kind` for a condition."""

    of: Reminder
    days: int
    kind: ConditionKind | None = None


def reminders(
    conditions: Iterable[Condition], *, end: date, since: date, today: date
) -> tuple[Reminded, ...]:
    """Return the reminders of the days after `since`, up to `today`, the latest of each thing.

    A day on which nothing ran is made up for, and nothing is said twice.
    """
    found = []
    for condition in conditions:
        if condition.state is ConditionState.OPEN:
            days = _reached(condition.due, REMIND_BEFORE_DUE, since, today)
            found += (
                [Reminded(Reminder.CONDITION, days, condition.kind)] if days is not None else []
            )
    days = _reached(end, REMIND_BEFORE_END, since, today)
    return (*found, *([Reminded(Reminder.END, days)] if days is not None else []))


def _reached(day: date, ladder: tuple[int, ...], since: date, today: date) -> int | None:
    rungs = [rung for rung in ladder if since < day - timedelta(days=rung) <= today]
    return min(rungs, default=None)
