"""What whoever watches the server sees."""

import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import make_programme
from jalon.errors import CannotWrite
from jalon.workspace.accounts.invitations import token_for
from jalon.workspace.config import health, start
from jalon.workspace.config.logs import JsonFormatter


@pytest.mark.django_db
def test_a_stranger_may_ask_whether_the_site_is_well(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "disk": True}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_probe_of_the_same_machine_is_answered_in_production(
    client: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["jalon.example.org"]
    watcher = {"host": "127.0.0.1:8000"}
    assert client.get("/healthz", headers=watcher).status_code == 200
    assert client.get("/", headers=watcher).status_code == 400
    assert client.get("/", headers={"host": "jalon.example.org"}).status_code == 301


def test_a_database_that_is_away_is_said_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def cursor(self) -> Any:
            raise DatabaseError("secret host name")

    monkeypatch.setattr(health, "connection", Away())
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "secret" not in response.text


@pytest.mark.django_db
def test_a_request_is_one_line_of_json_without_what_was_asked(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="jalon.requests"):
        client.get("/healthz?q=a+name")
    [record] = [each for each in caplog.records if each.name == "jalon.requests"]
    line = json.loads(JsonFormatter().format(record))
    assert line["path"] == "/healthz"
    assert line["status"] == 200
    assert "name" not in json.dumps(line["path"])


@pytest.mark.django_db
def test_logs_keep_no_link_that_opens_a_door(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_for(make_user("Invited"))
    address = reverse("accounts:accept-invitation", args=[token])
    with caplog.at_level(logging.INFO):
        client.get(address)
        client.post(address, {"password": "x"})
        client.get(f"/nowhere/{token}/")
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/people/invitations/…/" in line for line in lines)
    assert not [line for line in lines if token in line]


@pytest.mark.django_db
def test_a_production_site_tells_nobody_the_demos_passwords(client: Client, settings: Any) -> None:
    cache.clear()
    make_programme("DEMO-X", is_demo=True)
    assert "demo-pass-phrase" in client.get("/").text
    settings.PRODUCTION = True
    assert "demo-pass-phrase" not in client.get("/").text
    with pytest.raises(CannotWrite, match="demo-served"):
        start.check_not_demo()
    cache.clear()
