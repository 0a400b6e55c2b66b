"""People are found by names without accents and capitals, the same on every database."""

import pytest

from factories.accounts import make_user
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.queries import PeopleFilters, people
from jalon.workspace.audit.queries import Filters, trail
from jalon.workspace.audit.services import record


@pytest.fixture
def elodie(db: None) -> User:
    make_user("Bruno")
    return make_user("Élodie Ñandú", email="e.nandu@example.org")


@pytest.mark.parametrize("text", ["élodie", "ELODIE", "ÑANDÚ", "nandu", " Élodie Ñ", "E.NANDU@"])
def test_people(elodie: User, text: str) -> None:
    assert list(people(PeopleFilters(text=text))) == [elodie]


@pytest.mark.parametrize("text", ["élodie", "ELODIE", "ÑANDÚ", "nandu"])
def test_the_trail(elodie: User, text: str) -> None:
    event = record(by=elodie, what="accounts.renamed", target=elodie)
    record(by=None, what="accounts.renamed", target=elodie)
    assert list(trail(None, Filters(who=text))) == [event]
    assert not trail(None, Filters(who="nobody")).exists()
