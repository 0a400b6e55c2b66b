"""What the trail says of signing in and of its safety."""

from allauth.account.utils import filter_users_by_email
from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record

# allauth's notices -> our events
NOTICES = {
    "account/email/password_changed": "accounts.password-changed",
    "account/email/password_reset": "accounts.password-reset",
    "account/email/password_set": "accounts.password-changed",
    "account/email/email_changed": "accounts.email-changed",
    "account/email/email_confirm": "accounts.email-confirmed",
    "account/email/email_deleted": "accounts.email-removed",
    "mfa/email/totp_activated": "accounts.totp-added",
    "mfa/email/totp_deactivated": "accounts.totp-removed",
    "mfa/email/webauthn_added": "accounts.passkey-added",
    "mfa/email/webauthn_removed": "accounts.passkey-removed",
    "mfa/email/recovery_codes_generated": "accounts.recovery-codes-made",
    "socialaccount/email/account_connected": "accounts.provider-connected",
    "socialaccount/email/account_disconnected": "accounts.provider-disconnected",
}


@transaction.atomic
def note(*, what: str, user: User) -> None:
    """Write down that somebody signed in, or changed how they do."""
    record(by=user, what=what, target=user)


@transaction.atomic
def note_refused(*, email: str) -> None:
    """Write down that a sign-in was refused; of an address that nobody has, only that it was.

    Both are written, so that the clock does not tell which addresses are known.
    """
    known: list[User] = filter_users_by_email(email)
    record(by=None, what="accounts.sign-in-refused", target=known[0] if known else User())


@transaction.atomic
def note_refused_code(*, user: User) -> None:
    """Write down that a code of the second factor was refused."""
    record(by=None, what="accounts.code-refused", target=user)
