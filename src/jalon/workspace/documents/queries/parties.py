"""Who can owe a paper, receive it or decide about it, in a programme."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import POWERS, Permission, Sees
from jalon.workspace.documents.models import Document
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Grant, Organisation, Programme

WRITERS = sorted(r for r, p in POWERS.items() if Permission.DOCUMENT_WRITE in p.permissions)
CLEARERS = sorted(
    role
    for role, powers in POWERS.items()
    if Permission.DOCUMENT_CLEAR in powers.permissions and powers.sees is Sees.ALL
)


def people_of(programme: Programme, roles: Sequence[str] | None = None) -> QuerySet[User]:
    """Return those who hold one of `roles` in the programme today, by name."""
    return _holding(_grants(programme, WRITERS if roles is None else roles))


def clearers_of(document: Document, roles: Sequence[str] | None = None) -> QuerySet[User]:
    """Return those who may clear a text: in its programme, and in its country."""
    clearing = [role for role in CLEARERS if roles is None or role in roles]
    return _holding(_grants(document.programme, clearing).filter(_in_country(document)))


def clearing_roles(document: Document, but: Iterable[int]) -> set[str]:
    """Return the roles that somebody else holds where the text is cleared."""
    grants = _grants(document.programme, CLEARERS).filter(_in_country(document))
    others = grants.filter(user__is_active=True).exclude(user__in=but)
    return set(others.values_list("role", flat=True))


def _in_country(document: Document) -> Q:
    everywhere = Q(country=None)
    return everywhere | Q(country=document.country_id) if document.country_id else everywhere


def _holding(grants: QuerySet[Grant]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name")


def _grants(programme: Programme, roles: Sequence[str]) -> QuerySet[Grant]:
    today = timezone.localdate()
    return Grant.objects.filter(
        Q(programme=programme) | Q(programme=None),
        Q(start_date=None) | Q(start_date__lte=today),
        Q(end_date=None) | Q(end_date__gte=today),
        ended_at=None,
        role__in=roles,
    )


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
