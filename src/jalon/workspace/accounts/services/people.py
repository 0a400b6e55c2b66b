"""How people leave, come back, and are forgotten."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace import leaving
from jalon.workspace.accounts import personal
from jalon.workspace.accounts.models import ApiToken, Digest, User
from jalon.workspace.accounts.permissions import check_can_edit_people, check_can_erase
from jalon.workspace.accounts.rules import check_may_deactivate
from jalon.workspace.audit.services import erase_person, record


@transaction.atomic
def deactivate(*, user: User, by: User, reason: str = "") -> User:
    """Sign somebody out everywhere and let them in no more; their work and grants stay."""
    check_can_edit_people(by)
    check_may_deactivate(person=user.pk, by=by.pk, erased=user.erased_at is not None)
    leaving.check_closing(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(UserSession.objects.filter(user=user))
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    record(by=by, what="accounts.deactivated", target=user, reason=reason)
    return user


@transaction.atomic
def reactivate(*, user: User, by: User, reason: str = "") -> User:
    """Let somebody in again."""
    check_can_edit_people(by)
    check_may_deactivate(person=user.pk, by=by.pk, erased=user.erased_at is not None)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by=by, what="accounts.reactivated", target=user, reason=reason)
    return user


@transaction.atomic
def erase(*, user: User, by: User, reason: str) -> User:
    """Forget somebody who has left: account, second factors, sessions, and what the trail says.

    What they did stays, done by a former member; the trail's chain stays whole.
    """
    check_can_erase(by)
    if user.is_active:
        raise RuleBroken("erase-active-person")
    if user.erased_at is not None:
        raise RuleBroken("person-erased")
    for holding in personal.registered().values():
        holding.erase(user)
    end_sessions(UserSession.objects.filter(user=user))
    for model in (EmailAddress, Authenticator, SocialAccount, ApiToken):
        model.objects.filter(user=user).delete()
    user.email = f"former-member-{user.pk}@invalid"
    user.name = f"Former member {user.pk}"
    user.time_zone, user.digest, user.last_login = "UTC", Digest.NONE, None
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    erase_person(person=user, by=by, reason=reason)
    return user


def end_sessions(sessions: models.QuerySet[UserSession]) -> None:
    """Sign out whoever is in these sessions."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in sessions.values_list("session_key", flat=True):
        store(session_key=key).delete()
    sessions.delete()
