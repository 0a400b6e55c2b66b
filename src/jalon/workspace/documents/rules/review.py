"""What a review asks of a text before it goes on."""

from jalon.errors import RuleBroken


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
