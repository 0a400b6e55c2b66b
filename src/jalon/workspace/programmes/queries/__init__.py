"""Read programmes, their calendars and their people."""

from jalon.workspace.programmes.queries.calendars import (
    holidays_of,
    weekend_of,
    working_day_after,
)

__all__ = ["holidays_of", "weekend_of", "working_day_after"]
