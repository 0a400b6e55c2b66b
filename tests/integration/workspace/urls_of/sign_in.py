"""Addresses without a namespace: allauth's pages, which show one's own; the site's health."""

from typing import Any

from allauth.mfa.models import Authenticator

from factories.accounts import make_user
from integration.workspace.urls_of.kinds import Access, Answer, Missing, Open, SignedIn, World

TABLE: dict[str, Access] = {
    "account_login": Open(),
    "account_logout": Open(),
    "account_inactive": Open(),
    "account_signup": Open(),
    "account_reauthenticate": SignedIn(),
    "account_email": SignedIn(),
    "account_email_verification_sent": Open(),
    "account_change_password": SignedIn(),
    "account_set_password": SignedIn(),
    "account_reset_password": Open(),
    "account_reset_password_done": Open(),
    "account_reset_password_from_key": Open(),
    "account_reset_password_from_key_done": Open(),
    "account_confirm_login_code": Open(stranger=Answer.SIGN_IN),
    "account_confirm_email": Open(),
    "mfa_index": SignedIn(),
    "mfa_authenticate": Open(stranger=Answer.SIGN_IN),
    "mfa_reauthenticate": SignedIn(),
    "mfa_activate_totp": SignedIn(),
    "mfa_deactivate_totp": Missing(),
    "mfa_view_recovery_codes": Missing(),
    "mfa_generate_recovery_codes": SignedIn(),
    "mfa_download_recovery_codes": Missing(),
    "mfa_list_webauthn": SignedIn(),
    "mfa_add_webauthn": SignedIn(),
    "mfa_reauthenticate_webauthn": SignedIn(),
    "mfa_remove_webauthn": SignedIn(),  # asks for the password before it says that there is none
    "mfa_edit_webauthn": SignedIn(),
    "mfa_login_webauthn": Open(stranger=Answer.SIGN_IN),
    "socialaccount_login_cancelled": Open(),
    "socialaccount_connections": SignedIn(),
    "usersessions_list": SignedIn(),
}


def arguments(world: World) -> dict[str, list[Any]]:
    somebody = make_user()
    key = Authenticator.objects.create(user=somebody, type=Authenticator.Type.WEBAUTHN, data={})
    return {
        "account_reset_password_from_key": ["1", "key"],
        "account_confirm_email": ["key"],
        "mfa_remove_webauthn": [key.pk],
        "mfa_edit_webauthn": [key.pk],
    }
