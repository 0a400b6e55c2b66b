"""What a request asks for and cannot have together.

References
----------
Chinneck and Dravnieks (1991), *ORSA Journal on Computing* 3(2), 157-168: requirements are left out
one by one, and those whose absence does not help are none of the conflict.
Checked in ``tests/property/test_targeting.py``: what is named cannot hold, and all but any one can.
"""

from dataclasses import dataclass

from jalon.engine.targeting.request import Candidates, Request
from jalon.engine.targeting.solve import Row, cheapest, feasible, rows_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot all hold, though any of them can be given up to mend it.

    `names` as in `Row`. `least_budget` is what the other requirements cost at the least, where the
    budget is part of the conflict and money could mend it.
    """

    names: tuple[tuple[str, int] | tuple[str], ...]
    least_budget: float | None


def explain(candidates: Candidates, request: Request) -> Conflict | None:
    """Return a smallest set of requirements that cannot hold together; None where all can."""
    rows = list(rows_of(candidates, request))
    if feasible(rows, candidates.size):
        return None
    conflict = _without_bystanders(rows, candidates.size)
    least = None
    if ("budget",) in {row.name for row in conflict}:
        least = cheapest([row for row in rows if row.name != ("budget",)], candidates.cost)
    return Conflict(tuple(row.name for row in conflict), least)


def _without_bystanders(rows: list[Row], size: int) -> list[Row]:
    kept = list(rows)
    for row in rows:
        others = [each for each in kept if each is not row]
        if not feasible(others, size):
            kept = others
    return kept
