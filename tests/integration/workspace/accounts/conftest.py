"""Dalia administers the site, Fatima was never given a role."""

import pytest
from django.core.cache import cache

from factories.accounts import make_user
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Let each test begin without the attempts of the one before."""
    cache.clear()


@pytest.fixture
def dalia(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


@pytest.fixture
def fatima(db: None) -> User:
    return make_user("Fatima", language="fr")
