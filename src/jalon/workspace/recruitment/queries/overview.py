"""What the page of a call shows: where it is, what it lacks, what comes next, for this reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import CALL_STATES, MISSING
from jalon.workspace.recruitment.queries.facts import lacking
from jalon.workspace.recruitment.queries.standing import TONES, state_of
from jalon.workspace.recruitment.queries.timeline import (
    StageRow,
    Waiting,
    timeline_of,
    waits_for,
)
from jalon.workspace.recruitment.rules.calls import PUBLIC, CallState, CallStep, Missing
from jalon.workspace.recruitment.rules.editing import BEFORE_OPENING

S = CallState
NEXT: dict[CallState, CallStep] = {
    S.DRAFT: CallStep.SUBMIT,
    S.IN_CLEARANCE: CallStep.PUBLISH,
    S.CLEARED: CallStep.PUBLISH,
    S.PUBLISHED: CallStep.SCREEN,
    S.CLOSED: CallStep.SCREEN,
}
# What is lacking -> the page on which it is set.
PAGES: dict[Missing, str] = {
    Missing.TITLE: "edit-call",
    Missing.VACANCY_NUMBER: "edit-call",
    Missing.GRADE: "edit-call",
    Missing.DUTY_STATION: "edit-call",
    Missing.CONTRACT_TYPE: "edit-call",
    Missing.DEADLINE: "edit-call",
    Missing.LANGUAGES: "texts",
    Missing.DUTIES: "texts",
    Missing.AUDIENCE: "requirements",
    Missing.REQUIREMENTS: "requirements",
    Missing.STATEMENTS: "checks",
    Missing.CRITERIA: "criteria",
    Missing.PANEL: "panel",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that the next step needs, and the page where it is set (empty: elsewhere)."""

    words: Any
    page: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The page of a call."""

    state: CallState
    lacks: Sequence[Lack]
    next_step: CallStep | None
    waiting: Waiting | None
    timeline: Sequence[StageRow]
    can_edit: bool
    can_publish: bool
    sees_files: bool

    @property
    def words(self) -> Any:
        return CALL_STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_draft(self) -> bool:
        return self.state is S.DRAFT

    @property
    def is_out(self) -> bool:
        return self.state is S.PUBLISHED

    @property
    def in_office(self) -> bool:
        return self.state in {S.IN_CLEARANCE, S.CLEARED}

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def may_extend(self) -> bool:
        return self.state in {S.PUBLISHED, S.CLOSED}

    @property
    def takes_late(self) -> bool:
        """Tell whether somebody may still be let in, or an application entered for them."""
        return self.state in {S.PUBLISHED, S.CLOSED}

    @property
    def may_set_criteria(self) -> bool:
        return self.can_edit and self.state in BEFORE_OPENING

    @property
    def is_over(self) -> bool:
        return self.state in {S.DECIDED, S.CANCELLED}

    @property
    def may_change_words(self) -> bool:
        return self.can_edit and self.is_draft


def overview_of(
    call: Call, now: datetime, *, can_edit: bool, can_publish: bool, sees_files: bool
) -> Overview:
    """Return where a call is; fetch it with texts, requirements and timeline."""
    state = state_of(call, now)
    step = NEXT.get(state)
    lacks = lacking(call, step) if step else ()
    return Overview(
        state=state,
        lacks=[_lack(each) for each in lacks],
        next_step=step,
        waiting=waits_for(call, state),
        timeline=timeline_of(call, state, now),
        can_edit=can_edit,
        can_publish=can_publish,
        sees_files=sees_files,
    )


def _lack(each: Missing) -> Lack:
    page = PAGES.get(each)
    return Lack(MISSING[each], f"recruitment:{page}" if page else "")
