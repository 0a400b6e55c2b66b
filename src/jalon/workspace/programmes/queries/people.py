"""Who holds which grant, who stands in for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Delegation, Grant, Programme, ProgrammeQuerySet
from jalon.workspace.programmes.rules import Reach, can_give


def grants_of(programme: Programme | None, today: date) -> QuerySet[Grant]:
    """Return the grants of a programme (None: of the office) that hold now or later."""
    return (
        Grant.objects.filter(_not_over(today), programme=programme, ended_at=None)
        .select_related("user", "country", "organisation", "given_by")
        .order_by("role", "user__name", "pk")
    )


def past_grants_of(programme: Programme | None, today: date) -> QuerySet[Grant]:
    """Return the grants that are over, the last first."""
    return (
        Grant.objects.filter(~_not_over(today) | Q(ended_at__isnull=False), programme=programme)
        .select_related("user", "country", "organisation")
        .order_by(Coalesce("ended_at", Cast("end_date", DateTimeField())).desc(), "pk")
    )


def _not_over(today: date) -> Q:
    return Q(end_date=None) | Q(end_date__gte=today)


def roles_to_give(reaches: Iterable[Reach], programme: Programme | None) -> list[Role]:
    """Return the roles that the grants cover there, in all of it or in one country."""
    held = list(reaches)
    key = programme.pk if programme else None
    countries = {reach.country for reach in held} | {None}
    return [
        role
        for role in Role
        if any(can_give(held, role, programme=key, country=country) for country in countries)
    ]


def colleagues_in(programmes: ProgrammeQuerySet, today: date) -> QuerySet[User]:
    """Return the people who hold grants in these programmes or in the office, now or later."""
    held = Q(grants__programme__in=programmes) | Q(grants__programme=None, grants__isnull=False)
    not_over = Q(grants__end_date=None) | Q(grants__end_date__gte=today)
    return (
        User.objects.filter(held, not_over, grants__ended_at=None, kind=Kind.STAFF, is_active=True)
        .distinct()
        .order_by("name")
    )


def holders_in(programmes: ProgrammeQuerySet, *, office: bool) -> QuerySet[User]:
    """Return the people who hold grants in these programmes, and in the office if asked."""
    wanted = Q(grants__programme__in=programmes)
    if office:
        wanted |= Q(grants__programme=None, grants__isnull=False)
    return User.objects.filter(wanted, grants__ended_at=None).distinct().order_by("name")


def delegations_in(
    programmes: ProgrammeQuerySet, *, person: User, office: bool, today: date
) -> QuerySet[Delegation]:
    """Return who stands in for whom now or later: for or by a person, and in programmes."""
    seen = Q(absent=person) | Q(deputy=person) | Q(programme__in=programmes)
    if office:
        seen |= Q(programme=None)
    return (
        Delegation.objects.filter(seen, end_date__gte=today, ended_at=None)
        .select_related("absent", "deputy", "programme")
        .order_by("start_date", "pk")
    )
