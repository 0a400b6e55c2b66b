"""The way of an actual, as a table of every status and step."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.results.rules.workflow import (
    Status,
    Step,
    after,
    check_editable,
    check_step,
    permission_for,
    steps_from,
)

#               submit     withdraw  return    verify    lock    reopen
CASES = """
    draft       submitted  -         -         -         -       -
    submitted   -          draft     returned  verified  -       -
    returned    submitted  -         -         -         -       -
    verified    -          -         -         -         locked  returned
    locked      -          -         -         -         -       returned
"""
ROWS = [line.split() for line in CASES.strip().splitlines()]
CELLS = [
    (Status(row[0]), step, None if cell == "-" else Status(cell))
    for row in ROWS
    for step, cell in zip(Step, row[1:], strict=True)
]


def test_the_table_has_every_status() -> None:
    assert [row[0] for row in ROWS if row[0] not in list(Status)] == []
    assert {row[0] for row in ROWS} == set(Status)


@pytest.mark.parametrize(("status", "step", "following"), CELLS)
def test_what_follows(status: Status, step: Step, following: Status | None) -> None:
    if following is None:
        with pytest.raises(RuleBroken, match="actual-step-not-open"):
            after(status, step)
        assert step not in steps_from(status)
    else:
        assert after(status, step) is following
        assert step in steps_from(status)


@pytest.mark.parametrize(
    ("status", "step", "permission"),
    [
        (Status.DRAFT, Step.SUBMIT, Permission.ACTUAL_REPORT),
        (Status.SUBMITTED, Step.WITHDRAW, Permission.ACTUAL_REPORT),
        (Status.SUBMITTED, Step.RETURN, Permission.ACTUAL_VERIFY),
        (Status.SUBMITTED, Step.VERIFY, Permission.ACTUAL_VERIFY),
        (Status.VERIFIED, Step.LOCK, Permission.ACTUAL_LOCK),
        (Status.VERIFIED, Step.REOPEN, Permission.ACTUAL_VERIFY),
        (Status.LOCKED, Step.REOPEN, Permission.ACTUAL_LOCK),
    ],
)
def test_who_may(status: Status, step: Step, permission: Permission) -> None:
    assert permission_for(status, step) is permission


def step_of(
    step: Step, status: Status, *, by: int = 1, author: int = 2, reason: str = ""
) -> Status:
    return check_step(status, step, by=by, authors=frozenset({author}), reason=reason)


@pytest.mark.parametrize("step", [Step.VERIFY, Step.RETURN])
def test_nobody_judges_their_own(step: Step) -> None:
    with pytest.raises(RuleBroken, match="actual-own-work"):
        step_of(step, Status.SUBMITTED, by=2, reason="because")


def test_a_return_and_a_reopening_need_a_reason() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        step_of(Step.RETURN, Status.SUBMITTED, reason="  ")
    with pytest.raises(RuleBroken, match="reason-needed"):
        step_of(Step.REOPEN, Status.LOCKED)
    assert step_of(Step.REOPEN, Status.LOCKED, reason="error in the sum") is Status.RETURNED


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED, Status.LOCKED])
def test_only_drafts_and_what_was_returned_can_be_changed(status: Status) -> None:
    with pytest.raises(RuleBroken):
        check_editable(status)
    check_editable(Status.DRAFT)
    check_editable(Status.RETURNED)
