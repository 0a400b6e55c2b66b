"""Lets apps below programmes ask a person's grants, through Django's own question."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from jalon.workspace.accounts.permissions import Anywhere
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission, reaches_of


class GrantBackend(BaseBackend):
    """``user.has_perm(Permission.CATALOGUE_LOAD)``: in the office, or in a programme.

    What everybody of the office may read (``….view``, but for the trail) needs a grant in any
    programme. With a programme, or its id: in that one.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        permission = Permission(perm)
        if isinstance(obj, Anywhere):
            return has_permission(user_obj, permission, obj.programme, anywhere=True)
        if isinstance(obj, Programme | int):
            return has_permission(user_obj, permission, obj)
        if perm.endswith(".view") and permission is not Permission.AUDIT_VIEW:
            return any(reach.allows(permission) for reach in reaches_of(user_obj))
        return has_permission(user_obj, permission)
