"""Who may do what with results: asked of the grants, and of who answers for an indicator."""

from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import (
    check_permission,
    has_permission,
    reaches_of,
    scope_of,
)
from jalon.workspace.results.models.visibility import people_of


def sees_workings(user: Any, programme: Programme | int) -> bool:
    """Tell whether `user` sees how figures came about: comments, returns; the donor does not."""
    scope = scope_of(user, Permission.RESULT_VIEW, programme)
    return scope.everything or bool(scope.countries) or scope.own


def can_edit(user: Any, programme: Programme | int) -> bool:
    """Tell whether `user` may change the tree, its indicators and their targets."""
    return has_permission(user, Permission.RESULT_EDIT, programme)


def check_can_edit(user: Any, programme: Programme | int) -> None:
    check_permission(user, Permission.RESULT_EDIT, programme)


def may(
    user: Any,
    permission: Permission,
    *,
    programme: int,
    responsible: int | None = None,
    organisation: int | None = None,
    country: int | None = None,
    not_for: frozenset[int] = frozenset(),
) -> bool:
    """Tell whether `user` may do this with a figure of an indicator, in a country or for all.

    Somebody who sees only their own needs to answer for the indicator, or their organisation.
    `not_for` names people in whose stead it may not be done.
    """
    for reach in reaches_of(user):
        if not reach.allows(permission) or reach.programme not in {None, programme}:
            continue
        if reach.on_behalf_of in not_for:
            continue
        if reach.country is not None and reach.country != country:
            continue
        if reach.sees is Sees.ALL:
            return True
        of_person = responsible is not None and responsible in people_of(reach, user)
        of_organisation = organisation is not None and organisation == reach.organisation
        if reach.sees is Sees.OWN and (of_person or of_organisation):
            return True
    return False


def may_with(
    user: Any,
    permission: Permission,
    indicator: Any,
    country: int | None,
    not_for: frozenset[int] = frozenset(),
) -> bool:
    """Tell whether `user` may do this with the figures of `indicator` in a country, or for all."""
    return may(
        user,
        permission,
        programme=indicator.programme_id,
        responsible=indicator.responsible_id,
        organisation=indicator.organisation_id,
        country=country,
        not_for=not_for,
    )


def check_may_with(user: Any, permission: Permission, indicator: Any, country: int | None) -> None:
    if not may_with(user, permission, indicator, country):
        raise PermissionDenied
