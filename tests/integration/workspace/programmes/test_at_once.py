"""Two people who begin the same thing at once: the second is told so."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet

from factories.accounts import make_user
from factories.programmes import give, make_organisation, make_programme
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import deactivate, invite
from jalon.workspace.programmes.models import (
    Delegation,
    FocalPoint,
    Grant,
    Organisation,
    Participation,
    Programme,
)
from jalon.workspace.programmes.permissions import this_day
from jalon.workspace.programmes.services import (
    add_participation,
    create_programme,
    delegate,
    give_grant,
    save_focal_point,
)


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


TODAY = this_day()
DAYS = {"start_date": TODAY, "end_date": TODAY + timedelta(days=5)}
Act = Callable[[User, User, Programme], object]


def role_twice(director: User, officer: User, programme: Programme) -> None:
    give_grant(user=officer, role=Role.FINANCE, programme=programme, by=director)


def deputy_twice(director: User, officer: User, programme: Programme) -> None:
    delegate(absent=director, deputy=officer, programme=programme, by=director, **DAYS)


def focal_point_twice(director: User, _officer: User, programme: Programme) -> None:
    save_focal_point(programme=programme, by=director, name="Ana", email="ana@example.org")


def partner_twice(director: User, _officer: User, programme: Programme) -> None:
    organisation = Organisation.objects.get(acronym="MIN")
    add_participation(programme=programme, organisation=organisation, role="4", by=director)


ACTS = {
    "grant-twice": (role_twice, Grant, 1 + 2),
    "delegation-twice": (deputy_twice, Delegation, 1),
    "focal-point-twice": (focal_point_twice, FocalPoint, 1),
    "participation-twice": (partner_twice, Participation, 1),
}


@pytest.fixture
def team(transactional_db: None) -> tuple[User, User, Programme]:
    programme = make_programme("MEX-87")
    director, officer = make_user("Amina"), make_user("Bruno")
    give(director, Role.DIRECTOR, programme)
    give(officer, Role.OFFICER, programme)
    make_organisation("MIN")
    return director, officer, programme


@pytest.mark.parametrize("code", ACTS)
def test_a_double_click_does_it_once(code: str, team: tuple[User, User, Programme]) -> None:
    act, model, expected = ACTS[code]
    answers = at_once(lambda: act(*team), lambda: act(*team))
    assert sorted(answers) == ["", code]
    assert model._default_manager.count() == expected


def test_two_administrators_who_close_each_other(transactional_db: None) -> None:
    one, other = make_user("Dalia"), make_user("Elias")
    for each in (one, other):
        give(each, Role.ADMINISTRATOR, None)
    answers = at_once(
        lambda: deactivate(user=other, by=one), lambda: deactivate(user=one, by=other)
    )
    assert User.objects.filter(is_active=True).count() == 1
    assert sum(answer == "" for answer in answers) == 1
    assert set(answers) - {""} <= {"last-administrator", "denied"}


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at the same time, each over a connection of its own; return what was refused."""
    ready, answers = threading.Barrier(len(acts)), []

    def do(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
            answers.append("")
        except RuleBroken as error:
            answers.append(error.code)
        except PermissionDenied:
            answers.append("denied")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
