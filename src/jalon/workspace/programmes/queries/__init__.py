"""Read programmes, their calendars and their people."""

from jalon.workspace.programmes.queries.calendars import (
    DayOff,
    calendar_of,
    holidays_of,
    is_known,
    weekend_of,
    working_day_after,
)
from jalon.workspace.programmes.queries.people import (
    colleagues_in,
    delegations_in,
    grants_of,
    holders_in,
    past_grants_of,
    roles_to_give,
)
from jalon.workspace.programmes.queries.programmes import (
    ReportingPeriod,
    listed,
    reporting_periods_of,
    with_facts,
)

__all__ = [
    "DayOff",
    "ReportingPeriod",
    "calendar_of",
    "colleagues_in",
    "delegations_in",
    "grants_of",
    "holders_in",
    "holidays_of",
    "is_known",
    "listed",
    "past_grants_of",
    "reporting_periods_of",
    "roles_to_give",
    "weekend_of",
    "with_facts",
    "working_day_after",
]
