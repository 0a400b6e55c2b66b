"""An organisation's own sign-in opens the account of somebody who was invited, and no other."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from factories.accounts import PASSWORD, make_user
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.config.environment import Environment
from jalon.workspace.config.openid import openid_providers


class Issuer(HTTPServer):
    """A sign-in service that vouches for whom the test says."""

    claims: dict[str, Any]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known/"):
            names = ("authorization", "token", "userinfo")
            endpoints = {f"{name}_endpoint": f"{self.server.address}/{name}" for name in names}
            self.answer({"issuer": self.server.address, **endpoints})
        else:
            self.answer(self.server.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "t", "token_type": "Bearer"})

    def answer(self, facts: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(facts).encode())

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    server = Issuer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = openid_providers(
        Environment(
            {
                "JALON_OIDC_ISSUER": server.address,
                "JALON_OIDC_CLIENT_ID": "jalon",
                "JALON_OIDC_SECRET": "s",
                "JALON_OIDC_NAME": "The office",
            }
        )
    )
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def come_in(client: Client, issuer: Issuer, email: str, **claims: Any) -> Any:
    issuer.claims = {"sub": "1", "email": email, "email_verified": True, **claims}
    leaving = client.post("/accounts/oidc/oidc/login/")
    query = parse_qs(urlsplit(leaving["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    back = {"code": "c", "state": query["state"][0]}
    return client.get("/accounts/oidc/oidc/login/callback/", back, follow=True)


def who(client: Client) -> str:
    page = client.get("/people/me/")
    return page.context["user"].email if page.status_code == 200 else ""


def test_the_sign_in_page_names_the_service(client: Client, db: None, issuer: Issuer) -> None:
    assert "Sign in with The office" in client.get("/accounts/login/").text


def test_somebody_who_was_invited_comes_in(client: Client, db: None, issuer: Issuer) -> None:
    invited = make_user("Gina", password=None)
    EmailAddress.objects.update(verified=False)
    come_in(client, issuer, "GINA@example.org")
    assert who(client) == invited.email
    client.post("/accounts/logout/")
    come_in(client, issuer, "gina@elsewhere.example")
    assert who(client) == invited.email


def test_a_stranger_makes_no_account(client: Client, db: None, issuer: Issuer) -> None:
    page = come_in(client, issuer, "stranger@example.org")
    assert who(client) == ""
    assert "By invitation" in page.text
    assert not User.objects.exists()


@pytest.mark.parametrize("claim", [False, "false", None, "yes"])
def test_an_address_that_nobody_verified_opens_nothing(
    client: Client, fatima: User, issuer: Issuer, claim: object
) -> None:
    come_in(client, issuer, fatima.email, email_verified=claim)
    assert who(client) == ""


@pytest.mark.parametrize(("domains", "opens"), [("example.org", True), ("example.gov", False)])
def test_a_service_vouches_for_its_own_domains_alone(
    client: Client, fatima: User, issuer: Issuer, settings: Any, domains: str, opens: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["domains"] = [domains]
    come_in(client, issuer, fatima.email)
    assert (who(client) == fatima.email) is opens


def test_an_applicant_and_a_closed_account_stay_outside(
    client: Client, db: None, issuer: Issuer
) -> None:
    make_user("Hugo", kind=Kind.CANDIDATE)
    make_user("Ivo", is_active=False)
    for email in ("hugo@example.org", "ivo@example.org"):
        come_in(client, issuer, email, sub=email)
        assert who(client) == ""


def test_the_second_factor_is_asked_all_the_same(
    client: Client, fatima: User, issuer: Issuer
) -> None:
    TOTP.activate(fatima, generate_totp_secret())
    page = come_in(client, issuer, fatima.email)
    assert "Second factor" in page.text
    assert who(client) == ""


def test_the_password_still_works(client: Client, fatima: User, issuer: Issuer) -> None:
    come_in(client, issuer, fatima.email)
    assert who(client) == fatima.email
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": fatima.email, "password": PASSWORD})
    assert who(client) == fatima.email


def test_a_service_that_answers_nonsense(client: Client, db: None, issuer: Issuer) -> None:
    issuer.claims = {}
    leaving = client.post("/accounts/oidc/oidc/login/")
    state = parse_qs(urlsplit(leaving["Location"]).query)["state"][0]
    page = client.get("/accounts/oidc/oidc/login/callback/", {"error": "x", "state": state})
    assert "did not" in page.text or page.status_code in {302, 401}
