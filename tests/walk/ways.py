"""Pages that no link leads to, or that need something done before: how a reader gets there."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD, make_user
from factories.programmes import give
from factories.recruitment import make_candidate
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.chains import set_chain
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.queries.links import password_token
from walk.imports import IMPORTS

if TYPE_CHECKING:
    from walk.site import Site

Way = Callable[["Site"], tuple[Client, str]]
STEP = 30  # seconds that a code holds


def by_password(user: User) -> Client:
    """Sign in as people do, so that the site knows when and how."""
    cache.clear()
    client = Client(raise_request_exception=False)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def with_second_factor() -> tuple[User, str]:
    user, secret = make_user(), totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user, secret


def by_both_factors() -> tuple[Client, User]:
    user, secret = with_second_factor()
    client = by_password(user)
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // STEP))
    client.post(reverse("mfa_authenticate"), {"code": code})
    return proved(client), user


def proved(client: Client) -> Client:
    """Give the password once more: what follows touches the safety of the account."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def proven(name: str) -> Way:
    return lambda _site: (by_both_factors()[0], reverse(name))


def of_a_key(name: str) -> Way:
    def way(_site: "Site") -> tuple[Client, str]:
        client, user = by_both_factors()
        kind = Authenticator.Type.WEBAUTHN
        key = Authenticator.objects.create(user=user, type=kind, data={"name": "<Key>"})
        return client, reverse(name, args=[key.pk])

    return way


def signed_in_once(name: str) -> Way:
    return lambda _site: (proved(by_password(make_user())), reverse(name))


def between_factors(_site: "Site") -> tuple[Client, str]:
    user, _secret = with_second_factor()
    return by_password(user), reverse("mfa_authenticate")


def to_a_new_password(_site: "Site") -> tuple[Client, str]:
    """Follow the link of a mail: its key goes to the session, the address says only where."""
    user, client = make_user(), Client()
    key = default_token_generator.make_token(user)
    name = "account_reset_password_from_key"
    answer = client.get(reverse(name, args=[user_pk_to_url_str(user), key]))
    return client, answer["Location"]


def to_a_candidates_new_password(_site: "Site") -> tuple[Client, str]:
    """Follow the link of a letter to somebody who has not signed in since it was sent."""
    return Client(), reverse("vacancies:new-password", args=[password_token(make_candidate())])


def to_text_that_was_kept(_site: "Site") -> tuple[Client, str]:
    """Send a form when the session is over, and sign in again."""
    user, client = make_user(), Client()
    client.force_login(user, "jalon.workspace.accounts.backends.SignInBackend")
    client.get(reverse("accounts:profile"))
    Session.objects.get(session_key=client.session.session_key).delete()
    there = reverse("accounts:kept-text")
    client.post(reverse("accounts:profile"), {"name": "Long text " * 40, "language": "fr"})
    client.post(
        f"{reverse('account_login')}?next={there}", {"login": user.email, "password": PASSWORD}
    )
    return client, there


def to_a_chain_given_up(code: str = "") -> Way:
    """Give the office, or a programme, a chain of its own, which alone can be given up."""

    def way(_site: "Site") -> tuple[Client, str]:
        user, client = make_user(), Client()
        programme = Programme.objects.get(code=code) if code else None
        give(user, Role.DIRECTOR if code else Role.ADMINISTRATOR, programme)
        lines = [ChainLine(1, {"en": "<Look>"}, Role.OFFICER, 2)]
        set_chain(programme=programme, kind=Kind.PRODUCT, lines=lines, by=user)
        client.force_login(user, "jalon.workspace.accounts.backends.SignInBackend")
        if code:
            return client, reverse("documents:reset-chain", args=[code, "product"])
        return client, reverse("documents:office-reset-chain", args=["product"])

    return way


WAYS: dict[str, Way] = {
    **IMPORTS,
    "account_logout": signed_in_once("account_logout"),
    "account_reauthenticate": signed_in_once("account_reauthenticate"),
    "account_reset_password_from_key": to_a_new_password,
    "accounts:kept-text": to_text_that_was_kept,
    "documents:office-reset-chain": to_a_chain_given_up(),
    "documents:reset-chain": to_a_chain_given_up("DEMO-MX87"),
    "mfa_activate_totp": signed_in_once("mfa_activate_totp"),
    "mfa_authenticate": between_factors,
    "mfa_deactivate_totp": proven("mfa_deactivate_totp"),
    "mfa_edit_webauthn": of_a_key("mfa_edit_webauthn"),
    "mfa_generate_recovery_codes": proven("mfa_generate_recovery_codes"),
    "mfa_index": proven("mfa_index"),
    "mfa_list_webauthn": proven("mfa_list_webauthn"),
    "mfa_add_webauthn": proven("mfa_add_webauthn"),
    "mfa_reauthenticate": proven("mfa_reauthenticate"),
    "mfa_remove_webauthn": of_a_key("mfa_remove_webauthn"),
    "mfa_view_recovery_codes": proven("mfa_view_recovery_codes"),
    "vacancies:new-password": to_a_candidates_new_password,
}
