"""Who may do what, where, until when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.permissions import (
    forget,
    has_permission,
    scope_of,
    visible_programmes,
)

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def test_a_grant_holds_in_its_programme_alone(
    amina: User, carla: User, programme: Programme
) -> None:
    assert has_permission(amina, Permission.RESULT_EDIT, programme)
    assert not has_permission(carla, Permission.RESULT_EDIT, programme)
    assert list(visible_programmes(amina)) == [programme]
    assert programme not in visible_programmes(carla)


def test_a_grant_ends_after_its_last_day(programme: Programme, today: date) -> None:
    on_the_last_day = make_user()
    give(on_the_last_day, Role.EVALUATOR, programme, end_date=today)
    assert has_permission(on_the_last_day, Permission.RESULT_VIEW, programme)
    gone = make_user()
    give(gone, Role.EVALUATOR, programme, end_date=today - DAY)
    assert not has_permission(gone, Permission.RESULT_VIEW, programme)


def test_a_grant_for_a_country_does_not_reach_the_whole_programme(programme: Programme) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    user = make_user()
    give(user, Role.OFFICER, programme, country=mexico)
    assert has_permission(user, Permission.ACTUAL_REPORT, programme, country=mexico.pk)
    assert not has_permission(user, Permission.ACTUAL_REPORT, programme, country=guatemala.pk)
    assert not has_permission(user, Permission.ACTUAL_REPORT, programme)
    assert has_permission(user, Permission.ACTUAL_REPORT, programme, anywhere=True)
    assert scope_of(user, Permission.RESULT_VIEW, programme).countries == {mexico.pk}


def test_a_deputy_holds_the_grants_of_who_is_away(
    amina: User, programme: Programme, today: date
) -> None:
    deputy = make_user()
    other = make_programme()
    give(amina, Role.DIRECTOR, other)
    Delegation.objects.create(
        absent=amina, deputy=deputy, programme=programme, start_date=today, end_date=today
    )
    assert has_permission(deputy, Permission.DOCUMENT_CLEAR, programme)
    assert not has_permission(deputy, Permission.DOCUMENT_CLEAR, other)
    Delegation.objects.update(start_date=today - 2 * DAY, end_date=today - DAY)
    forget(deputy)
    assert not has_permission(deputy, Permission.DOCUMENT_CLEAR, programme)


def test_a_grant_of_the_office_reaches_every_programme(programme: Programme) -> None:
    user = make_user()
    give(user, Role.ADMINISTRATOR, None)
    assert has_permission(user, Permission.PROGRAMME_EDIT, programme)
    assert user.has_perm(Permission.CATALOGUE_LOAD)
    assert not has_permission(user, Permission.ACTUAL_REPORT, programme)


def test_someone_who_has_left_may_do_nothing(amina: User, programme: Programme) -> None:
    amina.is_active = False
    assert not has_permission(amina, Permission.PROGRAMME_VIEW, programme)
    assert not visible_programmes(amina).exists()
