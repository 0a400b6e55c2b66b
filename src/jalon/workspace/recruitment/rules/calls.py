"""What a call goes through, and what must stand before it is published or its applications opened.

The steps are those of the office's notices: clearance, a public notice with a deadline, screening
on minimum requirements, tests and interviews, a decision by whoever has the authority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jalon.errors import RuleBroken


class CallState(StrEnum):
    """How far a call has come; whether one may still apply is told by the clock (`deadlines`)."""

    DRAFT = "draft"
    IN_CLEARANCE = "in-clearance"
    CLEARED = "cleared"
    PUBLISHED = "published"
    CLOSED = "closed"
    SCREENING = "screening"
    ASSESSMENT = "assessment"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class CallStep(StrEnum):
    """What somebody does with a call."""

    SUBMIT = "submit"
    RETURN = "return"
    CLEAR = "clear"
    REVISE = "revise"
    PUBLISH = "publish"
    AMEND = "amend"
    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen"
    SCREEN = "screen"
    ASSESS = "assess"
    DECIDE = "decide"
    SET_ASIDE = "set-aside"
    CANCEL = "cancel"


S, T = CallState, CallStep

NEXT: dict[tuple[CallState, CallStep], CallState] = {
    (S.DRAFT, T.SUBMIT): S.IN_CLEARANCE,
    (S.IN_CLEARANCE, T.RETURN): S.DRAFT,
    (S.IN_CLEARANCE, T.CLEAR): S.CLEARED,
    (S.CLEARED, T.REVISE): S.DRAFT,  # what was cleared is not what is published: clear it again
    (S.CLEARED, T.PUBLISH): S.PUBLISHED,
    (S.PUBLISHED, T.AMEND): S.PUBLISHED,
    (S.PUBLISHED, T.EXTEND): S.PUBLISHED,
    (S.PUBLISHED, T.CLOSE): S.CLOSED,
    (S.CLOSED, T.REOPEN): S.PUBLISHED,  # only while no application has been opened
    (S.CLOSED, T.SCREEN): S.SCREENING,
    (S.SCREENING, T.ASSESS): S.ASSESSMENT,
    (S.ASSESSMENT, T.DECIDE): S.DECIDED,
    (S.SCREENING, T.DECIDE): S.DECIDED,  # nobody met the requirements
    (S.DECIDED, T.SET_ASIDE): S.ASSESSMENT,  # after an appeal
    **{(state, T.CANCEL): S.CANCELLED for state in S if state not in {S.DECIDED, S.CANCELLED}},
}

# Steps that undo or change what others rely on: the record keeps why.
NEED_REASON = frozenset({T.RETURN, T.REVISE, T.AMEND, T.EXTEND, T.REOPEN, T.SET_ASIDE, T.CANCEL})
# The notice stands before the public, and stays on record for it.
PUBLIC = frozenset({S.PUBLISHED, S.CLOSED, S.SCREENING, S.ASSESSMENT, S.DECIDED})
RUNNING = frozenset({S.PUBLISHED, S.CLOSED, S.SCREENING, S.ASSESSMENT})


def after(state: CallState, step: CallStep, *, reason: str = "") -> CallState:
    """Return the state that follows `step`."""
    try:
        then = NEXT[state, step]
    except KeyError:
        raise RuleBroken("call-step-not-open", step=step, state=state) from None
    if step in NEED_REASON and not reason.strip():
        raise RuleBroken("call-step-without-reason", step=step)
    return then


class Missing(StrEnum):
    """What a call lacks."""

    TITLE = "title"
    VACANCY_NUMBER = "vacancy-number"
    GRADE = "grade"
    DUTY_STATION = "duty-station"
    CONTRACT_TYPE = "contract-type"
    LANGUAGES = "languages"
    DUTIES = "duties"
    DEADLINE = "deadline"
    AUDIENCE = "audience"
    REQUIREMENTS = "requirements"
    STATEMENTS = "statements"
    CLEARANCE = "clearance"
    CRITERIA = "criteria"
    PANEL = "panel"
    DECIDER = "decider"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What has been set of a call; each is true once a person has set it."""

    title: bool = False
    vacancy_number: bool = False
    grade: bool = False
    duty_station: bool = False
    contract_type: bool = False
    languages: bool = False
    duties: bool = False
    deadline: bool = False
    audience: bool = False
    requirements: bool = False
    statements: bool = False
    clearance: bool = False
    criteria: bool = False
    panel: bool = False
    decider: bool = False


