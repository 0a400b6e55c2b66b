"""Every page, found by itself: accessible, light, fit for a telephone, in English and in Arabic.

A new page is found by its line in ``urls_of``; if the test cannot open it, say in ``walk/ways.py``
what has to be done first.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import translation
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from browser.house import House, faults
from jalon.workspace.accounts.models import User
from jalon.workspace.home.views import refusals
from walk.exceptions import NO_PAGE
from walk.forms import forms_of
from walk.kept import Kept
from walk.pages import SIGN_IN, page_names
from walk.refused import refusal

FORM: Any = {"content_type": "application/x-www-form-urlencoded"}
LANGUAGES = ("en", "ar")
PARTS = 4  # of the forms, so that several processes share them
# Language first: the people of the site speak one at a time.
NAMES = sorted(set(page_names()) - NO_PAGE.keys())


@pytest.fixture(scope="module")
def db(kept: Kept) -> None:
    """Keep what is written for the whole module, for the server's own connections too."""


@pytest.fixture(scope="module")
def house(db: None, kept: Kept, chromium: Browser) -> Iterator[House]:
    """Serve the full site."""
    server = LiveServer("localhost")
    yield House(chromium, server.url, kept.site, kept.pages)
    server.stop()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page(house: House, name: str, language: str) -> None:
    tab = house.open(name, language)
    assert faults(house, tab, language) == [], tab.url


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_forms(house: House, kept: Kept, language: str, part: int) -> None:
    """Send every form empty and wrong: the page that says so is one to be read, too."""
    house.speak(language)
    wrong, refused = [], 0
    for form in forms_of(kept.answers)[part::PARTS]:
        answer = refusal(form, language)
        if answer is not None:
            refused += 1
            assert answer.status_code < 500, form
            tab = house.show(answer, language)
            wrong += [f"{form}: {fault}" for fault in faults(house, tab, language)]
    assert not wrong, "\n".join(wrong)
    assert refused > 5  # were none refused, nothing would be proved


def nothing_here(client: Client) -> HttpResponseBase:
    client.force_login(User.objects.get(email="officer@demo.example"), SIGN_IN)
    return client.get("/no-such-page/")


def not_for_you(client: Client) -> HttpResponseBase:
    client.force_login(User.objects.get(email="partner@demo.example"), SIGN_IN)
    return client.get("/audit/")


def sent_too_late(client: Client) -> HttpResponseBase:
    return client.post("/preferences/theme/", {"theme": "dark"})


def of_another_host(client: Client) -> HttpResponseBase:
    return client.get("/", headers={"host": "evil.example"})


def too_long(client: Client) -> HttpResponseBase:
    client.get("/")
    text = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    return client.post("/preferences/theme/", f"theme={text}", **FORM)


def too_often(client: Client) -> HttpResponseBase:
    wrong = {"login": "somebody@demo.example", "password": "not this"}
    client.handler.enforce_csrf_checks = False
    answers = [client.post("/accounts/login/", wrong) for _attempt in range(31)]
    cache.clear()
    return answers[-1]


def broken(client: Client) -> HttpResponseBase:
    with translation.override(client.cookies[settings.LANGUAGE_COOKIE_NAME].value):
        return refusals.server_error(RequestFactory().get("/"))


REFUSALS = {
    400: of_another_host,
    403: not_for_you,
    "403 csrf": sent_too_late,
    404: nothing_here,
    413: too_long,
    429: too_often,
    500: broken,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal(house: House, refusal: int | str, language: str) -> None:
    house.speak(language)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = REFUSALS[refusal](client)
    assert str(answer.status_code) == str(refusal).split()[0]
    assert faults(house, house.show(answer, language), language) == []
