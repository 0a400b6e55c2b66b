"""Every operation of the description, found there: strange text, others' ids, versions."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from factories.accounts import make_user
from factories.documents import make_document, make_obligation
from factories.places import make_area, make_country
from factories.programmes import give
from factories.results import make_actual, make_indicator, make_period
from integration.workspace.urls_of.api import TABLE
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.config.api import api
from jalon.workspace.programmes.models import Programme

Headers = dict[str, str]
Token = Callable[..., Headers]
Step = str | int
DESCRIPTION: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
OF_THE_OFFICE = {"countries", "instruments", "agendas"}  # what belongs to no programme
SURROGATE = "\ud800"  # half a letter, which no database keeps
TEXTS = (
    "<script>hurt(1)</script>\"'&",
    '=HYPERLINK("http://x.example")\r\nBcc: x@example.org',
    "a\x00b",
    SURROGATE,
    "\u202eevil",
    "x" * 200_000,
    "%s%(a)s{0}",
    "../../etc/passwd",
    "9" * 400,
    "NaN",
)
BODIES = (
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"NaN",
    b'{"cells": [{"value": NaN}]}',
    b'{"cells": [{"value": 1e999}]}',
    b'{"cells": {"value": {}}}',
    b"[" * 100_000,
)


@dataclass(frozen=True)
class Operation:
    path: str
    method: str
    about: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def kind(self) -> str:
        """What the first id of the address is of: the word before it."""
        found = re.search(r"/(\w+)/\{", self.path)
        return found[1] if found else ""

    def address(self, rows: dict[str, str]) -> str:
        return re.sub(r"\{\w+\}", lambda _one: rows[self.kind], self.path)

    @property
    def asked(self) -> list[str]:
        """The names of what may stand behind the question mark."""
        return [one["name"] for one in self.about.get("parameters", []) if one["in"] == "query"]

    @property
    def body(self) -> dict[str, Any]:
        content = self.about.get("requestBody", {}).get("content", {})
        return found if (found := content.get("application/json", {}).get("schema")) else {}

    def given(self, rows: dict[str, str]) -> tuple[dict[str, Any], Headers]:
        """What is taken, by the table of who may what."""
        access = TABLE[str(resolve(self.address(rows)).url_name)]
        return access.data, access.headers


OPERATIONS = [
    Operation(path, method, about)
    for path, methods in DESCRIPTION["paths"].items()
    for method, about in methods.items()
]
WRITING = [one for one in OPERATIONS if one.body]
OF_A_PROGRAMME = [one for one in OPERATIONS if one.kind and one.kind not in OF_THE_OFFICE]


def texts_in(schema: dict[str, Any], at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield where a body holds values, lists and objects followed."""
    if "$ref" in schema:
        schema = DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array":
        yield from texts_in(schema["items"], (*at, 0))
    elif schema.get("type") == "object":
        for name, each in schema.get("properties", {}).items():
            yield from texts_in(each, (*at, name))
    else:
        yield at


def put(body: Any, where: tuple[Step, ...], value: Any) -> Any:
    """Return a body with another value at one place."""
    changed = deepcopy(body)
    here = changed
    for step in where[:-1]:
        here = here[step]
    here[where[-1]] = value
    return changed


@pytest.fixture
def rows(programme: Programme, bruno: User) -> dict[str, str]:
    return rows_of(programme, bruno)


def rows_of(programme: Programme, by: User) -> dict[str, str]:
    """Make a row of each kind that an address names."""
    period = make_period(make_indicator(programme))
    obligation = make_obligation(programme, by)
    actual = make_actual(make_period(period.indicator, 1), status="submitted", reported_by=by)
    return {
        "programmes": programme.code,
        "periods": str(period.pk),
        "actuals": str(actual.pk),
        "obligations": str(obligation.pk),
        "documents": str(make_document(by, obligation).pk),
        "countries": make_country("MEX").iso3,
        "instruments": "C029",
        "agendas": "sdg",
    }


def ask(client: Client, one: Operation, address: str, body: Any, headers: Headers) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return client.generic(one.method.upper(), address, sent, "application/json", headers=headers)


