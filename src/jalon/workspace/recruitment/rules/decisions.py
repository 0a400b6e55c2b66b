"""Who decides, whom they may choose, and on which marks the last ranking stands.

The panel scores and proposes; somebody else decides. Whoever has given marks would otherwise judge
their own work, and an appeal against the decision would be one against the marks as well.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.conditions import AppointmentKind
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.retention import RESERVE_MONTHS, later

# What a call ends in; a consultancy ends in the record of a contract, never in a post.
ENDS_IN: dict[CallKind, AppointmentKind] = {
    CallKind.NATIONAL_OFFICER: AppointmentKind.FIXED_TERM,
    CallKind.INTERNATIONAL: AppointmentKind.FIXED_TERM,
    CallKind.SUPPORT: AppointmentKind.FIXED_TERM,
    CallKind.TEMPORARY: AppointmentKind.TEMPORARY,
    CallKind.INTERNSHIP: AppointmentKind.INTERNSHIP,
    CallKind.CONSULTANCY: AppointmentKind.CONSULTANCY,
}
APPEAL_DAYS = 60  # own practice; the office's rules may give another number


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decides: who is chosen (nobody: ""), and who waits in reserve, in order."""

    chosen: str
    reserve: tuple[str, ...] = ()
    reserve_until: date | None = None


def final_stages(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages whose marks rank the candidates.

    Marks of the applications made the short list; they count again only where nothing follows.
    """
    had = set(stages)
    later_ones = tuple(s for s in (Stage.WRITTEN_TEST, Stage.INTERVIEW) if s in had)
    return later_ones or tuple(s for s in (Stage.APPLICATION,) if s in had)


def check_decider(decider: str, scorers: Collection[str]) -> None:
    """Refuse a decision by somebody who scores in this call."""
    if decider in scorers:
        raise RuleBroken("decider-scores")


def check_choice(
    choice: Choice,
    *,
    state: CallState,
    eligible: Collection[str],
    reason: str,
    today: date,
) -> None:
    """Refuse to choose whom the ranking does not hold, and a reserve that cannot be kept."""
    if not reason.strip():
        raise RuleBroken("decision-without-reason")
    named = [code for code in (choice.chosen, *choice.reserve) if code]
    if named and state is CallState.SCREENING:
        raise RuleBroken("decision-before-assessment")
    if strange := sorted(set(named) - set(eligible)):
        raise RuleBroken("decision-not-ranked", codes=strange)
    if len(set(named)) < len(named):
        raise RuleBroken("decision-named-twice")
    _check_reserve(choice, today)


def _check_reserve(choice: Choice, today: date) -> None:
    if not choice.reserve:
        return
    if choice.reserve_until is None or choice.reserve_until <= today:
        raise RuleBroken("reserve-without-day")
    if choice.reserve_until > (last := later(today, RESERVE_MONTHS)):
        raise RuleBroken("reserve-too-long", last=last, months=RESERVE_MONTHS)


def check_not_appointed(*, appointed: bool) -> None:
    """Refuse to set aside a decision from which a contract has come: that is ended first."""
    if appointed:
        raise RuleBroken("decision-has-contract")


def appeal_until(decided: date) -> date:
    """Return the last day on which a candidate can appeal."""
    return decided + timedelta(days=APPEAL_DAYS)


def check_appointable(
    code: str, *, named: Sequence[str], standing: Sequence[str], runs: bool, reason: str
) -> None:
    """Refuse a contract of whom the decision does not name, or whose turn it is not.

    `named` are the chosen and the reserve, in order; `standing` those who have not withdrawn. Where
    a contract of the call `runs`, another is for a like post, and says so.
    """
    if code not in named:
        raise RuleBroken("appointment-not-chosen")
    if code not in standing:
        raise RuleBroken("appointment-withdrawn")
    if runs and not reason.strip():
        raise RuleBroken("appointment-runs")
    if code != standing[0] and not reason.strip():
        raise RuleBroken("appointment-out-of-turn", first=standing[0])
