"""One line of the table of timelines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import CALL_STATES
from jalon.workspace.recruitment.queries.standing import TONES, state_of
from jalon.workspace.recruitment.queries.timeline import StageRow, timeline_of
from jalon.workspace.recruitment.rules.calls import CallState

Words = str | Promise
S = CallState
WAITS: dict[CallState, Words] = {
    S.DRAFT: _("to be handed in"),
    S.IN_CLEARANCE: _("for the office's clearance"),
    S.CLEARED: _("to be published"),
    S.PUBLISHED: _("for applications"),
    S.CLOSED: _("for the applications to be opened"),
    S.SCREENING: _("for the lists"),
    S.ASSESSMENT: _("for marks, then a decision"),
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A call: its stages, for what it waits and since when."""

    call: Call
    state: CallState
    stages: Sequence[StageRow]
    days_here: int | None

    @property
    def words(self) -> Words:
        return CALL_STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def waits(self) -> Words:
        return WAITS.get(self.state, "")

    @property
    def who(self) -> Sequence[str]:
        """Return with whom it waits: those of the open clearance steps, else who answers."""
        if self.state is S.IN_CLEARANCE and self.call.notice is not None:
            steps = [s for s in self.call.notice.steps.all() if s.opened_at and not s.decided_at]
            return [str(s.assignee) if s.assignee else s.get_role_display() for s in steps]
        return [str(self.call.responsible)] if self.waits and self.state is not S.PUBLISHED else []


def timeline_row(call: Call, now: datetime) -> TimelineRow:
    """Return the line of a call; fetch it with timeline, notice and steps."""
    state = state_of(call, now)
    stages = timeline_of(call, state, now)
    reached = [each.reached_at for each in stages if each.reached_at]
    since = max(reached, default=call.begun_at)
    over = state in {S.DECIDED, S.CANCELLED}
    return TimelineRow(call, state, stages, None if over else (now - since).days)
