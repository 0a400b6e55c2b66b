"""People of the site: Amina directs, Bruno is an officer, Carla has no access."""

import os

import pytest

from factories.accounts import make_user
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme

# Asked once, on SQLite, when the tests run a second time on PostgreSQL. The walks: the pages and
# their queries are the same, and each query is asked there by the tests of its own page. The
# others run processes whose database is SQLite whatever ours is.
WALKS = ["budgets", "every_link", "hostile_queries", "hostile_text", "other_programme_ids"]
OF_SQLITE = [
    "config/test_processes.py",
    "config/test_upgrade.py",
    "results/exchange/test_killed.py",
]
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    collect_ignore = [*(f"test_{walk}.py" for walk in WALKS), *OF_SQLITE]


@pytest.fixture
def programme(db: None) -> Programme:
    return make_programme("MEX-87")


@pytest.fixture
def amina(programme: Programme) -> User:
    user = make_user("Amina")
    give(user, Role.DIRECTOR, programme)
    return user


@pytest.fixture
def bruno(programme: Programme) -> User:
    user = make_user("Bruno")
    give(user, Role.OFFICER, programme)
    return user


@pytest.fixture
def carla(db: None) -> User:
    """Directs another programme, so that only the boundary keeps her out."""
    user = make_user("Carla")
    give(user, Role.DIRECTOR, make_programme("OTHER"))
    return user
