"""Who holds which grant, who stands in for whom."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.programmes.models import Delegation, Grant, Programme
from jalon.workspace.programmes.permissions import (
    has_permission,
    is_of_team,
    reaches_of,
    visible_programmes,
)
from jalon.workspace.programmes.rules import can_give


def grants_of(programme: Programme | None) -> QuerySet[Grant]:
    """Return the grants of a programme (None: of the office) that have not been ended."""
    return (
        Grant.objects.filter(programme=programme, ended_at=None)
        .select_related("user", "country", "organisation", "given_by")
        .order_by("role", "user__name", "pk")
    )


def past_grants_of(programme: Programme | None) -> QuerySet[Grant]:
    """Return the grants that were ended, the last first."""
    return (
        Grant.objects.filter(programme=programme, ended_at__isnull=False)
        .select_related("user", "country", "organisation")
        .order_by("-ended_at")
    )


def roles_to_give(user: Any, programme: Programme | None) -> list[Role]:
    """Return the roles that `user` may give there, in all of it or in one country."""
    reaches = reaches_of(user)
    key = programme.pk if programme else None
    countries = {reach.country for reach in reaches} | {None}
    return [
        role
        for role in Role
        if any(can_give(reaches, role, programme=key, country=country) for country in countries)
    ]


def colleagues_of(user: Any) -> QuerySet[User]:
    """Return the people who hold grants in the programmes whose team `user` is of."""
    programmes = [p.pk for p in visible_programmes(user) if is_of_team(user, p)]
    return (
        User.objects.filter(kind=Kind.STAFF, is_active=True)
        .filter(
            Q(grants__programme__in=programmes) | Q(grants__programme=None),
            grants__isnull=False,
            grants__ended_at=None,
        )
        .distinct()
        .order_by("name")
    )


def leavers_of(user: Any) -> QuerySet[User]:
    """Return the people whose grants `user` may end."""
    programmes = [
        p.pk for p in visible_programmes(user) if has_permission(user, Permission.GRANT_EDIT, p)
    ]
    wanted = Q(grants__programme__in=programmes)
    if has_permission(user, Permission.GRANT_EDIT):
        wanted |= Q(grants__programme=None, grants__isnull=False)
    return User.objects.filter(wanted, grants__ended_at=None).distinct().order_by("name")


def delegations_seen_by(user: Any, today: date) -> QuerySet[Delegation]:
    """Return who stands in for whom now or later: one's own, and those of one's programmes."""
    editable = [
        p.pk for p in visible_programmes(user) if has_permission(user, Permission.GRANT_EDIT, p)
    ]
    seen = Q(absent=user) | Q(deputy=user) | Q(programme__in=editable)
    if has_permission(user, Permission.GRANT_EDIT):
        seen |= Q(programme=None)
    return (
        Delegation.objects.filter(seen, end_date__gte=today, ended_at=None)
        .select_related("absent", "deputy", "programme")
        .order_by("start_date", "pk")
    )
