from datetime import date
from functools import partial

from django.apps import AppConfig
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import daily, panels
from jalon.workspace.accounts.words import WORDS
from jalon.workspace.audit.words import register_words

LINKS = (
    ("password", _("Password"), "account_change_password"),
    ("second-factor", _("Second factor and passkeys"), "mfa_index"),
    ("address", _("E-mail address"), "account_email"),
    ("sessions", _("Where you are signed in"), "usersessions_list"),
    ("tokens", _("API tokens"), "accounts:tokens"),
    ("permissions", _("Roles and permissions"), "accounts:permissions"),
)


def _address(name: str, user: object) -> str:
    return reverse(name)


def clear_sessions(today: date) -> None:
    """Delete the sessions that are over."""
    call_command("clearsessions")


class AccountsConfig(AppConfig):
    name = "jalon.workspace.accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        register_words(WORDS)
        daily.register("accounts.clear-sessions", clear_sessions)
        for order, (key, title, name) in enumerate(LINKS):
            panels.register(
                "account",
                panels.Panel(key, title, partial(_address, name), order=order),
            )
        panels.register(
            "account",
            panels.Panel(
                key="people",
                title=_("People"),
                url=lambda user: reverse("accounts:people"),
                visible=lambda user, subject: user.has_perm("user.edit"),
                order=800,
            ),
        )
