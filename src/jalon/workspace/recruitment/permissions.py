"""Who may do what with a call: asked of the grants, of the panel, and of the call."""

from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment.models import Appointment, Call

P = Permission


def allows(user: Any, permission: Permission, row: Call | Appointment) -> bool:
    """Tell whether `user` may do this with this call or contract, by a grant."""
    return has_permission(user, permission, row.programme_id, country=row.country_id)


def check(user: Any, permission: Permission, row: Call | Appointment) -> None:
    """Raise PermissionDenied if `user` may not."""
    if not allows(user, permission, row):
        raise PermissionDenied


def can_begin(user: Any, programme: Programme) -> bool:
    """Tell whether `user` may begin a call in a programme, or in a country of it."""
    return has_permission(user, P.CALL_EDIT, programme, anywhere=True)
