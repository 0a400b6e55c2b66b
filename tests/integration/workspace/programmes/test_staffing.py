"""Somebody always looks after the site, and a programme without a director says so."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import deactivate
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Delegation, Grant, Programme

DAY = timedelta(days=1)


@pytest.fixture
def dalia(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def people_page(client: Client, by: User) -> str:
    client.force_login(by)
    return client.get(reverse("programmes:people", args=["MEX-87"])).text


def test_the_last_administrator_stays(dalia: User, today: date) -> None:
    second = make_user("Second")
    give(second, Role.ADMINISTRATOR, None, end_date=today + 30 * DAY)
    with pytest.raises(RuleBroken, match="last-administrator"):
        services.end_grant(grant=dalia.grants.get(), by=dalia)
    Grant.objects.filter(user=second).update(end_date=None)
    services.end_grant(grant=dalia.grants.get(), by=dalia)
    with pytest.raises(RuleBroken, match="last-administrator"):
        services.end_grant(grant=second.grants.get(), by=second)


def test_an_administrator_of_one_programme_may_go(dalia: User, programme: Programme) -> None:
    local = make_user("Local")
    grant = give(local, Role.ADMINISTRATOR, programme)
    services.end_grant(grant=grant, by=dalia)
    assert not local.grants.filter(ended_at=None).exists()


def test_a_deputy_does_not_close_the_last_administrators_account(
    dalia: User, programme: Programme, today: date
) -> None:
    deputy = make_user("Deputy")
    give(deputy, Role.COORDINATOR, programme)
    Delegation.objects.create(absent=dalia, deputy=deputy, start_date=today, end_date=today + DAY)
    with pytest.raises(RuleBroken, match="last-administrator"):
        deactivate(user=dalia, by=deputy)
    dalia.refresh_from_db()
    assert dalia.is_active


def test_the_people_page_warns_before_the_last_director_goes(
    client: Client, dalia: User, programme: Programme, today: date
) -> None:
    director = make_user("Director")
    grant = give(director, Role.DIRECTOR, programme)
    assert "nobody directs" not in people_page(client, dalia).lower()
    Grant.objects.filter(pk=grant.pk).update(end_date=today + 40 * DAY)
    assert "after that nobody directs this programme" in people_page(client, dalia)
    User.objects.filter(pk=director.pk).update(is_active=False)
    assert "Nobody directs this programme" in people_page(client, dalia)


def test_the_office_page_warns_before_the_last_administrator_goes(
    client: Client, dalia: User, today: date
) -> None:
    Grant.objects.filter(user=dalia).update(end_date=today)
    client.force_login(dalia)
    page = client.get(reverse("programmes:office")).text
    assert "after that nobody looks after the site" in page


def test_closing_the_last_directors_account_is_warned_of(
    client: Client, dalia: User, amina: User, programme: Programme
) -> None:
    client.force_login(dalia)
    address = reverse("accounts:person", args=[amina.pk])
    assert "Nobody else directs MEX-87" in client.get(address).text
    give(make_user("Second"), Role.DIRECTOR, programme)
    assert "Nobody else directs" not in client.get(address).text
