"""What a row of an application says without its age or nationality, for whoever scores blind.

When somebody worked first tells an age, a mother tongue often a nationality: of the one the length
is shown, of the other the level.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jalon.workspace.recruitment.rules.experience import DAY, months_between
from jalon.workspace.recruitment.rules.languages import RANGE, SKILLS, Wording

Row = Mapping[str, Any]

# Columns that would tell it, although marks are given on their rows.
TELLING: dict[str, frozenset[str]] = {
    "education": frozenset({"year", "country"}),
    "employment": frozenset({"country", "start", "end"}),
}


def untold(section: str, row: Row, *, today: date) -> dict[str, Any]:
    """Return a row without what would tell it, and what can be said in its place."""
    hidden = TELLING.get(section, frozenset())
    kept = {name: value for name, value in row.items() if name not in hidden}
    if section == "employment":
        return {**kept, "length": _length(row, today)}
    if section == "languages" and row.get("wording") == Wording.NATIVE:
        highest = RANGE[Wording.NATIVE][0]
        levels = {skill: row.get(skill) or highest for skill in SKILLS}
        return {"row": row.get("row"), "language": row.get("language"), **levels}
    return kept


def _length(row: Row, today: date) -> int | None:
    """Return the months of an employment, rounded; None where its days cannot be read."""
    try:
        start = date.fromisoformat(str(row.get("start")))
        end = date.fromisoformat(str(row["end"])) if row.get("end") else today
    except ValueError:
        return None
    return max(1, round(months_between(start, end + DAY)))
