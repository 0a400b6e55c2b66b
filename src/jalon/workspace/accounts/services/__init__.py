"""Every write of people, their profiles and their tokens."""

from jalon.workspace.accounts.services.candidates import (
    candidate_with,
    close_candidate,
    enter_candidate,
    forget_candidate,
    join_as_candidate,
    set_candidate_password,
)
from jalon.workspace.accounts.services.invitations import (
    accept_invitation,
    add_invited,
    invite,
    open_account,
)
from jalon.workspace.accounts.services.people import deactivate, erase, reactivate
from jalon.workspace.accounts.services.profile import change_profile, choose_language
from jalon.workspace.accounts.services.security import note, note_refused, note_refused_code
from jalon.workspace.accounts.services.tokens import make_token, revoke_token, use_token

__all__ = [
    "accept_invitation",
    "add_invited",
    "candidate_with",
    "change_profile",
    "choose_language",
    "close_candidate",
    "deactivate",
    "enter_candidate",
    "erase",
    "forget_candidate",
    "invite",
    "join_as_candidate",
    "make_token",
    "note",
    "note_refused",
    "note_refused_code",
    "open_account",
    "reactivate",
    "revoke_token",
    "set_candidate_password",
    "use_token",
]
