"""The API lets in who the pages let in, and no further than a token's scope."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from factories.documents import make_file, make_obligation
from factories.places import make_area, make_country
from factories.results import make_indicator, make_period
from jalon.workspace.accounts.models import ApiToken, User
from jalon.workspace.accounts.rules import TokenScope
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual

Headers = dict[str, str]
Token = Callable[..., Headers]
PERIOD = "/api/v1/periods/{}/actual"


@pytest.fixture
def period(programme: Programme) -> int:
    return make_period(make_indicator(programme)).pk


def put(client: Client, period: int, headers: Headers, **body: object) -> tuple[int, dict]:
    given = {"cells": [{"value": "12"}], "source": "a register", **body}
    response = client.put(
        PERIOD.format(period), given, content_type="application/json", headers=headers
    )
    return response.status_code, response.json()


@pytest.mark.django_db
def test_a_stranger_gets_nothing(client: Client) -> None:
    for path in ("/api/v1/me", "/api/v1/programmes", "/api/v1/instruments"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer x"}).status_code == 401


def test_every_refusal_has_a_code_and_words(
    client: Client, amina: User, period: int, token: Token
) -> None:
    language = {"Accept-Language": "en"}
    refused = client.get("/api/v1/me", headers=language)
    assert refused.json()["code"] == "token-refused"
    headers = token(amina) | language | {"If-None-Match": "*"}
    status, said = put(client, period, headers, cells=[{"value": "twelve"}])
    assert (status, said["code"]) == (422, "request-unreadable")
    assert "cells.0.value" in said["message"]


def test_a_session_is_not_a_token(client: Client, amina: User) -> None:
    client.force_login(amina)
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_that_is_over_is_refused(client: Client, amina: User, token: Token) -> None:
    headers = token(amina)
    assert client.get("/api/v1/me", headers=headers).json()["name"] == "Amina"
    ApiToken.objects.update(expires_at=timezone.now())
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_another_programme_is_not_there(
    client: Client, amina: User, carla: User, programme: Programme, period: int, token: Token
) -> None:
    headers = token(carla)
    owed = make_obligation(programme, amina)
    for path in (
        f"programmes/{programme.code}",
        f"programmes/{programme.code}/results",
        f"programmes/{programme.code}/matrix",
        f"programmes/{programme.code}/obligations",
        f"obligations/{owed.pk}",
    ):
        response = client.get(f"/api/v1/{path}", headers=headers)
        assert response.status_code == 404, path
        assert response.json()["code"] == "not-found"
    assert put(client, period, headers | {"If-None-Match": "*"})[0] == 404
    codes = [p["code"] for p in client.get("/api/v1/programmes", headers=headers).json()["items"]]
    assert codes == ["OTHER"]


def test_a_token_to_read_writes_nothing(
    client: Client, amina: User, period: int, token: Token
) -> None:
    headers = token(amina, TokenScope.READ)
    assert put(client, period, headers | {"If-None-Match": "*"})[0] == 401


def test_two_programs_do_not_overwrite_each_other(
    client: Client, amina: User, bruno: User, period: int, token: Token
) -> None:
    one, other = token(amina), token(bruno)
    assert put(client, period, one)[0] == 428
    status, made = put(client, period, one | {"If-None-Match": "*"})
    assert (status, made["cells"][0]["value"]) == (200, "12.0000")
    etag = client.get(f"/api/v1/actuals/{made['id']}", headers=other)["ETag"]
    assert put(client, period, one | {"If-Match": etag}, narrative="first")[0] == 200
    status, refused = put(client, period, other | {"If-Match": etag}, narrative="second")
    assert (status, refused["code"]) == (412, "changed-meanwhile")
    now = client.get(f"/api/v1/actuals/{made['id']}", headers=other).json()
    assert now["narrative"] == "first"


def test_a_report_by_program_keeps_the_file_that_proves_it(
    client: Client, amina: User, period: int, token: Token
) -> None:
    mine = token(amina)
    _status, made = put(client, period, mine | {"If-None-Match": "*"})
    actual = Actual.objects.get(pk=made["id"])
    actual.evidence = make_file(amina)
    actual.save()
    again = mine | {"If-Match": f'"{made["version"]}"'}
    assert put(client, period, again, narrative="more")[0] == 200
    actual.refresh_from_db()
    assert actual.evidence is not None


def test_a_report_by_program_names_its_area(
    client: Client, amina: User, programme: Programme, token: Token
) -> None:
    area = make_area(make_country("MEX"), "20")
    programme.areas.add(area)
    period = make_period(make_indicator(programme, reported_for="area")).pk
    mine = token(amina) | {"If-None-Match": "*", "Content-Type": "application/json"}
    there = f"{PERIOD.format(period)}?country=MEX&area={area.pk}"
    made = client.put(there, {"cells": []}, content_type="application/json", headers=mine).json()
    assert (made["country"], made["area"], made["area_code"]) == ("MEX", area.pk, area.code)


def test_refusals_are_said_in_the_language_asked_for(
    client: Client, amina: User, period: int, token: Token
) -> None:
    headers = token(amina) | {"Accept-Language": "es", "If-None-Match": "*"}
    status, refused = put(client, period, headers, cells=[{"breakdown": "sex:female"}])
    assert status == 422
    assert refused["message"]
    assert refused["code"] not in refused["message"]


@pytest.mark.django_db
def test_lists_come_in_pages(client: Client, amina: User, token: Token) -> None:
    headers = token(amina)
    answer = client.get("/api/v1/countries?size=1&page=1", headers=headers).json()
    assert len(answer["items"]) == min(1, answer["count"])
    assert client.get("/api/v1/countries?size=100000", headers=headers).status_code == 422
