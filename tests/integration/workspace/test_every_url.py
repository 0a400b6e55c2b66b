"""Ask every URL as everybody; ``urls_of`` says what is to be answered.

A URL that stands in no table fails here: add its line in ``urls_of/<namespace>.py``.
"""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories.accounts import make_user
from factories.programmes import give, make_programme
from integration.workspace.urls_of.kinds import Access, Answer, InOffice, Person, Where, World
from jalon.workspace.accounts.rules import Role, TokenScope
from jalon.workspace.accounts.services import make_token

FOLDER = Path(__file__).parent / "urls_of"
NO_NAMESPACE = "sign_in"  # allauth's names have none
# Of allauth and Django: their answer is the same for everybody, and none of those above.
NOT_ASKED = {
    "openid_connect_login",
    "openid_connect_callback",
    "set_language",
    "socialaccount_login_error",
    "socialaccount_signup",
}


def tables() -> dict[str, ModuleType]:
    names = sorted(path.stem for path in FOLDER.glob("*.py"))
    return {
        name: importlib.import_module(f"integration.workspace.urls_of.{name}")
        for name in names
        if name not in {"__init__", "kinds"}
    }


TABLES = tables()
LINES: dict[str, Access] = {
    (name if app == NO_NAMESPACE else f"{app}:{name}"): access
    for app, table in TABLES.items()
    for name, access in table.TABLE.items()
}


def every_url(resolver: URLResolver | None = None, inside: str = "") -> Iterator[str]:
    """Yield the full name of every URL of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from every_url(pattern, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{inside}{pattern.name}"


def test_every_url_has_a_line() -> None:
    assert sorted(set(every_url()) - set(LINES) - NOT_ASKED) == []


def test_every_line_has_a_url() -> None:
    assert sorted(set(LINES) - set(every_url())) == []


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make one world for all questions, and undo it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        arguments = {
            (name if app == NO_NAMESPACE else f"{app}:{name}"): values
            for app, table in TABLES.items()
            for name, values in table.arguments(world).items()
        }
        yield {"world": world, "arguments": arguments}
        transaction.set_rollback(True)


def make_world() -> World:
    programme = make_programme("WORLD")
    other = make_programme("ELSEWHERE")
    people = [Person(Where.OUTSIDE), Person(Where.NOWHERE, None, make_user("Without Grants"))]
    for role in Role:
        for where, given in (
            (Where.PROGRAMME, programme),
            (Where.OFFICE, None),
            (Where.OTHER, other),
        ):
            if where is Where.OTHER and role is not Role.DIRECTOR:
                continue
            user = make_user(f"{role.value} {where.value}")
            give(user, role, given)
            people.append(Person(where, role, user))
    return World(programme, people)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LINES)
def test_everybody_is_answered_as_the_table_says(name: str, asked: dict[str, Any]) -> None:
    access = LINES[name]
    address = reverse(name, args=asked["arguments"].get(name, []))
    wrong = []
    for person in asked["world"].people:
        if person.where is Where.OFFICE and not isinstance(access, InOffice):
            continue
        answer = ask(address, access, person)
        if answer not in access.expected(person):
            expected = " or ".join(sorted(access.expected(person)))
            wrong.append(f"{person}: {answer}, not {expected}")
    assert wrong == [], address


def ask(address: str, access: Access, person: Person) -> Answer:
    """Return what `person` is answered; what the question changed is undone."""
    client = Client(raise_request_exception=False)
    cache.clear()
    before = transaction.savepoint()
    try:
        headers = dict(access.headers)
        if person.user is not None and access.by_token:
            _token, raw = make_token(name="t", scopes=[TokenScope.WRITE], days=1, by=person.user)
            headers["Authorization"] = f"Bearer {raw}"
        elif person.user is not None:
            client.force_login(person.user)
        form = {"content_type": "application/json"} if access.by_token else {}
        options = {} if access.method == "get" else form
        send = getattr(client, access.method)
        response = send(address, access.data, headers=headers, **options)
        if response.streaming:
            b"".join(response.streaming_content)
        return answer_of(response)
    finally:
        transaction.savepoint_rollback(before)


def answer_of(response: Any) -> Answer:
    status = response.status_code
    if status in {301, 302} and response["Location"].startswith("/accounts/login/"):
        return Answer.SIGN_IN
    special = {
        401: Answer.UNAUTHORISED,
        403: Answer.FORBIDDEN,
        404: Answer.MISSING,
        405: Answer.WRONG,
    }
    if status in special:
        return special[status]
    return Answer.WRONG if status >= 500 else Answer.OK
