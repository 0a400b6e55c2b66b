"""What stays of a call when its people are forgotten: counts, without anybody in them."""

from itertools import pairwise
from typing import Any

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.balance import BY, balance, kept
from jalon.workspace.recruitment.queries.numbers import STEPS, everybody_of, staying


def figures_of(call: Call) -> dict[str, Any]:
    """Return counts by step, by sex and by region with small groups together, and the days."""
    of_balance = everybody_of(call)
    people = staying(of_balance)
    return {
        "steps": {
            step: sum(person.reached > number for person in people)
            for number, step in enumerate(STEPS)
        },
        "balance": {by: kept(balance(of_balance, by)) for by in BY},
        "days": _days(call),
    }


def _days(call: Call) -> dict[str, int]:
    """Return, for each stage reached, how many days it came after the one before."""
    rows = call.timeline.values_list("stage", "reached_at").order_by("reached_at")
    reached = [(stage, at) for stage, at in rows if at is not None]
    return {stage: (at - before).days for (_stage, before), (stage, at) in pairwise(reached)}
