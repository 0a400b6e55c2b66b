"""Since when a call is over, and what of an application is to be forgotten by a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jalon.workspace.recruitment.models import Appeal, Call
from jalon.workspace.recruitment.queries.decided import decision_of
from jalon.workspace.recruitment.rules.appeals import counted_from
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.retention import FIELD, purgeable


@dataclass(frozen=True, slots=True)
class Ending:
    """The day from which periods count; None while no decision holds or an appeal is open."""

    since: date | None = None
    appeal_until: date | None = None
    reserve: Mapping[int, date] | None = None  # application -> until when it is in reserve

    def due(self, application_id: int, today: date) -> tuple[str, ...]:
        """Return the fields of an application of which the time is over."""
        return purgeable(
            FIELD,
            today=today,
            decided=self.since,
            appeal_until=self.appeal_until,
            reserve_until=self.reserve_of(application_id),
        )

    def reserve_of(self, application_id: int) -> date | None:
        """Return the last day of an application's place in reserve."""
        return (self.reserve or {}).get(application_id)


def ending_of(call: Call) -> Ending:
    """Return when a call was decided or cancelled, or the last appeal of it was answered."""
    answers = Appeal.objects.filter(decision__call=call).values_list("answered_date", flat=True)
    if call.state == CallState.CANCELLED:
        row = call.timeline.filter(stage=CallState.CANCELLED.value).first()
        ended = timezone.localdate(row.reached_at) if row and row.reached_at else None
        return Ending(counted_from(ended, answers))
    decision = decision_of(call)
    if decision is None:
        return Ending()
    reserve = dict(decision.reserves.values_list("application", "until_date"))
    since = counted_from(timezone.localdate(decision.at), answers)
    return Ending(since, decision.appeal_until_date, reserve)
