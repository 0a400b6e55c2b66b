"""Text that this site alone can read: neither its database nor a backup is enough."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MARK = "sealed:"


def seal(text: str) -> str:
    """Return the text as it may lie in the database."""
    return MARK + _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str | None:
    """Return the text again, None if another key has sealed it; what has no seal is plain."""
    if not sealed.startswith(MARK):
        return sealed
    try:
        return _box().decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken:
        return None


def _box() -> Fernet:
    digest = hashlib.sha256(b"jalon.accounts.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
