"""What programmes go by: pure functions over plain values."""

from jalon.workspace.programmes.rules.calendar import (
    Span,
    add_working_days,
    end_of_day,
    is_working_day,
    reporting_periods,
    working_days_between,
)
from jalon.workspace.programmes.rules.reach import Reach, Scope, allowed, holds, scope_of

__all__ = [
    "Reach",
    "Scope",
    "Span",
    "add_working_days",
    "allowed",
    "end_of_day",
    "holds",
    "is_working_day",
    "reporting_periods",
    "scope_of",
    "working_days_between",
]
