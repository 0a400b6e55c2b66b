"""One thing that somebody has to do, as a row of their day."""

from dataclasses import dataclass
from datetime import datetime

from jalon.workspace.narratives import Narrative


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: where, what, for which programme, until when."""

    url: str
    title: Narrative
    code: str  # of the programme
    step: Narrative | None = None
    note: str = ""
    mark: str = ""
    due_at: datetime | None = None
    zone: str = ""  # in which `due_at` counts
    late: int = 0  # on which day of being late it is
    count: int = 1  # of how many things this is one row
    absent: str = ""  # in whose stead it is to be done


def days_late(due_at: datetime | None, now: datetime) -> int:
    """Return on which day of being late it is; 0 is in time."""
    return 0 if due_at is None or now < due_at else (now - due_at).days + 1
