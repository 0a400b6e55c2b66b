"""Whether somebody still holds the roles that somebody must hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Grant, Programme


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who holds a role that somebody must hold: nobody, or the last one until a day."""

    role: Role
    nobody: bool
    until: date | None = None


def staffing_of(programme: Programme | None, today: date) -> Staffing:
    """Return how long a programme has a director; of the office: an administrator."""
    role = Role.DIRECTOR if programme else Role.ADMINISTRATOR
    held = _held(today, role=role, programme=programme, country=None)
    held = held.exclude(start_date__gt=today)
    days = list(held.values_list("end_date", flat=True))
    if not days:
        return Staffing(role, nobody=True)
    ends = [day for day in days if day is not None]
    return Staffing(role, nobody=False, until=max(ends) if len(ends) == len(days) else None)


def is_last_administrator(person: User, today: date) -> bool:
    """Tell whether nobody else looks after the site for good."""
    held = _held(today, role=Role.ADMINISTRATOR, programme=None)
    mine = held.filter(user=person).exists()
    others = held.filter(end_date=None).exclude(user=person).exclude(start_date__gt=today)
    return mine and not others.exists()


def warnings_of_closing(person: User, today: date) -> Iterable[str]:
    """Yield the programmes that nobody would direct without `person`."""
    directed = _held(today, role=Role.DIRECTOR, programme__isnull=False, country=None)
    own = directed.filter(user=person).values_list("programme", flat=True)
    others = directed.exclude(user=person).values_list("programme", flat=True)
    left = Programme.objects.filter(pk__in=own, archived_at=None).exclude(pk__in=others)
    for programme in left.order_by("code"):
        yield gettext(
            "Nobody else directs %(programme)s. Give the role to somebody first, or hand the work"
            " over."
        ) % {"programme": programme.code}


def _held(today: date, **facts: Any) -> QuerySet[Grant]:
    not_over = Q(end_date=None) | Q(end_date__gte=today)
    return Grant.objects.filter(not_over, ended_at=None, user__is_active=True, **facts)
