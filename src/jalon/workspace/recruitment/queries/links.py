"""Links that open a candidate's account: signed, for a day, used once."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from jalon.workspace.accounts.models import Kind, User

LIFE = timedelta(days=1)
JOIN, PASSWORD = "jalon.vacancies.join", "jalon.vacancies.password"


@dataclass(frozen=True, slots=True)
class Joining:
    """Who may join by a link, and where they wanted to go."""

    email: str
    onward: str


def join_token(*, email: str, onward: str = "") -> str:
    """Return the token of a link by which an address joins."""
    return signing.dumps([email, onward], salt=JOIN)


def joining_of(token: str) -> Joining | None:
    """Return what a token stands for while nobody has joined with its address."""
    try:
        email, onward = signing.loads(token, salt=JOIN, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    if User.objects.filter(email__iexact=email).exists():
        return None
    return Joining(str(email), str(onward))


def password_token(user: User) -> str:
    """Return the token of a link to choose a new password; it stops working when one is chosen."""
    return signing.dumps([user.pk, _state(user)], salt=PASSWORD)


def candidate_of(token: str) -> User | None:
    """Return the candidate to whom a token that still works was sent."""
    try:
        pk, state = signing.loads(token, salt=PASSWORD, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=pk, kind=Kind.CANDIDATE, is_active=True).first()
    if user is None or not constant_time_compare(state, _state(user)):
        return None
    return user


def _state(user: User) -> str:
    facts = f"{user.password} {user.email} {user.last_login}"
    return salted_hmac(PASSWORD, facts, algorithm="sha256").hexdigest()[:20]
