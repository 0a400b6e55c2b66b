"""The first person of an empty site, or of one that nobody looks after any more."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.invitations import token_for
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import add_invited
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Grant


@transaction.atomic
def make_administrator(*, email: str, name: str, language: str) -> str:
    """Return the address where the new administrator chooses a password, or signs in with theirs.

    Refused with `first-person-exists` while somebody administers the office.
    """
    if _administrators().exists():
        raise RuleBroken("first-person-exists")
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = add_invited(email=email, name=name, language=language)
    elif not user.is_active:
        raise RuleBroken("invitation-to-inactive", email=user.email)
    grant = Grant.objects.create(user=user, role=Role.ADMINISTRATOR)
    record(by=None, what="programmes.granted", target=grant, after={"role": grant.role})
    if user.has_usable_password():
        return f"{settings.SITE_URL}{reverse('account_login')}"
    there = reverse("accounts:accept-invitation", args=[token_for(user)])
    return f"{settings.SITE_URL}{there}"


def _administrators() -> QuerySet[Grant]:
    today = timezone.localdate()
    return Grant.objects.filter(
        Q(start_date=None) | Q(start_date__lte=today),
        Q(end_date=None) | Q(end_date__gte=today),
        role=Role.ADMINISTRATOR,
        programme=None,
        ended_at=None,
        user__is_active=True,
    )
