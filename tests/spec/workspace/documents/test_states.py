"""What may follow what."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.states import (
    NEXT_DOCUMENT,
    NEXT_OBLIGATION,
    NEXT_STEP,
    Action,
    DocumentState,
    ObligationState,
    StepState,
    after,
)

#   obligation  submit     clear    return    accept    withdraw   restore
OBLIGATION = """
    due         submitted  -        -         -         withdrawn  -
    submitted   submitted  cleared  returned  -         withdrawn  -
    returned    submitted  -        -         -         withdrawn  -
    cleared     -          -        returned  accepted  withdrawn  -
    accepted    -          -        -         -         -          -
    withdrawn   -          -        -         -         -          due
"""
#   document
DOCUMENT = OBLIGATION.replace("due", "draft")
ACTIONS = [
    Action.SUBMIT,
    Action.CLEAR,
    Action.RETURN,
    Action.ACCEPT,
    Action.WITHDRAW,
    Action.RESTORE,
]
#   step        open   clear    return    skip
STEP = """
    waiting     open   -        -         skipped
    open        -      cleared  returned  skipped
    cleared     -      -        -         -
    returned    -      -        -         -
    skipped     -      -        -         -
"""
STEP_ACTIONS = [Action.OPEN, Action.CLEAR, Action.RETURN, Action.SKIP]


def cases(table, states, actions):
    rows = [line.split() for line in table.strip().splitlines()]
    return [
        (states(row[0]), action, then)
        for row in rows
        for action, then in zip(actions, row[1:], strict=True)
    ]


@pytest.mark.parametrize(("state", "action", "then"), cases(OBLIGATION, ObligationState, ACTIONS))
def test_obligation(state, action, then) -> None:
    check(NEXT_OBLIGATION, state, action, then)


@pytest.mark.parametrize(("state", "action", "then"), cases(DOCUMENT, DocumentState, ACTIONS))
def test_document(state, action, then) -> None:
    check(NEXT_DOCUMENT, state, action, then)


@pytest.mark.parametrize(("state", "action", "then"), cases(STEP, StepState, STEP_ACTIONS))
def test_step(state, action, then) -> None:
    check(NEXT_STEP, state, action, then)


def check(table, state, action, then) -> None:
    if then == "-":
        with pytest.raises(RuleBroken, match="action-not-open"):
            after(table, state, action)
    else:
        assert after(table, state, action) == then
