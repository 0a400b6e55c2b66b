"""Members of a panel who leave the office: they reach nothing, their seat is seen to be empty."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_assessed, make_member, scorers
from factories.programmes import give
from integration.workspace.recruitment.pages import only, post_marks, signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import deactivate
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.programmes.services import hand_over
from jalon.workspace.recruitment.models import Call, Interview, Mark, PanelMember
from jalon.workspace.recruitment.queries.marks import marks_of
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.panels import release_member, replace_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 1)


def seat_of(call: Call, user: User) -> PanelMember:
    return PanelMember.objects.get(call=call, user=user)


def replaced(call: Call, who: User, by: User, **more: Any) -> PanelMember:
    call.refresh_from_db()
    fields = {"user": make_user(), "reason": "Has left.", **more}
    return replace_member(
        call_id=call.pk, version=call.version, member_id=seat_of(call, who).pk, by=by, **fields
    )


def end_grants(user: User) -> None:
    Grant.objects.filter(user=user).update(ended_at=timezone.now())


@pytest.mark.parametrize("how", ["account closed", "grants ended", "grant over"])
def test_who_leaves_the_office_reaches_nothing_at_once(
    call: Call, programme: Programme, amina: User, how: str
) -> None:
    who = scorers(call)[0]
    give(who, Role.SPECIALIST, programme)
    client = signed_in(who)
    assert client.get(url(call, "to-mark", "application")).status_code == 200
    if how == "account closed":
        deactivate(user=who, by=administrator())
        assert client.get(url(call, "to-mark", "application")).status_code == 302
        return
    if how == "grants ended":
        end_grants(who)
    else:
        yesterday = timezone.localdate() - timedelta(days=2)
        Grant.objects.filter(user=who).update(end_date=yesterday)
    assert client.get(url(call, "to-mark", "application")).status_code == 404
    assert client.get(url(call, "assessment")).status_code == 404
    assert str(call.title["en"]) not in client.get(reverse("recruitment:my-panels")).text


def administrator() -> User:
    user = make_user("Administrator")
    give(user, Role.ADMINISTRATOR, None)
    return user


def test_who_never_had_a_grant_sits_all_the_same(call: Call) -> None:
    client = signed_in(scorers(call)[0])
    assert client.get(url(call, "to-mark", "application")).status_code == 200


def test_the_chair_sees_the_gap_and_fills_it(call: Call) -> None:
    chair, member, _third = scorers(call)
    client = signed_in(chair)
    address = url(call, "replace-member", seat_of(call, member).pk)
    assert client.get(address).status_code == 403  # no gap: only who runs the call exchanges people
    assert "has left the office" not in client.get(url(call, "panel")).text
    User.objects.filter(pk=member.pk).update(is_active=False)
    page = client.get(url(call, "panel")).text
    assert "has left the office" in page
    assert address in page
    who = make_user("Substitute")
    call.refresh_from_db()
    data = {"version": call.version, "address": who.email, "sex": "f"}
    assert client.post(address, data).status_code == 422  # without a reason
    assert client.post(address, {**data, "reason": "Retired"}).status_code == 302
    made = seat_of(call, who)
    assert (made.role, made.sex, made.declared_at) == ("member", "f", None)
    assert seat_of(call, member).left_at is not None
    assert Event.objects.get(what="recruitment.reason-given").why == "Retired"


def test_a_member_fills_no_gap(call: Call) -> None:
    _chair, member, third = scorers(call)
    User.objects.filter(pk=third.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        replaced(call, third, member)


def test_who_is_kept_away_leaves_a_gap_too(call: Call) -> None:
    chair, member, _third = scorers(call)
    seat_of(call, member).conflicts.create(application=only(call), tie="family")
    assert replaced(call, member, chair).role == PanelRole.MEMBER


def test_open_marks_of_who_has_gone_hold_nobody_up(call: Call, amina: User) -> None:
    gone, second, third = scorers(call)
    row = only(call)
    post_marks(signed_in(gone), call, row, 2)
    post_marks(signed_in(second), call, row, 4, lock="1")
    assert (
        "Others mark this one"
        in signed_in(third).get(url(call, "sheet", "application", row.code)).text
    )
    User.objects.filter(pk=gone.pk).update(is_active=False)
    post_marks(signed_in(third), call, row, 5, lock="1")
    marks = marks_of(call, Stage.APPLICATION)
    assert marks.closed(row.pk)
    assert [int(sheet.scorer) for sheet in marks.sheets(row.pk)] == [second.pk, third.pk]


def test_open_marks_are_set_aside_with_the_reason_and_locked_ones_stay(
    call: Call, amina: User
) -> None:
    gone, second, _third = scorers(call)
    row = only(call)
    first = criteria(call, Stage.APPLICATION)[0]
    Mark.objects.create(criterion=first, application=row, scorer=gone, value=3)
    post_marks(signed_in(second), call, row, 4, lock="1")
    replaced(call, gone, amina, reason="Has moved to another office.")
    event = Event.objects.get(what="recruitment.member-released")
    assert event.after["open_marks_set_aside"] == 1
    given = Event.objects.get(what="recruitment.reason-given")
    assert given.why == "Has moved to another office."
    replaced(call, second, amina, user=make_user("Another"))
    sheets = marks_of(call, Stage.APPLICATION).sheets(row.pk)
    assert [int(sheet.scorer) for sheet in sheets] == [second.pk]


def test_a_substitute_marks_nobody_whom_they_have_not_heard(call: Call, amina: User) -> None:
    gone = scorers(call)[1]
    heard = Interview.objects.create(
        application=only(call), starts_at=timezone.now(), zone="UTC", held_at=timezone.now()
    )
    made = replaced(call, gone, amina)
    assert list(heard.absent.all()) == [made]


def test_nobody_takes_two_seats_and_a_released_seat_is_not_filled_again(
    call: Call, amina: User
) -> None:
    chair, member, third = scorers(call)
    with refused("panel-member-twice"):
        replaced(call, member, amina, user=chair)
    call.refresh_from_db()
    release_member(
        call_id=call.pk,
        version=call.version,
        member_id=seat_of(call, third).pk,
        reason="Ill",
        by=amina,
    )
    page = signed_in(amina).get(url(call, "replace-member", seat_of(call, third).pk))
    assert page.status_code == 404


def test_a_hand_over_ends_seats_on_panels(
    call: Call, programme: Programme, amina: User, bruno: User
) -> None:
    make_member(call, bruno)
    counts = hand_over(leaver=bruno, successor=amina, by=administrator(), reason="Retires")
    assert counts["panels"] == 1
    assert seat_of(call, bruno).left_at is not None
