"""What stands in the way when an account is closed."""

from collections.abc import Iterable

from jalon.workspace.accounts.models import User
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.permissions import this_day
from jalon.workspace.programmes.queries.staffing import is_last_administrator, warnings_of_closing
from jalon.workspace.programmes.services.grants import hold_administrators


def check_closing(person: User) -> None:
    """Refuse to close the account of the last administrator, also of two who close each other's."""
    hold_administrators()
    if is_last_administrator(person, this_day()):
        rules.check_an_administrator_stays(0)


def warn_of_closing(person: User) -> Iterable[str]:
    """Return which programmes nobody would direct any more."""
    return warnings_of_closing(person, this_day())
