"""A site, a browser, and people to sign in with. See visits.py for what tests may do."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Playwright
from pytest_django.live_server_helper import LiveServer

from browser.visits import Visits
from factories.accounts import make_user
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme

# Playwright's own loop runs in this thread; Django must not mistake our tests for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
ABSENT = (
    "NO BROWSER: Chromium is not installed (apt-get install chromium), the journeys are unproved"
)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start the system's Chromium."""
    path = os.environ.get("JALON_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(ABSENT)
    try:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    except Error as error:
        pytest.fail(f"{path} does not start: {error}")
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Open pages; at the end no page may have logged an error or asked another host."""
    visits = Visits(chromium, live_server.url)
    yield visits
    visits.close()
    assert not visits.faults, "\n".join(visits.faults)


@pytest.fixture
def programme(transactional_db: None) -> Programme:
    return make_programme(
        "MEX-87", title={"en": "Target 8.7 in Mexico", "es": "Meta 8.7 en México"}
    )


@pytest.fixture
def amina(programme: Programme) -> User:
    """Directs the programme."""
    return _with_role("Amina", Role.DIRECTOR, programme)


@pytest.fixture
def bruno(programme: Programme) -> User:
    """Is an officer of the programme."""
    return _with_role("Bruno", Role.OFFICER, programme)


def _with_role(name: str, role: Role, programme: Programme, **fields: Any) -> User:
    user = make_user(name, **fields)
    give(user, role, programme)
    return user
