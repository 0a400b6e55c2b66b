"""Roles given, ended and about to end, and deputies: who is told, and in which words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from factories.accounts import make_user
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.expiry import tell_of_endings

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def sent() -> list[tuple[str, str]]:
    """Return address and subject of each mail, and forget them."""
    found = sorted((letter.to[0], letter.subject) for letter in mail.outbox)
    mail.outbox.clear()
    return found


def test_a_role_is_told_to_who_gets_it(
    amina: User, programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    dalia = make_user("Dalia", language="es")
    with django_capture_on_commit_callbacks(execute=True):
        services.give_grant(
            user=dalia,
            role=Role.OFFICER,
            programme=programme,
            by=amina,
            country=programme.covers.get().country,
            end_date=date(2030, 5, 31),
        )
    [letter] = mail.outbox
    assert letter.to == ["dalia@example.org"]
    assert letter.subject.startswith("MEX-87: ")
    assert "Amina" in letter.body
    assert "31 de mayo de 2030" in letter.body
    assert "/programmes/MEX-87/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_role_that_was_ended_is_told_and_ones_own_is_not(
    amina: User, bruno: User, programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.end_grant(grant=bruno.grants.get(), by=amina, reason="The contract is over.")
    assert "The contract is over." in mail.outbox[0].body
    assert sent() == [("bruno@example.org", "MEX-87: your role has ended")]
    carla = make_user("Clara")
    grant = give(carla, Role.EVALUATOR, programme)
    with django_capture_on_commit_callbacks(execute=True):
        services.end_grant(grant=grant, by=carla)
    assert sent() == []


def test_a_closed_account_gets_no_mail(
    amina: User, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        services.end_grant(grant=bruno.grants.get(), by=amina)
    assert sent() == []


def test_a_deputy_is_told_and_so_is_who_is_away(
    amina: User,
    bruno: User,
    programme: Programme,
    today: date,
    django_capture_on_commit_callbacks: Any,
) -> None:
    dates = {"start_date": today, "end_date": today + DAY}
    with django_capture_on_commit_callbacks(execute=True):
        made = services.delegate(absent=amina, deputy=bruno, programme=programme, by=amina, **dates)
    assert sent() == [("bruno@example.org", "Bruno stands in for Amina")]
    with django_capture_on_commit_callbacks(execute=True):
        services.end_delegation(delegation=made, by=bruno)
    assert sent() == [("amina@example.org", "Bruno no longer stands in for Amina")]


def test_a_role_that_ends_within_a_fortnight_is_told_once(
    programme: Programme, today: date
) -> None:
    soon, later, over, ended = (make_user(name) for name in ("Soon", "Later", "Over", "Ended"))
    give(soon, Role.EVALUATOR, programme, end_date=today + 14 * DAY)
    give(later, Role.EVALUATOR, programme, end_date=today + 15 * DAY)
    give(over, Role.EVALUATOR, programme, end_date=today - DAY)
    give(ended, Role.EVALUATOR, programme, end_date=today + DAY, ended_at=timezone.now())
    assert tell_of_endings(today) == 1
    assert [to for to, _subject in sent()] == ["soon@example.org"]
    assert tell_of_endings(today) == 0
    assert tell_of_endings(today + DAY) == 1  # Later's turn; Soon has been told
    assert [to for to, _subject in sent()] == ["later@example.org"]
    assert Event.objects.filter(what="programmes.expiry-told").count() == 2


def test_the_last_directors_end_is_told_to_who_can_see_to_it(db: None, today: date) -> None:
    programme = make_programme("LAST")
    director, officer, keeper = (make_user(name) for name in ("Director", "Officer", "Keeper"))
    give(director, Role.DIRECTOR, programme, end_date=today + 5 * DAY)
    give(officer, Role.OFFICER, programme)
    give(keeper, Role.ADMINISTRATOR, None)
    tell_of_endings(today)
    told = sent()
    assert [to for to, _subject in told] == ["director@example.org", "keeper@example.org"]
    assert all("the last director" in subject for _to, subject in told)


def test_a_director_who_is_not_the_last_is_told_alone(
    amina: User, programme: Programme, today: date
) -> None:
    second = make_user("Second")
    give(second, Role.DIRECTOR, programme, end_date=today + DAY)
    tell_of_endings(today)
    assert [to for to, _subject in sent()] == ["second@example.org"]
