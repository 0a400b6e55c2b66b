"""Coming in: a password, a second factor, and no word on who has an account."""

import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event

LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def prove(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_of(secret: str) -> str:
    code: str = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return code


def without_token(text: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|X-CSRFToken": )"?[^>]*', "", text)


def test_a_password_opens_the_account(client: Client, fatima: User) -> None:
    response = sign_in(client, "FATIMA@example.org")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert Event.objects.get().what == "accounts.signed-in"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    client: Client, fatima: User
) -> None:
    unknown = sign_in(client, "nobody@example.org", "wrong pass phrase")
    wrong = sign_in(client, fatima.email, "wrong pass phrase")
    assert unknown.status_code == wrong.status_code == 200
    assert without_token(unknown.text).replace("nobody@example.org", "") == without_token(
        wrong.text
    ).replace(fatima.email, "")


def test_reset_answers_the_same_for_known_and_unknown(client: Client, fatima: User) -> None:
    address = reverse("account_reset_password")
    known = client.post(address, {"email": fatima.email}, follow=True)
    unknown = client.post(address, {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_token(known.text) == without_token(unknown.text)
    assert [message.to for message in mail.outbox] == [[fatima.email], ["nobody@example.org"]]
    assert "no account" in mail.outbox[1].body


def test_reset_sets_a_new_password(client: Client, fatima: User) -> None:
    client.post(reverse("account_reset_password"), {"email": fatima.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link is not None
    page = client.get(link[1], follow=True)
    form_address = page.redirect_chain[-1][0]
    new = "another long pass phrase"
    client.post(form_address, {"password1": new, "password2": new})
    assert sign_in(client, fatima.email, new).status_code == 302
    assert "accounts.password-reset" in Event.objects.values_list("what", flat=True)


def test_attempts_are_limited(client: Client, fatima: User) -> None:
    for _attempt in range(5):
        assert "Too many" not in sign_in(client, fatima.email, "wrong pass phrase").text
    refused = sign_in(client, fatima.email)
    assert refused.status_code == 200
    assert not refused.wsgi_request.user.is_authenticated
    with time_machine.travel("2099-01-01"):
        assert sign_in(client, fatima.email).status_code == 302


def test_attempts_from_one_address_are_limited(client: Client, db: None) -> None:
    codes = [sign_in(client, f"p{n}@example.org", "x").status_code for n in range(31)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_someone_whose_account_is_closed(client: Client, fatima: User) -> None:
    User.objects.update(is_active=False)
    response = sign_in(client, fatima.email)
    assert response["Location"] == reverse("account_inactive")
    assert "closed" in client.get(response["Location"]).text


def test_nobody_signs_up(client: Client, db: None) -> None:
    address = reverse("account_signup")
    assert "By invitation" in client.get(address).text
    client.post(address, {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_second_factor(client: Client, fatima: User) -> None:
    sign_in(client, fatima.email)
    prove(client)
    activate = reverse("mfa_activate_totp")
    page = client.get(activate)
    secret = page.context["form"].secret
    client.post(activate, {"code": code_of(secret)})
    assert "accounts.totp-added" in Event.objects.values_list("what", flat=True)
    assert mail.outbox[-1].to == [fatima.email]
    client.post(reverse("account_logout"))

    assert sign_in(client, fatima.email)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile")).status_code == 302
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert refused.status_code == 200
    codes = RecoveryCodes(
        Authenticator.objects.get(user=fatima, type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]})["Location"] == "/"
    assert client.get(reverse("accounts:profile")).status_code == 200

    client.post(reverse("account_logout"))
    sign_in(client, fatima.email)
    again = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert again.status_code == 200


def test_a_code_of_the_app_opens_the_account(client: Client, fatima: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(fatima, secret)
    sign_in(client, fatima.email)
    code = code_of(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/"
    client.post(reverse("account_logout"))
    sign_in(client, fatima.email)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    refused = Event.objects.order_by("-number")[0]
    assert (refused.what, refused.target_id) == ("accounts.code-refused", str(fatima.pk))


@pytest.mark.parametrize("zero", ["٠", "۰"], ids=["Arabic", "Persian"])
def test_a_code_may_be_typed_in_other_digits(client: Client, fatima: User, zero: str) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(fatima, secret)
    sign_in(client, fatima.email)
    typed = "".join(chr(ord(zero) + int(digit)) for digit in code_of(secret))
    answer = client.post(reverse("mfa_authenticate"), {"code": f" {typed[:3]} {typed[3:]} "})
    assert answer["Location"] == "/"


def test_a_wrong_code_is_told_so(client: Client, fatima: User) -> None:
    totp.TOTP.activate(fatima, totp.generate_totp_secret())
    sign_in(client, fatima.email)
    answer = client.post(reverse("mfa_authenticate"), {"code": "٠٠٠٠٠٠"})
    assert "This code is not right" in answer.text


PAGES = [
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_change_password",
    "account_email",
    "account_email_verification_sent",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
    "socialaccount_login_error",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
]


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_wears_our_clothes(
    client: Client, fatima: User, name: str, signed_in: bool
) -> None:
    if signed_in:
        sign_in(client, fatima.email)
    page = client.get(reverse(name), follow=True)
    assert page.status_code == (401 if name == "socialaccount_login_error" else 200)
    assert page.text.count("<h1>") == 1
    assert 'class="skip"' in page.text
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.text)
    assert "successfully" not in page.text.lower()


def test_pages_of_the_second_factor(client: Client, fatima: User) -> None:
    sign_in(client, fatima.email)
    totp.TOTP.activate(fatima, totp.generate_totp_secret())
    RecoveryCodes.activate(fatima)
    names = [
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
    ]
    refused = client.get(reverse("mfa_deactivate_totp"), follow=True)
    assert "reauthenticate" in refused.request["PATH_INFO"]
    prove(client)
    for name in names:
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert 'class="skip"' in page.text
    assert (
        "recovery"
        in client.get(reverse("mfa_download_recovery_codes")).headers["Content-Disposition"]
    )


def test_a_form_may_not_be_posted_from_elsewhere(fatima: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, fatima.email).status_code == 403


def test_a_refused_sign_in_is_in_the_trail_and_tells_nobody_who_has_an_account(
    client: Client, fatima: User
) -> None:
    sign_in(client, fatima.email, "wrong pass phrase")
    sign_in(client, "nobody@example.org", "wrong pass phrase")
    known, unknown = Event.objects.select_related("personal").order_by("number")
    assert known.what == unknown.what == "accounts.sign-in-refused"
    assert (known.actor_id, known.target_id) == (None, str(fatima.pk))
    assert unknown.target_id == ""
    assert known.personal.address == unknown.personal.address == "127.0.0.1"
    kept = str([vars(known), vars(unknown), vars(known.personal), vars(unknown.personal)])
    assert "nobody" not in kept
    assert "pass phrase" not in kept
