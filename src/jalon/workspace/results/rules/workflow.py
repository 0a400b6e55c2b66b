"""The way of an actual: who may take which step from where."""

from enum import StrEnum

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission


class Status(StrEnum):
    """Where an actual stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    LOCKED = "locked"


class Step(StrEnum):
    """What can be done with an actual."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    VERIFY = "verify"
    LOCK = "lock"
    REOPEN = "reopen"


NEXT: dict[tuple[Status, Step], Status] = {
    (Status.DRAFT, Step.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Step.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Step.WITHDRAW): Status.DRAFT,
    (Status.SUBMITTED, Step.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Step.VERIFY): Status.VERIFIED,
    (Status.VERIFIED, Step.LOCK): Status.LOCKED,
    (Status.VERIFIED, Step.REOPEN): Status.RETURNED,
    (Status.LOCKED, Step.REOPEN): Status.RETURNED,
}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
HANDED_OVER = frozenset({Status.VERIFIED, Status.LOCKED})  # what the donor sees
NEEDS_REASON = frozenset({Step.RETURN, Step.REOPEN})
NOT_ONES_OWN = frozenset({Step.VERIFY, Step.RETURN})  # never by who reported it


def after(status: Status, step: Step) -> Status:
    """Return the status that follows `step`."""
    try:
        return NEXT[status, step]
    except KeyError:
        raise RuleBroken("actual-step-not-open", step=step, status=status) from None


def permission_for(status: Status, step: Step) -> Permission:
    """Return what somebody needs to be allowed to take `step` from `status`."""
    match step:
        case Step.SUBMIT | Step.WITHDRAW:
            return Permission.ACTUAL_REPORT
        case Step.RETURN | Step.VERIFY:
            return Permission.ACTUAL_VERIFY
        case Step.LOCK:
            return Permission.ACTUAL_LOCK
        case Step.REOPEN:
            locked = status is Status.LOCKED
            return Permission.ACTUAL_LOCK if locked else Permission.ACTUAL_VERIFY


def steps_from(status: Status) -> tuple[Step, ...]:
    """Return the steps that are open, in the order in which they are shown."""
    return tuple(step for (start, step) in NEXT if start is status)


def check_editable(status: Status) -> None:
    """Raise if the values of an actual can no longer be changed."""
    if status is Status.SUBMITTED:
        raise RuleBroken("actual-submitted")
    if status not in EDITABLE:
        raise RuleBroken("actual-closed", status=status)


def check_step(
    status: Status, step: Step, *, by: int, authors: frozenset[int], reason: str
) -> Status:
    """Return the status after `step`, or raise if these people and words do not allow it."""
    following = after(status, step)
    if step in NOT_ONES_OWN and by in authors:
        raise RuleBroken("actual-own-work")
    if step in NEEDS_REASON and not reason.strip():
        raise RuleBroken("reason-needed")
    return following
