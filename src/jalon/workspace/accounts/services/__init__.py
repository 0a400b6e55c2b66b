"""Every write of people, their profiles and their tokens."""

from jalon.workspace.accounts.services.invitations import (
    accept_invitation,
    add_invited,
    invite,
    open_account,
)
from jalon.workspace.accounts.services.people import deactivate, erase, reactivate
from jalon.workspace.accounts.services.profile import change_profile, choose_language
from jalon.workspace.accounts.services.security import note
from jalon.workspace.accounts.services.tokens import make_token, revoke_token, use_token

__all__ = [
    "accept_invitation",
    "add_invited",
    "change_profile",
    "choose_language",
    "deactivate",
    "erase",
    "invite",
    "make_token",
    "note",
    "open_account",
    "reactivate",
    "revoke_token",
    "use_token",
]
