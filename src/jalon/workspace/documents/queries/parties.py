"""Who can owe a paper, receive it or decide about it, in a programme."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Grant, Organisation, Programme

WRITERS = sorted(r for r, p in POWERS.items() if Permission.DOCUMENT_WRITE in p.permissions)
CLEARERS = sorted(
    role
    for role, powers in POWERS.items()
    if Permission.DOCUMENT_CLEAR in powers.permissions and powers.sees is Sees.ALL
)


def people_of(programme: Programme, roles: list[Role] | None = None) -> QuerySet[User]:
    """Return those who hold one of `roles` in the programme today, by name."""
    today = timezone.localdate()
    grants = Grant.objects.filter(
        Q(programme=programme) | Q(programme=None),
        Q(start_date=None) | Q(start_date__lte=today),
        Q(end_date=None) | Q(end_date__gte=today),
        ended_at=None,
        role__in=WRITERS if roles is None else roles,
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name")


def clearers_of(programme: Programme) -> QuerySet[User]:
    """Return those who may clear papers of the programme."""
    return people_of(programme, CLEARERS)


def organisations_of(programme: Programme) -> QuerySet[Organisation]:
    """Return those that take part in the programme, and its donor."""
    return (
        Organisation.objects.filter(
            Q(participations__programme=programme) | Q(agreements__programme=programme)
        )
        .distinct()
        .order_by("acronym", "pk")
    )


def countries_of(programme: Programme) -> QuerySet[Country]:
    return Country.objects.filter(covered_by__programme=programme).order_by("iso3")
