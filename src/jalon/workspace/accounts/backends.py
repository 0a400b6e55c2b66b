"""Who someone is; what they may do is for the grants to say (programmes)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Check the password; Django's own tables of permissions are not used."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False
