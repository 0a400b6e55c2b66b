"""What a paper goes through, as tables: state and action give the next state."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from jalon.errors import RuleBroken


class ObligationState(StrEnum):
    """How far a paper that is owed has come; overdue is computed (see `deadlines`)."""

    DUE = "due"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLEARED = "cleared"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class DocumentState(StrEnum):
    """How far a text has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLEARED = "cleared"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    """How far a step of the clearance chain has come; computed from its facts."""

    WAITING = "waiting"
    OPEN = "open"
    CLEARED = "cleared"
    RETURNED = "returned"
    SKIPPED = "skipped"


class Action(StrEnum):
    SUBMIT = "submit"
    CLEAR = "clear"
    RETURN = "return"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    OPEN = "open"
    SKIP = "skip"


Owed, D, S, A = ObligationState, DocumentState, StepState, Action

NEXT_OBLIGATION: dict[tuple[ObligationState, Action], ObligationState] = {
    (Owed.DUE, A.SUBMIT): Owed.SUBMITTED,
    (Owed.SUBMITTED, A.SUBMIT): Owed.SUBMITTED,
    (Owed.SUBMITTED, A.RETURN): Owed.RETURNED,
    (Owed.SUBMITTED, A.CLEAR): Owed.CLEARED,
    (Owed.RETURNED, A.SUBMIT): Owed.SUBMITTED,
    (Owed.CLEARED, A.RETURN): Owed.RETURNED,
    (Owed.CLEARED, A.ACCEPT): Owed.ACCEPTED,
    (Owed.DUE, A.WITHDRAW): Owed.WITHDRAWN,
    (Owed.SUBMITTED, A.WITHDRAW): Owed.WITHDRAWN,
    (Owed.RETURNED, A.WITHDRAW): Owed.WITHDRAWN,
    (Owed.CLEARED, A.WITHDRAW): Owed.WITHDRAWN,
    (Owed.WITHDRAWN, A.RESTORE): Owed.DUE,
}

NEXT_DOCUMENT: dict[tuple[DocumentState, Action], DocumentState] = {
    (D.DRAFT, A.SUBMIT): D.SUBMITTED,
    (D.SUBMITTED, A.SUBMIT): D.SUBMITTED,  # a better version, before the first decision
    (D.SUBMITTED, A.RETURN): D.RETURNED,
    (D.SUBMITTED, A.CLEAR): D.CLEARED,
    (D.RETURNED, A.SUBMIT): D.SUBMITTED,
    (D.CLEARED, A.RETURN): D.RETURNED,
    (D.CLEARED, A.ACCEPT): D.ACCEPTED,
    (D.DRAFT, A.WITHDRAW): D.WITHDRAWN,
    (D.SUBMITTED, A.WITHDRAW): D.WITHDRAWN,
    (D.RETURNED, A.WITHDRAW): D.WITHDRAWN,
    (D.CLEARED, A.WITHDRAW): D.WITHDRAWN,
    (D.WITHDRAWN, A.RESTORE): D.DRAFT,
}

NEXT_STEP: dict[tuple[StepState, Action], StepState] = {
    (S.WAITING, A.OPEN): S.OPEN,
    (S.OPEN, A.CLEAR): S.CLEARED,
    (S.OPEN, A.RETURN): S.RETURNED,
    (S.WAITING, A.SKIP): S.SKIPPED,
    (S.OPEN, A.SKIP): S.SKIPPED,
}

# Nothing is expected any more of a paper in these states.
CLOSED = frozenset({Owed.ACCEPTED, Owed.WITHDRAWN})
# The paper has not been handed in, so that it can be late.
NOT_HANDED_IN = frozenset({Owed.DUE, Owed.RETURNED})
# What the receiver of a paper may know of.
HANDED_OVER = frozenset({Owed.SUBMITTED, Owed.CLEARED, Owed.ACCEPTED})


State = TypeVar("State", bound=StrEnum)


def after(table: Mapping[tuple[State, Action], State], state: State, action: Action) -> State:
    """Return the state that follows `action`."""
    try:
        return table[state, action]
    except KeyError:
        raise RuleBroken("action-not-open", action=action, state=state) from None


def is_open(table: Mapping[tuple[State, Action], State], state: State, action: Action) -> bool:
    """Tell whether `action` can follow `state`."""
    return (state, action) in table
