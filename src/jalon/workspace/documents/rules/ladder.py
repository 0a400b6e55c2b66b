"""Reminders and escalation: who hears of a paper, how many days before or after it is due."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Whom a reminder goes to."""

    OWER = "ower"  # who owes the paper
    COORDINATOR = "coordinator"
    DIRECTOR = "director"


@dataclass(frozen=True, slots=True)
class Rung:
    """A reminder: so many days before the last day in time (after it, if negative)."""

    days: int
    level: int  # of escalation; 0 is a reminder among those who owe the paper
    audiences: tuple[Audience, ...]


LADDER = (
    Rung(30, 0, (Audience.OWER,)),
    Rung(15, 0, (Audience.OWER,)),
    Rung(7, 0, (Audience.OWER,)),
    Rung(0, 1, (Audience.OWER, Audience.COORDINATOR)),
    Rung(-7, 2, (Audience.OWER, Audience.COORDINATOR, Audience.DIRECTOR)),
)


def rung_reached(due: date, today: date, ladder: tuple[Rung, ...] = LADDER) -> Rung | None:
    """Return the last rung that is reached today, or None if the paper is not due soon."""
    left = (due - today).days
    reached = [rung for rung in ladder if left <= rung.days]
    return min(reached, key=lambda rung: rung.days, default=None)
