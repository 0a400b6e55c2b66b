"""When the words of a call may be changed, and what a change of a published one asks for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.calls import AmendmentEffect, CallState, effect_of
from jalon.workspace.recruitment.rules.kinds import CallKind

# Kinds that no grade belongs to.
WITHOUT_GRADE = frozenset({CallKind.CONSULTANCY, CallKind.INTERNSHIP})
# Until applications are opened, criteria may still be set.
BEFORE_OPENING = frozenset(
    {
        CallState.DRAFT,
        CallState.IN_CLEARANCE,
        CallState.CLEARED,
        CallState.PUBLISHED,
        CallState.CLOSED,
    }
)
# What is kept -> what `calls.EFFECT_OF` calls it.
NAMES = {
    "duty_station": "duty-station",
    "contract_type": "contract-type",
    "duration": "contract-duration",
    "eligibility": "audience",
    "education": "requirements",
    "experience": "requirements",
    "languages": "requirements",  # of a text: which are asked
    "competencies": "requirements",
}
# Own practice: so long there is at least to apply, or to apply anew, after what is asked changed.
LEAST_TIME = timedelta(days=7)
# Changes of one day are one change: the time that the first of them gave is for all.
TOGETHER = timedelta(days=1)


def check_draft(state: CallState) -> None:
    """Refuse to change words that are being cleared, or were."""
    if state is not CallState.DRAFT:
        raise RuleBroken("call-not-draft", state=state)


def check_days_to_come(
    reached: Mapping[str, date | None], days: Mapping[CallState, date | None]
) -> None:
    """Refuse to move a planned day once its stage was reached: what was missed stays told."""
    moved = [stage for stage, day in days.items() if stage in reached and reached[stage] != day]
    if moved:
        raise RuleBroken("planned-stage-reached", stages=moved)


def check_criteria_open(state: CallState, *, fixed_at: datetime | None) -> None:
    """Refuse to change criteria that are fixed, or once applications may have been read."""
    if state not in BEFORE_OPENING:
        raise RuleBroken("criteria-fixed", opened_at=state)
    if fixed_at is not None:
        raise RuleBroken("criteria-stand", fixed_at=fixed_at)


def check_amendment(changed: Iterable[str], *, extended: bool) -> AmendmentEffect:
    """Return the gravest consequence of an amendment; refuse it without what it asks for."""
    names = {NAMES.get(name, name) for name in changed}
    if not names and not extended:
        raise RuleBroken("amendment-changes-nothing")
    effect = effect_of(names)
    if effect is AmendmentEffect.NEW_CALL:
        raise RuleBroken("amendment-needs-new-call", fields=sorted(names))
    if effect is AmendmentEffect.EXTEND and not extended:
        raise RuleBroken("amendment-without-time", fields=sorted(names))
    return effect


def check_time_left(effect: AmendmentEffect, *, now: datetime, closes_at: datetime) -> None:
    """Refuse to change what is asked where too little time is left to answer it."""
    if effect is AmendmentEffect.EXTEND and closes_at - now < LEAST_TIME:
        raise RuleBroken("amendment-too-late", days=LEAST_TIME.days)
