"""Candidates for a post: how they join, come in, and leave."""

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts import personal
from jalon.workspace.accounts.models import Digest, Kind, User
from jalon.workspace.accounts.services.people import end_sessions
from jalon.workspace.audit.services import erase_person, record


def candidate_with(*, email: str, password: str) -> User | None:
    """Return the candidate whose address and password these are, in the same time as nobody."""
    user = User.objects.filter(email__iexact=email, kind=Kind.CANDIDATE, is_active=True).first()
    if user is None:
        User().set_password(password)
        return None
    return user if user.check_password(password) else None


@transaction.atomic
def join_as_candidate(
    *, email: str, name: str, password: str, language: str, time_zone: str
) -> User:
    """Make a candidate's account; that the link arrived proves that the address is theirs."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                password,
                name=name.strip(),
                kind=Kind.CANDIDATE,
                language=language,
                time_zone=time_zone,
                digest=Digest.NONE,
            )
    except IntegrityError as error:  # the link was used twice, or somebody was faster
        raise RuleBroken("joined-already") from error
    record(by=user, what="accounts.candidate-joined", target=user)
    return user


@transaction.atomic
def enter_candidate(*, email: str, name: str, language: str, by: User) -> User:
    """Make the account of somebody for whom an application is entered; it has no password."""
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and user.kind != Kind.CANDIDATE:
        raise RuleBroken("address-of-the-team")
    if user is None:
        user = User.objects.create_user(
            email, name=name.strip(), kind=Kind.CANDIDATE, language=language, digest=Digest.NONE
        )
        record(by=by, what="accounts.candidate-entered", target=user)
    return user


@transaction.atomic
def set_candidate_password(*, user: User, password: str, keep: str | None = None) -> User:
    """Set a new password, and end every session but the one with the key `keep`."""
    user = User.objects.select_for_update().get(pk=user.pk, kind=Kind.CANDIDATE)
    user.set_password(password)
    user.save(update_fields=["password"])
    others = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    end_sessions(others)
    record(by=user, what="accounts.password-changed", target=user)
    return user


@transaction.atomic
def close_candidate(*, user: User) -> User:
    """Let a candidate in no more, as they wish; what must be kept is kept under their name."""
    user = _shut(user)
    record(by=user, what="accounts.candidate-closed", target=user)
    return user


@transaction.atomic
def forget_candidate(*, user: User, reason: str, by: User | None) -> User:
    """Erase a candidate of whom nothing has to be kept: account, and what the trail says.

    `by` is the candidate, or None when the site forgets what it has kept for long enough.
    """
    user = close_candidate(user=user) if by else _shut(user)
    for holding in personal.registered().values():
        holding.erase(user)
    user.email = f"former-candidate-{user.pk}@invalid"
    user.name = f"Former candidate {user.pk}"
    user.time_zone, user.last_login, user.erased_at = "UTC", None, timezone.now()
    user.save()
    erase_person(person=user, by=by and user, reason=reason)
    return user


def _shut(user: User) -> User:
    user = User.objects.select_for_update().get(pk=user.pk, kind=Kind.CANDIDATE)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    end_sessions(UserSession.objects.filter(user=user))
    return user
