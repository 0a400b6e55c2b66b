"""Read people."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q

from jalon.workspace.accounts import personal
from jalon.workspace.accounts.models import ApiToken, Kind, User
from jalon.workspace.audit.queries import personal_of
from jalon.workspace.folding import folded


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    text: str = ""
    state: str = ""  # active, invited, inactive


def people(filters: PeopleFilters) -> models.QuerySet[User]:
    """Return the people of the site, candidates left out, by name."""
    found = User.objects.filter(kind=Kind.STAFF, erased_at=None).order_by("name", "pk")
    if filters.text:
        found = found.filter(pk__in=_called(found, folded(filters.text.strip())))
    invited = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)
    match filters.state:
        case "active":
            found = found.filter(~invited, is_active=True)
        case "invited":
            found = found.filter(invited, is_active=True)
        case "inactive":
            found = found.filter(is_active=False)
    return found


def _called(people: models.QuerySet[User], wanted: str) -> list[int]:
    """Return who has this in their name or address; databases fold letters each in their way."""
    rows = people.values_list("pk", "name", "email")
    return [pk for pk, name, email in rows if wanted in folded(f"{name} {email}")]


def own_data(user: User) -> dict[str, Any]:
    """Return everything that the site keeps about a person, for their own copy."""
    fields = ("email", "name", "kind", "language", "time_zone", "digest")
    return {
        "account": {
            **{name: getattr(user, name) for name in fields},
            "joined_at": user.joined_at.isoformat(),
            "last_login": user.last_login.isoformat() if user.last_login else None,
        },
        "addresses": _listed(EmailAddress, user, "email", "verified", "primary"),
        "providers": _listed(SocialAccount, user, "provider", "uid", "extra_data"),
        "sessions": _listed(UserSession, user, "ip", "user_agent", "created_at", "last_seen_at"),
        "api_tokens": _listed(ApiToken, user, "name", "scopes", "created_at", "last_used_at"),
        **{key: holding.read(user) for key, holding in personal.registered().items()},
        "trail": list(personal_of(user)),
    }


def _listed(model: Any, user: User, *fields: str) -> list[dict[str, Any]]:
    return list(model.objects.filter(user=user).order_by("pk").values(*fields))
