"""What the events of accounts are called."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accounts.invited": _("invited someone"),
    "accounts.joined": _("accepted the invitation"),
    "accounts.opened": _("opened an account"),
    "accounts.candidate-joined": _("joined as a candidate"),
    "accounts.candidate-entered": _("entered a candidate who cannot use the form"),
    "accounts.candidate-closed": _("closed their own account"),
    "accounts.profile-changed": _("changed the profile"),
    "accounts.deactivated": _("closed an account"),
    "accounts.reactivated": _("reopened an account"),
    "accounts.token-made": _("made an API token"),
    "accounts.token-revoked": _("revoked an API token"),
    "accounts.signed-in": _("signed in"),
    "accounts.sign-in-refused": _("refused a sign-in"),
    "accounts.code-refused": _("refused a code of the second factor"),
    "accounts.data-taken": _("took a copy of their own data"),
    "accounts.password-changed": _("changed the password"),
    "accounts.password-reset": _("reset the password"),
    "accounts.email-changed": _("changed the e-mail address"),
    "accounts.email-confirmed": _("confirmed an e-mail address"),
    "accounts.email-removed": _("removed an e-mail address"),
    "accounts.totp-added": _("set up an authenticator app"),
    "accounts.totp-removed": _("removed the authenticator app"),
    "accounts.passkey-added": _("added a passkey"),
    "accounts.passkey-removed": _("removed a passkey"),
    "accounts.recovery-codes-made": _("made recovery codes"),
    "accounts.provider-connected": _("connected another sign-in"),
    "accounts.provider-disconnected": _("disconnected another sign-in"),
}
