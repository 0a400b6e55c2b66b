"""What tests of recruitment share."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from factories.recruitment import make_candidate, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Begin to count anew how often something is done."""
    cache.clear()


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_published(programme, amina)


@pytest.fixture
def dalia(db: None) -> User:
    return make_candidate("Dalia", language="en", time_zone="Africa/Algiers")


@pytest.fixture
def own(client: Client, dalia: User) -> Client:
    client.force_login(dalia)
    return client
