"""People of the site: Amina directs, Bruno is an officer, Carla has no access."""

import pytest

from factories.accounts import make_user
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme


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
