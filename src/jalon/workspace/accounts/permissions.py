"""Who may look after other people's accounts."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission


@dataclass(frozen=True, slots=True)
class Anywhere:
    """In all of a programme, or in one of its countries: asked of ``user.has_perm``."""

    programme: Any


def check_can_edit_people(by: User | None) -> None:
    """Raise PermissionDenied if `by` may not; None is the site itself, at the command line."""
    if by is not None and not by.has_perm(Permission.USER_EDIT):
        raise PermissionDenied


def check_can_invite(by: User, programme: Any) -> None:
    """Raise PermissionDenied unless `by` gives grants in `programme`, or looks after people.

    In one of its countries is enough: an invitation alone opens nothing.
    """
    where = Anywhere(programme) if programme is not None else None
    if not (by.has_perm(Permission.GRANT_EDIT, where) or by.has_perm(Permission.USER_EDIT)):
        raise PermissionDenied


def check_can_erase(by: User) -> None:
    """Raise PermissionDenied unless `by` may erase what the site keeps of a person."""
    if not by.has_perm(Permission.AUDIT_ERASE):
        raise PermissionDenied
