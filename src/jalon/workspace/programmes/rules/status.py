"""In which state a programme is, and which steps lead on."""

from enum import StrEnum

from jalon.errors import RuleBroken


class Status(StrEnum):
    """IATI ActivityStatus."""

    PIPELINE = "1"
    IMPLEMENTATION = "2"
    FINALISATION = "3"
    CLOSED = "4"
    CANCELLED = "5"
    SUSPENDED = "6"


class StatusStep(StrEnum):
    """What can be done with a programme as a whole."""

    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    FINISH = "finish"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"


NEXT: dict[tuple[Status, StatusStep], Status] = {
    (Status.PIPELINE, StatusStep.START): Status.IMPLEMENTATION,
    (Status.PIPELINE, StatusStep.CANCEL): Status.CANCELLED,
    (Status.IMPLEMENTATION, StatusStep.FINISH): Status.FINALISATION,
    (Status.IMPLEMENTATION, StatusStep.SUSPEND): Status.SUSPENDED,
    (Status.IMPLEMENTATION, StatusStep.CANCEL): Status.CANCELLED,
    (Status.SUSPENDED, StatusStep.RESUME): Status.IMPLEMENTATION,
    (Status.SUSPENDED, StatusStep.CANCEL): Status.CANCELLED,
    (Status.FINALISATION, StatusStep.RESUME): Status.IMPLEMENTATION,
    (Status.FINALISATION, StatusStep.CLOSE): Status.CLOSED,
    (Status.CLOSED, StatusStep.REOPEN): Status.FINALISATION,
    (Status.CANCELLED, StatusStep.REOPEN): Status.PIPELINE,
}
NEEDS_REASON = frozenset({StatusStep.SUSPEND, StatusStep.CANCEL, StatusStep.REOPEN})
CAN_BE_ARCHIVED = frozenset({Status.CLOSED, Status.CANCELLED})


def status_after(status: Status, step: StatusStep, reason: str = "") -> Status:
    """Return the status that follows `step`."""
    if (status, step) not in NEXT:
        raise RuleBroken("programme-step-not-open", step=step.value)
    if step in NEEDS_REASON and not reason.strip():
        raise RuleBroken("step-without-reason")
    return NEXT[status, step]


def open_steps(status: Status) -> list[StatusStep]:
    """Return the steps that lead on from `status`."""
    return [step for found, step in NEXT if found is status]


def check_can_be_archived(status: Status) -> None:
    if status not in CAN_BE_ARCHIVED:
        raise RuleBroken("programme-not-over")


def check_not_archived(*, archived: bool) -> None:
    """Refuse a change to a programme that rests in the archive."""
    if archived:
        raise RuleBroken("programme-archived")
