"""Who may read the catalogue, and who may change it."""

from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.rules import Permission


def can_view(user: Any) -> bool:
    return bool(user.has_perm(Permission.CATALOGUE_VIEW))


def check_can_view(user: Any) -> None:
    if not can_view(user):
        raise PermissionDenied


def can_load(user: Any) -> bool:
    return bool(user.has_perm(Permission.CATALOGUE_LOAD))


def check_can_load(user: Any) -> None:
    if not can_load(user):
        raise PermissionDenied
