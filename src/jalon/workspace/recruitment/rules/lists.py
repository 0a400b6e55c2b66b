"""Who may stand on the long list and the short list."""

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.eligibility import Outcome
from jalon.workspace.recruitment.rules.kinds import ListKind


def check_listing(
    which: ListKind,
    *,
    is_on: bool,
    reason: str,
    outcome: Outcome,
    on_long_list: bool,
    marked: bool,
) -> None:
    """Refuse a place on a list before what it rests on is settled; each has its reason."""
    if not reason.strip():
        raise RuleBroken("listing-without-reason")
    if outcome is Outcome.OPEN:
        raise RuleBroken("listing-not-screened")
    if which is ListKind.LONG:
        if is_on and outcome is not Outcome.ELIGIBLE:
            raise RuleBroken("listing-not-eligible")
        if not is_on and outcome is Outcome.ELIGIBLE:
            raise RuleBroken("listing-eligible")
        return
    if is_on and not on_long_list:
        raise RuleBroken("listing-not-on-long-list")
    if not marked:
        raise RuleBroken("listing-not-marked")


def check_screened(open_: int, unlisted: int) -> None:
    """Refuse to begin the assessment while screening is not over."""
    if open_ or unlisted:
        raise RuleBroken("screening-open", count=max(open_, unlisted))
