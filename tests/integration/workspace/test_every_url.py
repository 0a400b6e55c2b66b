"""Ask every URL as everybody; ``urls_of`` says what is to be answered.

A URL that stands in no table fails here: add its line in ``urls_of/<namespace>.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from integration.workspace.urls_of.kinds import Access, Answer, InOffice, Person, Where, World
from integration.workspace.urls_of.tables import (
    LINES,
    NOT_ASKED,
    every_url,
    make_arguments,
    make_world,
)
from jalon.workspace.accounts.rules import POWERS, TokenScope
from jalon.workspace.accounts.services import make_token

DOORS = ("/accounts/login/", "/vacancies/sign-in/")


@dataclass(frozen=True)
class Keys:
    """What lets somebody in: the session of their browser, and a token for programs."""

    session: str
    token: str


def test_every_url_has_a_line() -> None:
    assert sorted(set(every_url()) - set(LINES) - NOT_ASKED) == []


def test_every_line_has_a_url() -> None:
    assert sorted(set(LINES) - set(every_url())) == []


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make one world for all questions, and undo it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        arguments = make_arguments(world)
        keys = make_keys(world)
        yield {"people": who_asks(world.people), "arguments": arguments, "keys": keys}
        transaction.set_rollback(True)


def who_asks(people: list[Person]) -> list[Person]:
    """Return everybody; on PostgreSQL one for each way to see, for whom other SQL is asked."""
    if connection.vendor == "sqlite":
        return people
    ways = {(p.where, POWERS[p.role].sees if p.role else None): p for p in reversed(people)}
    return list(ways.values())


def make_keys(world: World) -> dict[int, Keys]:
    """Sign everybody in once; each question then begins with the same cookie."""
    keys = {}
    for person in world.people:
        if person.user is not None:
            client = Client()
            client.force_login(person.user)
            _token, raw = make_token(name="t", scopes=[TokenScope.WRITE], days=1, by=person.user)
            keys[person.user.pk] = Keys(client.cookies[settings.SESSION_COOKIE_NAME].value, raw)
    return keys


@pytest.mark.django_db
@pytest.mark.parametrize("name", LINES)
def test_everybody_is_answered_as_the_table_says(name: str, asked: dict[str, Any]) -> None:
    access = LINES[name]
    address = reverse(name, args=asked["arguments"].get(name, []))
    wrong = []
    for person in asked["people"]:
        if person.where is Where.OFFICE and not isinstance(access, InOffice):
            continue
        answer = ask(address, access, asked["keys"][person.user.pk] if person.user else None)
        if answer not in access.expected(person):
            expected = " or ".join(sorted(access.expected(person)))
            wrong.append(f"{person}: {answer}, not {expected}")
    assert wrong == [], address


def ask(address: str, access: Access, keys: Keys | None) -> Answer:
    """Return what the holder of the keys is answered; what the question changed is undone."""
    client = Client(raise_request_exception=False)
    cache.clear()
    before = transaction.savepoint()
    try:
        headers = dict(access.headers)
        if keys is not None and access.by_token:
            headers["Authorization"] = f"Bearer {keys.token}"
        elif keys is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = keys.session
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
    if status in {301, 302} and response["Location"].startswith(DOORS):
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
