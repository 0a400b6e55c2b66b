"""Who is tied to somebody, or scores without names, is asked for it at every step and page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import HOUR, make_assessed, make_member, make_opened
from factories.programmes import give
from factories.recruitment import make_published
from integration.workspace.recruitment.pages import only, signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    Listing,
    PanelMember,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.seen import name_of
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.listing import fill_long_list, list_applications
from jalon.workspace.recruitment.services.panels import release_member
from jalon.workspace.recruitment.services.publishing import cancel_call
from jalon.workspace.recruitment.services.screening import confirm_plain
from jalon.workspace.recruitment.services.written import accommodate

pytestmark = pytest.mark.django_db
PAGES = ("plan-interview", "centre", "referees")


def observer(call: Call, tie: str) -> User:
    """Return an officer who sits on the panel without scoring, tied to the first candidate.

    The call is not blind: but for the tie, they would see everybody.
    """
    Call.objects.filter(pk=call.pk).update(is_blind=False)
    user = make_user("Olga Observer")
    give(user, Role.OFFICER, call.programme)
    member = make_member(call, user, PanelRole.OBSERVER)
    Conflict.objects.create(member=member, application=only(call), tie=tie)
    return user


def version(call: Call) -> int:
    return Call.objects.get(pk=call.pk).version


def test_in_bulk_a_friend_is_left_to_others(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    user, friend = observer(call, "close-friend"), only(call)
    Verdict.objects.filter(application__call=call).update(found="met")
    assert confirm_plain(call_id=call.pk, version=version(call), by=user) > 0
    assert not Verdict.objects.filter(application=friend).exclude(confirmed="").exists()
    confirm_plain(call_id=call.pk, version=version(call), by=amina)
    assert fill_long_list(call_id=call.pk, version=version(call), by=user) == 1
    assert not Listing.objects.filter(application=friend).exists()
    with refused("conflict-declared"):
        list_applications(
            call_id=call.pk,
            version=version(call),
            which=ListKind.LONG,
            applications=[friend.pk],
            is_on=True,
            reason="A friend",
            by=user,
        )
    page = signed_in(user).get(url(call, "applications")).text
    assert name_of(friend) not in page
    assert name_of(Application.objects.exclude(pk=friend.pk).filter(call=call)[0]) in page


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


@pytest.fixture
def place(call: Call) -> Sitting:
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=now, closes_at=now + HOUR, minutes=60, tasks=[{"en": "Analyse this"}]
    )
    return Sitting.objects.create(test=test, application=only(call), code="S0000001")


def test_no_page_about_a_friend_is_opened(call: Call) -> None:
    user, friend = observer(call, "close-friend"), only(call)
    client = signed_in(user)
    other = Application.objects.filter(call=call).exclude(pk=friend.pk)[0]
    for name in PAGES:
        assert client.get(url(call, name, friend.code)).status_code == 403
        assert client.get(url(call, name, other.code)).status_code == 200
    for name in ("decision", "letters"):
        assert client.get(url(call, name)).status_code == 403


def test_who_scores_without_names_arranges_nothing(call: Call, place: Sitting) -> None:
    row, user = only(call), make_user("Sam Scores")
    give(user, Role.OFFICER, call.programme)
    make_member(call, user)
    client = signed_in(user)
    for name in ("accommodate", "plan-interview"):
        assert client.get(url(call, name, row.code)).status_code == 403
    with pytest.raises(PermissionDenied):
        accommodate(
            call_id=call.pk,
            sitting_id=place.pk,
            extra_percent=25,
            break_minutes=0,
            accommodation="A quiet room",
            by=user,
        )


def test_looking_at_an_accommodation_is_in_the_trail(
    call: Call, amina: User, place: Sitting, client: Client
) -> None:
    client.force_login(amina)
    for name in ("accommodate", "plan-interview"):
        client.get(url(call, name, place.application.code))
        event = history_of(place.application)[0]
        assert (event.what, event.after["part"]) == ("recruitment.candidate-seen", "accommodation")


def test_who_declared_family_does_not_run_the_call(call: Call) -> None:
    user = observer(call, "family")
    give(user, Role.DIRECTOR, call.programme)
    member = PanelMember.objects.filter(call=call).exclude(user=user)[0]
    common = {"call_id": call.pk, "version": version(call), "reason": "No", "by": user}
    with refused("conflict-declared"):
        release_member(member_id=member.pk, **common)
    with refused("conflict-declared"):
        cancel_call(**common)
    assert signed_in(user).get(url(call, "ranking")).status_code == 403


def test_silence_is_not_eligible(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    Verdict.objects.filter(application__call=call).update(found="met", confirmed="")
    silent = only(call)
    silent.verdicts.all().delete()
    confirm_plain(call_id=call.pk, version=version(call), by=amina)
    assert fill_long_list(call_id=call.pk, version=version(call), by=amina) == 1
    assert not Listing.objects.filter(application=silent).exists()


def test_who_is_tied_in_one_call_runs_another(programme: Programme, amina: User) -> None:
    call = make_assessed(programme, amina, 1)
    user = observer(call, "family")
    give(user, Role.DIRECTOR, programme)
    other = make_published(programme, amina)
    done = cancel_call(call_id=other.pk, version=other.version, reason="No funds", by=user)
    assert done.state == CallState.CANCELLED
