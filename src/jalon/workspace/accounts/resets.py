"""Who may choose a new password by mail."""

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress

from jalon.workspace.accounts.models import Kind, User


class ResetForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Send the link to an address of the account: one that waits to be confirmed may be a slip."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[User] = self.users
        self.users: list[User] = [user for user in found if _is_theirs(user, email)]
        return email


def _is_theirs(user: User, email: str) -> bool:
    if user.kind == Kind.CANDIDATE:
        return False  # they have a page of their own
    if user.email.lower() == email.lower():
        return True
    verified = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return bool(verified.exists())
