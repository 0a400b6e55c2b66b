"""The trail says in whose stead a deputy acted, where their own roles would not have done."""

from datetime import timedelta

import pytest
from django.test import Client

from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import change_profile, deactivate, erase
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.queries import history_of
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.permissions import forget, this_day
from jalon.workspace.programmes.rules import Reach, absent_behind
from jalon.workspace.programmes.services import delegate, edit_programme


def stand_in(absent: User, deputy: User) -> Delegation:
    today = this_day()
    delegation = delegate(
        absent=absent, deputy=deputy, start_date=today, end_date=today + timedelta(5), by=absent
    )
    forget(deputy)
    return delegation


def edit(programme: Programme, by: User, title: str) -> Event:
    programme.refresh_from_db()
    edit_programme(code=programme.code, version=programme.version, by=by, title={"en": title})
    return history_of(programme)[0]


def test_a_deputy_is_named_with_whom_they_stood_in_for(
    amina: User, bruno: User, programme: Programme
) -> None:
    stand_in(amina, bruno)
    event = edit(programme, bruno, "By a deputy")
    assert (event.actor_id, event.on_behalf_of_id) == (bruno.pk, amina.pk)
    assert event.who == "Bruno, standing in for Amina,"
    assert edit(programme, amina, "By herself").who == "Amina"
    assert verify().whole


def test_the_trail_and_its_table_say_it(
    client: Client, amina: User, bruno: User, programme: Programme
) -> None:
    stand_in(amina, bruno)
    edit(programme, bruno, "By a deputy")
    client.force_login(amina)
    for address in (
        f"/audit/programmes/{programme.pk}/",
        f"/audit/programmes/{programme.pk}/export.csv",
    ):
        answer = client.get(address)
        text = answer.getvalue().decode() if answer.streaming else answer.text
        assert "Bruno, standing in for Amina," in text, address


def test_whoever_could_do_it_anyway_does_it_in_their_own_name(
    amina: User, bruno: User, programme: Programme
) -> None:
    stand_in(amina, bruno)
    give(bruno, Role.DIRECTOR, programme)
    forget(bruno)
    assert edit(programme, bruno, "As a director").on_behalf_of_id is None


def test_ones_own_profile_is_ones_own(amina: User, bruno: User) -> None:
    give(amina, Role.ADMINISTRATOR, None)
    forget(amina)
    stand_in(amina, bruno)
    change_profile(user=bruno, by=bruno, name="Bruno B.")
    assert Event.objects.get(what="accounts.profile-changed").on_behalf_of_id is None


def test_who_was_erased_is_named_no_more(
    amina: User, bruno: User, carla: User, programme: Programme
) -> None:
    stand_in(amina, bruno)
    edit(programme, bruno, "By a deputy")
    give(carla, Role.ADMINISTRATOR, None)
    give(carla, Role.DIRECTOR, programme)
    forget(carla)
    deactivate(user=amina, by=carla)
    erase(user=amina, by=carla, reason="asked by letter")
    said = history_of(programme)[0].who
    assert said == "Bruno, standing in for Someone whose data were erased,"
    assert verify().whole


@pytest.mark.parametrize(
    ("own", "lent", "expected"),
    [
        ([Reach(Role.OFFICER, 1)], Reach(Role.DIRECTOR, 1, on_behalf_of=7), 7),
        ([Reach(Role.DIRECTOR, 1)], Reach(Role.OFFICER, 1, on_behalf_of=7), None),
        ([Reach(Role.DIRECTOR, None)], Reach(Role.DIRECTOR, 1, on_behalf_of=7), None),
        ([Reach(Role.DIRECTOR, 2)], Reach(Role.DIRECTOR, 2, on_behalf_of=7), None),
        ([Reach(Role.OFFICER, 1, 4)], Reach(Role.OFFICER, 1, 5, on_behalf_of=7), 7),
        ([Reach(Role.OFFICER, 1, 4)], Reach(Role.OFFICER, 1, on_behalf_of=7), 7),
        ([Reach(Role.OFFICER, 1)], Reach(Role.OFFICER, 1, 5, on_behalf_of=7), None),
        ([], Reach(Role.OFFICER, 2, on_behalf_of=7), None),
    ],
)
def test_when_a_lent_power_is_more_than_ones_own(
    own: list[Reach], lent: Reach, expected: int | None
) -> None:
    assert absent_behind([*own, lent], programme=1) == expected
