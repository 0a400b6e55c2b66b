"""Pages about people."""

from jalon.workspace.accounts.views.entrance import accept_invitation
from jalon.workspace.accounts.views.kept import kept_text, throw_away_kept_text
from jalon.workspace.accounts.views.people import (
    deactivate,
    erase,
    invite_again,
    people,
    permissions,
    person,
    reactivate,
)
from jalon.workspace.accounts.views.profile import choose_language, own_data, profile
from jalon.workspace.accounts.views.tokens import revoke_token, tokens

__all__ = [
    "accept_invitation",
    "choose_language",
    "deactivate",
    "erase",
    "invite_again",
    "kept_text",
    "own_data",
    "people",
    "permissions",
    "person",
    "profile",
    "reactivate",
    "revoke_token",
    "throw_away_kept_text",
    "tokens",
]
