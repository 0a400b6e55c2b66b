"""Follow the links of the pages as each person of the demonstration: none leads to a refusal."""

import os
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from jalon.workspace.accounts.models import User
from jalon.workspace.config.catalogues import load_catalogues
from jalon.workspace.demo import load_demo
from jalon.workspace.demo.content import read_people

PEOPLE = [person.email for person in read_people().people]
SAMPLE = int(os.environ.get("JALON_LINKS", "1"))  # pages of one kind that a person opens
LEFT_OUT = ("/static/", "/accounts/logout/")


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"a": ("href",), "form": ("action",)}.get(tag, ())
        said = dict(attrs)
        if tag == "form" and (said.get("method") or "get").lower() != "get":
            return
        for name in (*names, "hx-get"):
            if value := said.get(name):
                self.found.append(urldefrag(urljoin(self.page, value)).url)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the demonstration once for everybody, and undo it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogues()
        load_demo(today=date(2026, 11, 21))
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("email", PEOPLE)
def test_no_link_leads_to_a_refusal(email: str, demo: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=email))
    wrong = [f"{answer} {link} on {page}" for answer, link, page in walk(client)]
    assert wrong == []


def walk(client: Client) -> Iterator[tuple[int, str, str]]:
    """Yield what is refused, the link to it and its page, of a sample of every kind of page."""
    waiting = deque([("/", "")])
    seen: set[str] = set()
    asked: Counter[str] = Counter()
    while waiting:
        address, page = waiting.popleft()
        kind = kind_of(address)
        if address in seen or asked[kind] >= SAMPLE:
            continue
        seen.add(address)
        asked[kind] += 1
        response = client.get(address, follow=True)
        if response.streaming:
            b"".join(response.streaming_content)
        if response.status_code >= 400:
            yield response.status_code, address, page
        elif response["Content-Type"].startswith("text/html"):
            links = Links(address)
            links.feed(response.content.decode())
            waiting.extend((link, address) for link in links.found if is_ours(link))


def kind_of(address: str) -> str:
    """Return the name of the page, whatever object it shows."""
    match = resolve(urlsplit(address).path)
    return match.view_name or match.route


def is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not (parts.scheme or parts.netloc) and not parts.path.startswith(LEFT_OUT)