FOR_CLEARANCE = (
    Missing.TITLE,
    Missing.GRADE,
    Missing.DUTY_STATION,
    Missing.CONTRACT_TYPE,
    Missing.LANGUAGES,
    Missing.DUTIES,
    Missing.AUDIENCE,
    Missing.REQUIREMENTS,
    Missing.STATEMENTS,
)
FOR_PUBLICATION = (*FOR_CLEARANCE, Missing.VACANCY_NUMBER, Missing.DEADLINE, Missing.CLEARANCE)
# Fixed and known to the panel before anybody has read an application.
FOR_OPENING = (Missing.CRITERIA, Missing.PANEL, Missing.DECIDER)
NEEDED: dict[CallStep, tuple[Missing, ...]] = {
    T.SUBMIT: FOR_CLEARANCE,
    T.PUBLISH: FOR_PUBLICATION,
    T.SCREEN: FOR_OPENING,
}


def missing_for(step: CallStep, facts: CallFacts) -> tuple[Missing, ...]:
    """Return what must still be set before `step`."""
    wanted = NEEDED.get(step, ())
    return tuple(each for each in wanted if not getattr(facts, each.name.lower()))


def check_ready(step: CallStep, facts: CallFacts) -> None:
    """Refuse `step` while something that it needs is not set."""
    if lacking := missing_for(step, facts):
        raise RuleBroken("call-not-ready", step=step, missing=lacking)


def check_publication(*, now: datetime, deadline: datetime) -> None:
    """Refuse to publish a call that nobody can answer any more."""
    if deadline <= now:
        raise RuleBroken("call-deadline-over", deadline=deadline)


def check_extension(*, now: datetime, deadline: datetime, extended_to: datetime) -> None:
    """Refuse an extension that takes time away, or gives none."""
    if extended_to <= deadline or extended_to <= now:
        raise RuleBroken("extension-not-later", deadline=deadline, extended_to=extended_to)


def check_reopening(*, opened: int) -> None:
    """Refuse to reopen a call of which applications have been read: late ones would gain by it."""
    if opened:
        raise RuleBroken("applications-opened", count=opened)


class AmendmentEffect(StrEnum):
    """What an amendment of a published notice asks for."""

    NOTE = "note"
    TELL = "tell"
    EXTEND = "extend"
    NEW_CALL = "new-call"


# Own practice: who has applied must know what changed, who did not must have time to apply anew.
EFFECT_OF: dict[str, AmendmentEffect] = {
    "grade": AmendmentEffect.NEW_CALL,
    "duty-station": AmendmentEffect.NEW_CALL,
    "contract-type": AmendmentEffect.NEW_CALL,
    "audience": AmendmentEffect.EXTEND,
    "requirements": AmendmentEffect.EXTEND,
    "duties": AmendmentEffect.EXTEND,
    "contract-duration": AmendmentEffect.EXTEND,
    "title": AmendmentEffect.TELL,
    "process": AmendmentEffect.TELL,
}


def effect_of(fields: Iterable[str]) -> AmendmentEffect:
    """Return the gravest consequence of changing `fields`; an unknown one is only noted."""
    order = list(AmendmentEffect)
    return max(
        (EFFECT_OF.get(f, AmendmentEffect.NOTE) for f in fields),
        key=order.index,
        default=AmendmentEffect.NOTE,
    )
