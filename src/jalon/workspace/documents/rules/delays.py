"""What recording a delay asks for."""

from datetime import datetime

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.deadlines import is_overdue
from jalon.workspace.documents.rules.states import NOT_HANDED_IN, ObligationState


def check_delay(
    state: ObligationState,
    *,
    due_at: datetime,
    promised_at: datetime,
    reason: str,
    next_action: str,
    now: datetime,
) -> None:
    """Insist on a reason and a later date; on a next action too, once the paper is overdue."""
    if state not in NOT_HANDED_IN:
        raise RuleBroken("delay-of-nothing-owed", state=state)
    if not reason.strip():
        raise RuleBroken("reason-needed")
    if promised_at <= now:
        raise RuleBroken("delay-into-the-past")
    if promised_at <= due_at:
        raise RuleBroken("delay-before-due")
    if is_overdue(state, due_at=due_at, now=now) and not next_action.strip():
        raise RuleBroken("delay-without-action")
