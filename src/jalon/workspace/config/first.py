"""The first person of an empty site."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Grant


@transaction.atomic
def make_administrator(*, email: str, name: str, language: str) -> str:
    """Return the address where the new administrator sets a password."""
    if Grant.objects.filter(role=Role.ADMINISTRATOR, programme=None, ended_at=None).exists():
        raise RuleBroken("first-person-exists")
    user, _created = User.objects.get_or_create(
        email=email.lower(), defaults={"name": name, "language": language}
    )
    grant = Grant.objects.create(user=user, role=Role.ADMINISTRATOR)
    record(by=None, what="programmes.granted", target=grant, after={"role": grant.role})
    return f"{settings.SITE_URL}{_path(user)}"


def _path(user: User) -> str:
    from allauth.account.utils import user_pk_to_url_str
    from django.urls import reverse

    key = default_token_generator.make_token(user)
    uid = user_pk_to_url_str(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
