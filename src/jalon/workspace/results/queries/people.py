"""Who can be made responsible in a programme."""

from django.db.models import Q, QuerySet

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.permissions import holders_of


def people_of(programme: Programme) -> QuerySet[User]:
    """Return who may see the results of a programme, and whoever answers for something already."""
    holders = holders_of(Permission.RESULT_VIEW, programme)
    answers = Q(indicators__programme=programme) | Q(risks__programme=programme)
    return User.objects.filter(Q(pk__in=holders) | answers).distinct().order_by("name")


def organisations_of(programme: Programme) -> QuerySet[Organisation]:
    """Return the organisations that take part in a programme."""
    return Organisation.objects.filter(participations__programme=programme).distinct()
