"""Links by which somebody who was invited chooses a password: signed, for a week, used once."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from jalon.workspace.accounts.models import User

LIFE = timedelta(days=7)
SALT = "jalon.invitation"


def token_for(user: User) -> str:
    """Return the token of the link; it stops working when a password is chosen."""
    return TimestampSigner(salt=SALT, sep=".").sign(f"{user.pk}-{_state(user)}")


def user_of(token: str) -> User | None:
    """Return who was invited by a token that still works."""
    try:
        value = TimestampSigner(salt=SALT, sep=".").unsign(token, max_age=LIFE)
    except BadSignature:
        return None
    pk, _dash, state = value.partition("-")
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(state, _state(user)):
        return None
    return user


def _state(user: User) -> str:
    return salted_hmac(SALT, f"{user.password} {user.email}", algorithm="sha256").hexdigest()[:20]
