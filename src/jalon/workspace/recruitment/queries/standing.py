"""How far a call has come: by what is kept, by its notice's clearance, and by the clock.

Nobody has to press a button when the notice is cleared or the deadline passes; the next step that
somebody takes writes down what has happened (`services.following`).
"""

from datetime import datetime

from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.rules.calls import CallState

D = DocumentState
DECIDED = frozenset({D.CLEARED, D.ACCEPTED})
CAME_BACK = frozenset({D.RETURNED, D.WITHDRAWN, D.DRAFT})
IN_OFFICE = frozenset({CallState.IN_CLEARANCE, CallState.CLEARED})

TONES: dict[CallState, str] = {
    CallState.DRAFT: "neutral",
    CallState.IN_CLEARANCE: "waiting",
    CallState.CLEARED: "good",
    CallState.PUBLISHED: "good",
    CallState.CLOSED: "waiting",
    CallState.SCREENING: "waiting",
    CallState.ASSESSMENT: "waiting",
    CallState.DECIDED: "good",
    CallState.CANCELLED: "neutral",
}


def state_of(call: Call, now: datetime) -> CallState:
    """Return where a call is; fetch it with its `notice`."""
    state = CallState(call.state)
    if state in IN_OFFICE and call.notice is not None:
        return _by_notice(state, D(call.notice.state))
    if state is CallState.PUBLISHED and call.closes_at is not None and call.closes_at <= now:
        return CallState.CLOSED
    return state


def _by_notice(state: CallState, notice: DocumentState) -> CallState:
    if notice in DECIDED:
        return CallState.CLEARED
    if notice in CAME_BACK:
        return CallState.DRAFT
    return CallState.IN_CLEARANCE


def is_cleared(call: Call) -> bool:
    """Tell whether the office has cleared the notice as it stands."""
    return call.notice is not None and D(call.notice.state) in DECIDED
