"""What programmes go by: pure functions over plain values."""

from jalon.workspace.programmes.rules.calendar import (
    Span,
    add_working_days,
    check_leave,
    end_of_day,
    is_working_day,
    reporting_periods,
    working_days_between,
)
from jalon.workspace.programmes.rules.grants import (
    can_give,
    check_a_director_stays,
    check_an_administrator_stays,
    check_can_give,
    check_can_lend,
    check_holder,
)
from jalon.workspace.programmes.rules.programmes import (
    check_covered,
    check_dates,
    check_shares,
    check_title,
    checked_code,
)
from jalon.workspace.programmes.rules.reach import Reach, Scope, absent_behind, allowed, scope_of
from jalon.workspace.programmes.rules.status import (
    CAN_BE_ARCHIVED,
    NEEDS_REASON,
    Status,
    StatusStep,
    check_can_be_archived,
    check_not_archived,
    open_steps,
    status_after,
)

__all__ = [
    "CAN_BE_ARCHIVED",
    "NEEDS_REASON",
    "Reach",
    "Scope",
    "Span",
    "Status",
    "StatusStep",
    "absent_behind",
    "add_working_days",
    "allowed",
    "can_give",
    "check_a_director_stays",
    "check_an_administrator_stays",
    "check_can_be_archived",
    "check_can_give",
    "check_can_lend",
    "check_covered",
    "check_dates",
    "check_holder",
    "check_leave",
    "check_not_archived",
    "check_shares",
    "check_title",
    "checked_code",
    "end_of_day",
    "is_working_day",
    "open_steps",
    "reporting_periods",
    "scope_of",
    "status_after",
    "working_days_between",
]
