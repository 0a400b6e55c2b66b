"""What was decided about a call, with those in reserve, the newest first; whose turn it is."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch

from jalon.workspace.recruitment.models import Appeal, Application, Call, Decision
from jalon.workspace.recruitment.rules.applications import ApplicationState


def decisions_of(call: Call) -> Sequence[Decision]:
    """Return all decisions, also those that were set aside; three queries."""
    appeals = Prefetch("appeals", Appeal.objects.select_related("by", "answered_by").order_by("pk"))
    rows = call.decisions.select_related("chosen", "by", "set_aside_by")
    return list(rows.prefetch_related("reserves__application", appeals).order_by("-pk"))


def decision_of(call: Call) -> Decision | None:
    """Return the decision that holds."""
    return call.decisions.filter(set_aside_at=None).select_related("chosen", "by").first()


def named_in(decision: Decision, today: date) -> list[Application]:
    """Return the chosen, then those whose place in reserve holds, in order; two queries at most."""
    reserves = [each for each in decision.reserves.all() if each.until_date >= today]
    reserves.sort(key=lambda each: each.rank)
    order = [decision.chosen_id, *(each.application_id for each in reserves)]
    rows = Application.objects.select_related("appointment").in_bulk([pk for pk in order if pk])
    return [rows[pk] for pk in order if pk]


def is_somebodys_turn(decisions: Sequence[Decision], today: date) -> bool:
    """Tell whether a contract can come from the decision that holds."""
    holds = next((each for each in decisions if each.set_aside_at is None), None)
    return holds is not None and bool(standing_of(named_in(holds, today)))


def has_running(call: Call, today: date) -> bool:
    """Tell whether a contract in which the call ended runs, or will."""
    return call.appointments.filter(ended_early_date=None, end_date__gte=today).exists()


def standing_of(named: Sequence[Application]) -> list[Application]:
    """Return those who have not withdrawn, and have had no contract of this call."""
    return [
        row
        for row in named
        if row.state == ApplicationState.SUBMITTED and not hasattr(row, "appointment")
    ]
