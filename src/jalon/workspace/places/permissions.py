"""Who may read and correct countries and areas; grants are above, so the backends are asked."""

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission


def can_edit(user: User) -> bool:
    return user.has_perm(Permission.PLACE_EDIT)


def check(user: User, permission: Permission) -> None:
    """Raise PermissionDenied if `user` may not."""
    if not user.has_perm(permission):
        raise PermissionDenied
