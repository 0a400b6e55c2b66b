"""The stages of a call against their planned dates, and with whom it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import CALL_STATES
from jalon.workspace.recruitment.rules.calls import CallState

S = CallState
STAGES = (S.IN_CLEARANCE, S.CLEARED, S.PUBLISHED, S.CLOSED, S.SCREENING, S.ASSESSMENT, S.DECIDED)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage: when it was to be reached, and when it was."""

    stage: CallState
    planned_date: date | None
    reached_at: datetime | None
    is_here: bool
    days_late: int

    @property
    def words(self) -> Any:
        return CALL_STATES[self.stage]


@dataclass(frozen=True, slots=True)
class Waiting:
    """For what a call waits, with whom, and until when."""

    what: str | Promise
    who: tuple[str | Promise, ...] = ()
    until: datetime | None = None
    zone: str = ""


def timeline_of(call: Call, state: CallState, now: datetime) -> Sequence[StageRow]:
    """Return all stages in their order."""
    kept = {row.stage: row for row in call.timeline.all()}
    return [_row(call, stage, kept.get(stage), state, now) for stage in STAGES]


def _row(call: Call, stage: CallState, kept: Any, state: CallState, now: datetime) -> StageRow:
    planned = kept.planned_date if kept else None
    reached = kept.reached_at if kept else None
    if reached is None and stage is S.CLOSED and call.published_at and call.closes_at:
        reached = call.closes_at if call.closes_at <= now else None
    day = timezone.localdate(reached or now)
    over = planned is not None and day > planned and state is not S.CANCELLED
    return StageRow(
        stage, planned, reached, state is stage, (day - planned).days if over and planned else 0
    )


def waits_for(call: Call, state: CallState) -> Waiting | None:
    """Return where a call waits; None where it is over."""
    if state is S.IN_CLEARANCE and call.notice is not None:
        return _in_clearance(call)
    if state is S.PUBLISHED:
        return Waiting(_("for applications"), until=call.closes_at, zone=call.closes_zone)
    if state in {S.DECIDED, S.CANCELLED}:
        return None
    what = _("to be published") if state is S.CLEARED else _("for the next step")
    return Waiting(what, (str(call.responsible),))


def _in_clearance(call: Call) -> Waiting:
    assert call.notice is not None
    steps = list(call.notice.steps.open().select_related("assignee").order_by("due_at"))
    who = tuple(str(s.assignee) if s.assignee else s.get_role_display() for s in steps)
    until = steps[0].due_at if steps else None
    return Waiting(_("for a decision about the notice"), who, until, call.programme.time_zone)
