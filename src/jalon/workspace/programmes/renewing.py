"""What follows a programme's dates and reporting calendar: upper apps bring theirs up to date.

In ``apps.ready``: ``renewing.register("results", renew_periods)``. It is called inside the
transaction that changes the dates or the terms, with the programme as it is from now on.
"""

from collections.abc import Callable

from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme

Renew = Callable[[Programme, User], None]
_RENEWALS: dict[str, Renew] = {}
CALENDAR = frozenset({"start_date", "end_date", "first_month", "period_months"})


def register(name: str, renew: Renew) -> None:
    """Call `renew` when a programme's dates or reporting calendar change."""
    _RENEWALS[name] = renew


def renew(programme: Programme, by: User) -> None:
    """Let everybody follow the calendar of a programme."""
    for each in _RENEWALS.values():
        each(programme, by)