def harm(answer: Any, events: int) -> str:
    """Return what is wrong with an answer; a refusal has a code, and nothing was written."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer["Content-Type"].partition(";")[0] != "application/json":
        return f"{answer.status_code} {answer['Content-Type']}"
    if answer.status_code >= 400 and not answer.json().get("code"):
        return f"{answer.status_code} without a code"
    if answer.status_code >= 400 and Event.objects.count() != events:
        return f"{answer.status_code}, and something was written"
    return ""


def test_the_description_names_operations_that_write() -> None:
    assert len(OPERATIONS) > 15
    assert len(WRITING) >= 2
    assert all(list(texts_in(one.body)) for one in WRITING)


@pytest.mark.parametrize("one", WRITING, ids=str)
def test_strange_text_in_every_field(
    client: Client, bruno: User, amina: User, rows: dict[str, str], token: Token, one: Operation
) -> None:
    body, headers = one.given(rows)
    headers = token(amina) | headers
    taken = 0
    for where in texts_in(one.body):
        for text in TEXTS:
            events = Event.objects.count()
            with transaction.atomic():
                answer = ask(client, one, one.address(rows), put(body, where, text), headers)
                assert harm(answer, events) == "", (where, text[:40])
                taken += answer.status_code == 200
                transaction.set_rollback(True)
    assert taken > 1  # were all refused, nothing would be proved


@pytest.mark.parametrize("one", WRITING, ids=str)
@pytest.mark.parametrize("sent", BODIES, ids=lambda sent: repr(sent[:20]))
def test_a_body_that_is_none(
    client: Client, amina: User, rows: dict[str, str], token: Token, one: Operation, sent: bytes
) -> None:
    _body, headers = one.given(rows)
    headers = token(amina) | headers
    events = Event.objects.count()
    answer = ask(client, one, one.address(rows), sent, headers)
    assert answer.status_code in {400, 422}
    assert harm(answer, events) == ""


@pytest.mark.parametrize("one", OPERATIONS, ids=str)
def test_strange_text_in_every_address(
    client: Client, amina: User, rows: dict[str, str], token: Token, one: Operation
) -> None:
    body, headers = one.given(rows)
    headers = token(amina) | headers
    strange = ("%3Cscript%3E", "%E2%80%AE", "9" * 30, "-1", "%25s", "%ED%A0%80", "%FF", "a%0Db")
    for text in strange:
        addresses = [f"{one.address(rows)}?{name}={text}" for name in one.asked]
        if one.kind:
            addresses.append(re.sub(r"\{\w+\}", text, one.path))
        for address in addresses:
            with transaction.atomic():
                answer = ask(client, one, address, body, headers)
                transaction.set_rollback(True)
            assert answer.status_code < 500, address
            assert "<script>" not in answer.text, address


@pytest.mark.parametrize("one", OF_A_PROGRAMME, ids=str)
def test_an_id_of_another_programme_is_not_there(
    client: Client, amina: User, carla: User, token: Token, one: Operation
) -> None:
    programme = Programme.objects.get(code="OTHER")
    somebody = make_user("Somebody Elsewhere")
    give(somebody, Role.OFFICER, programme)
    foreign = rows_of(programme, somebody)
    body, headers = one.given(foreign)
    seen = ask(client, one, one.address(foreign), body, token(carla) | headers)
    assert seen.status_code in {200, 422}
    events = Event.objects.count()
    answer = ask(client, one, one.address(foreign), body, token(amina) | headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert Event.objects.count() == events + 1  # the token that asks


@pytest.mark.parametrize("one", WRITING, ids=str)
def test_what_is_asked_for_beside_the_body_is_of_the_programme(
    client: Client, amina: User, rows: dict[str, str], token: Token, one: Operation
) -> None:
    elsewhere = make_area(make_country("DZA"), "DZA-01")
    ids = {"country": "DZA", "area": str(elsewhere.pk)}
    assert set(one.asked) <= ids.keys(), "say here what it names"
    body, headers = one.given(rows)
    headers = token(amina) | headers
    events = Event.objects.count()
    asked = [{name: ids[name]} for name in one.asked]
    for each in [*asked, {name: ids[name] for name in one.asked}] if asked else []:
        query = "&".join(f"{name}={value}" for name, value in each.items())
        answer = ask(client, one, f"{one.address(rows)}?{query}", body, headers)
        assert answer.status_code in {404, 422}, query
        assert Event.objects.count() == events
        assert elsewhere.code not in answer.text


@pytest.mark.parametrize("one", OF_A_PROGRAMME, ids=str)
def test_what_has_a_version_is_sent_once(
    client: Client, amina: User, rows: dict[str, str], token: Token, one: Operation
) -> None:
    headers = token(amina)
    answer = client.get(one.address(rows), headers=headers)
    if one.method != "get" or "version" not in answer.json():
        assert "ETag" not in answer
        return
    tag = answer["ETag"]
    assert tag == f'"{answer.json()["version"]}"'
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        again = client.get(one.address(rows), headers=headers | {"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    other = client.get(one.address(rows), headers=headers | {"If-None-Match": '"0"'})
    assert (other.status_code, other.json()) == (200, answer.json())
