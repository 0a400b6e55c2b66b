"""Who may look after other people's accounts."""

from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission


def check_can_edit_people(by: User | None) -> None:
    """Raise PermissionDenied if `by` may not; None is the site itself, at the command line."""
    if by is not None and not by.has_perm(Permission.USER_EDIT):
        raise PermissionDenied


def check_can_invite(by: User, programme: Any) -> None:
    """Raise PermissionDenied unless `by` gives grants in `programme`, or looks after people."""
    if not (by.has_perm(Permission.GRANT_EDIT, programme) or by.has_perm(Permission.USER_EDIT)):
        raise PermissionDenied


def check_can_erase(by: User) -> None:
    """Raise PermissionDenied unless `by` may erase what the site keeps of a person."""
    if not by.has_perm(Permission.AUDIT_ERASE):
        raise PermissionDenied
