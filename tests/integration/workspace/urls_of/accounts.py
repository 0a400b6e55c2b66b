"""People, profiles, tokens."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from integration.workspace.urls_of.kinds import (
    Access,
    InOffice,
    Missing,
    Open,
    SignedIn,
    World,
)
from jalon.workspace.accounts.invitations import token_for
from jalon.workspace.accounts.models import ApiToken
from jalon.workspace.accounts.rules import Permission

TABLE: dict[str, Access] = {
    "people": InOffice(Permission.USER_EDIT),
    "permissions": SignedIn(),
    "choose-language": Open(method="post", data={"language": "es"}),
    "profile": SignedIn(),
    "own-data": SignedIn(),
    "tokens": SignedIn(),
    "revoke-token": Missing(method="post"),
    "kept-text": SignedIn(),
    "throw-away-kept-text": SignedIn(method="post"),
    "accept-invitation": Open(),
    "person": InOffice(Permission.USER_EDIT),
    "invite-again": InOffice(Permission.USER_EDIT, method="post"),
    "deactivate": InOffice(Permission.USER_EDIT, method="post"),
    "reactivate": InOffice(Permission.USER_EDIT, method="post"),
    "erase": InOffice(Permission.AUDIT_ERASE, method="post"),
}


def arguments(world: World) -> dict[str, list[Any]]:
    somebody = make_user()
    token = ApiToken.objects.create(
        user=somebody, name="t", digest="d", hint="j", expires_at=timezone.now() + timedelta(1)
    )
    about_somebody = ["person", "invite-again", "deactivate", "reactivate", "erase"]
    return {
        **{name: [somebody.pk] for name in about_somebody},
        "revoke-token": [token.pk],
        "accept-invitation": [token_for(somebody)],
    }
