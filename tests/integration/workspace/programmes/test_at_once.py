"""Two people who begin the same thing at once: the second is told so."""

from datetime import date

import pytest
from django.db.models import QuerySet

from factories.accounts import make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import invite
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services import create_programme


@pytest.fixture
def director(db: None) -> User:
    user = make_user()
    give(user, Role.DIRECTOR, None)
    give(user, Role.ADMINISTRATOR, None)
    return user


def test_a_code_that_was_taken_a_moment_ago(
    director: User, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {"start_date": date(2026, 1, 1), "end_date": date(2026, 12, 31)}
    with monkeypatch.context() as late:
        late.setattr(QuerySet, "exists", lambda _found: False)  # as it was when we looked
        with pytest.raises(RuleBroken, match="programme-code-taken"):
            create_programme(code=programme.code, title={"en": "Two"}, by=director, **days)
    assert Programme.objects.filter(code=programme.code).count() == 1


def test_an_address_that_was_invited_a_moment_ago(
    director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = make_user("Gina")
    with monkeypatch.context() as late:
        late.setattr(QuerySet, "first", lambda _found: None)
        with pytest.raises(RuleBroken, match="invited-meanwhile"):
            invite(email=known.email, name="Gina", language="en", by=director)
    assert User.objects.filter(email=known.email).count() == 1
