"""What an API token looks like, and what is kept of it."""

import hashlib
import secrets

PREFIX = "jalon_"
HINT = len(PREFIX) + 4


def new_token() -> str:
    """Return the text of a token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(raw: str) -> str:
    """Return what is kept of a token; it is random enough to need no salt."""
    return hashlib.sha256(raw.encode()).hexdigest()
