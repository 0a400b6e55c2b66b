"""How people come in."""

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.notifications import send_invitation
from jalon.workspace.accounts.permissions import check_can_edit_people, check_can_invite
from jalon.workspace.audit.services import record


@transaction.atomic
def invite(*, email: str, name: str, language: str, by: User, programme: Any = None) -> User:
    """Return the person with this address, who gets a mail to choose a password if they are new.

    `programme` is the one in which `by` gives grants. An address that is known already gives the
    same answer, and its owner's name and language stay theirs.
    """
    check_can_invite(by, programme)
    email = User.objects.normalize_email(email).strip().lower()
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        user = add_invited(email=email, name=name, language=language)
    elif user.kind == Kind.CANDIDATE:
        raise RuleBroken("invitation-to-candidate", email=email)
    elif not user.is_active:
        raise RuleBroken("invitation-to-inactive", email=email)
    elif not user.is_invited:
        return user
    record(
        by=by,
        what="accounts.invited",
        target=user,
        programme_id=getattr(programme, "pk", programme),
        after={"name": user.name, "email": user.email, "language": user.language},
    )
    transaction.on_commit(partial(send_invitation.enqueue, user.pk, by.pk))
    return user


def add_invited(*, email: str, name: str, language: str) -> User:
    """Return a new person without a password, who is yet to follow the link of an invitation."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email.lower(), name=name.strip(), language=language)
    except IntegrityError as error:  # somebody was a moment faster
        raise RuleBroken("invited-meanwhile", email=email) from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


@transaction.atomic
def accept_invitation(*, user: User, password: str) -> User:
    """Set the first password; that the link arrived proves that the address is theirs."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_invited or not user.is_active:
        raise RuleBroken("invitation-used")
    user.set_password(password)
    user.save(update_fields=["password"])
    _verify_address(user)
    record(by=user, what="accounts.joined", target=user)
    return user


@transaction.atomic
def open_account(
    *, email: str, name: str, password: str, language: str = "en", by: User | None = None
) -> User:
    """Make an account that is ready to sign in: the site's first one, and those of a demo."""
    check_can_edit_people(by)
    user = User.objects.create_user(email, password, name=name, language=language)
    _verify_address(user)
    record(
        by=by,
        what="accounts.opened",
        target=user,
        after={"name": name, "email": user.email, "language": language},
    )
    return user


def _verify_address(user: User) -> None:
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
