"""Who someone is; what they may do is for the grants to say (programmes)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from jalon.workspace.accounts.models import Kind, User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Check the password of the team; candidates have a door of their own.

    Django's own tables of permissions are not used.
    """

    def _check_password(self, user: User | None, password: str) -> User | None:
        if user is not None and user.kind == Kind.CANDIDATE:
            user = None  # as if nobody had this address, in the same time
        found: User | None = super()._check_password(user, password)
        return found

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False
