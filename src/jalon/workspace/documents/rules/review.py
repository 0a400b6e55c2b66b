"""What a review asks of a text before it goes on."""

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.programmes.rules import Status

REPORTS = frozenset({Kind.PROGRESS_REPORT, Kind.FINAL_REPORT, Kind.FINANCIAL_REPORT})
# Consistency rule 73 of the field: there is something to report on
REPORTABLE = frozenset({Status.IMPLEMENTATION, Status.FINALISATION, Status.SUSPENDED})


def check_reportable(kind: Kind, status: Status) -> None:
    """Refuse a report on a programme that has not begun, is closed or was called off."""
    if kind in REPORTS and status not in REPORTABLE:
        raise RuleBroken("report-without-work")


def check_answered(unanswered: int) -> None:
    """Insist that each comment of the last round has its answer before the next is opened."""
    if unanswered:
        raise RuleBroken("comments-unanswered", count=unanswered)


def check_undecided(decided: int) -> None:
    """Insist that nobody has decided yet before a version takes the place of another."""
    if decided:
        raise RuleBroken("round-under-way")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("reason-needed")
