"""Pages of a panel: who reaches them, what they declare, what a tie closes."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import (
    make_assessed,
    make_closed,
    make_member,
    make_opened,
    scorers,
)
from integration.workspace.recruitment.pages import (
    only,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    PanelMember,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


def test_a_member_without_a_grant_reaches_their_call_alone(
    call: Call, programme: Programme, amina: User
) -> None:
    client = signed_in(scorers(call)[0])
    assert str(call.title["en"]) in client.get(reverse("recruitment:my-panels")).text
    assert client.get(url(call, "assessment")).status_code == 200
    other = make_opened(programme, amina, 1)
    assert client.get(url(other, "assessment")).status_code == 404
    assert (
        client.get(reverse("recruitment:call", args=[programme.code, call.pk])).status_code == 404
    )
    assert client.get(reverse("recruitment:calls", args=[programme.code])).status_code == 404


@pytest.mark.parametrize("state", ["decided", "cancelled"])
def test_the_panel_is_over_with_the_call(call: Call, state: str) -> None:
    client = signed_in(scorers(call)[0])
    Call.objects.filter(pk=call.pk).update(state=state)
    assert client.get(url(call, "assessment")).status_code == 404
    assert str(call.title["en"]) not in client.get(reverse("recruitment:my-panels")).text


def test_who_has_left_the_panel_reaches_nothing(call: Call) -> None:
    who = scorers(call)[0]
    PanelMember.objects.filter(user=who).update(left_at=timezone.now())
    assert signed_in(who).get(url(call, "assessment")).status_code == 404


def test_before_declaring_nothing_but_the_names_is_shown(call: Call) -> None:
    who = scorers(call)[0]
    PanelMember.objects.filter(user=who).update(declared_at=None)
    client, row = signed_in(who), only(call)
    for name, more in (
        ("application", [row.code]),
        ("sheet", ["application", row.code]),
        ("to-mark", ["application"]),
        ("lists", []),
        ("marks", ["application"]),
        ("interviews", []),
        ("written-test", []),
    ):
        assert client.get(url(call, name, *more)).status_code == 403, name
    page = client.get(url(call, "declare")).text
    assert row.candidate.name in page
    assert row.code not in page
    assert Event.objects.filter(what="recruitment.names-seen", actor_id=who.pk).exists()


def declare(client: Client, call: Call, tie: str) -> Any:
    """Declare a tie to the first person of the list."""
    fields = re.findall(r'<select name="(c[0-9a-f]+)"', client.get(url(call, "declare")).text)
    ties = dict.fromkeys(fields, "none")
    return client.post(url(call, "declare"), {**ties, fields[0]: tie, "honest": "on"})


def test_a_tie_closes_one_application(call: Call) -> None:
    who = scorers(call)[0]
    client = signed_in(who)
    assert declare(client, call, "close-friend").status_code == 302
    tied = Conflict.objects.get(member__user=who).application
    assert client.get(url(call, "application", tied.code)).status_code == 403
    assert tied.code not in client.get(url(call, "to-mark", "application")).text
    other = Application.objects.filter(call=call).exclude(pk=tied.pk).get()
    assert client.get(url(call, "application", other.code)).status_code == 200


def test_a_grave_tie_closes_the_call(call: Call, amina: User) -> None:
    client = signed_in(scorers(call)[0])
    declare(client, call, "family")
    assert client.get(url(call, "to-mark", "application")).status_code == 403
    assert client.get(url(call, "lists")).status_code == 403
    assert "keeps you from this call" in client.get(url(call, "assessment")).text
    assert "keeps away" in signed_in(amina).get(url(call, "panel")).text


def test_a_declaration_is_honest_or_it_is_none(call: Call) -> None:
    client = signed_in(scorers(call)[0])
    assert client.post(url(call, "declare"), {"declaration": ""}).status_code == 422


def test_nothing_is_declared_before_the_applications_are_opened(
    programme: Programme, amina: User
) -> None:
    call = make_closed(programme, amina, 1)
    who = make_user("Early")
    make_member(call, who, declared_at=None)
    page = signed_in(who).get(url(call, "declare"))
    assert only(call).candidate.name not in page.text


def test_people_of_other_programmes_are_named_by_their_address_alone(
    programme: Programme, amina: User, bruno: User
) -> None:
    call = make_closed(programme, amina, 0)
    client, who = signed_in(amina), make_user("Somebody Elsewhere")
    page = client.get(url(call, "name-member")).text
    assert bruno.name in page
    assert who.name not in page
    data = {"version": call.version, "role": "chair"}
    for wrong in (
        {"user": who.pk},
        {"address": "nobody@office.example"},
        {"user": bruno.pk, "address": who.email},
        {},
    ):
        assert client.post(url(call, "name-member"), {**data, **wrong}).status_code == 422
    assert client.post(url(call, "name-member"), {**data, "user": bruno.pk}).status_code == 302
    assert PanelMember.objects.get(call=call).user == bruno


def test_a_panel_is_named_and_its_balance_is_said(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina, 0)
    client, who = signed_in(amina), make_user("New member")
    data = {"version": call.version, "address": who.email, "role": "chair", "sex": "f"}
    assert client.post(url(call, "name-member"), data).status_code == 302
    page = client.get(url(call, "panel")).text
    assert "New member" in page
    assert "somebody of human resources" in page
    call.refresh_from_db()
    again = client.post(url(call, "name-member"), {**data, "version": call.version})
    assert again.status_code == 422
    member = PanelMember.objects.get(user=who)
    release = url(call, "release-member", member.pk)
    assert client.post(release, {"version": call.version, "reason": ""}).status_code == 422
    assert client.post(release, {"version": call.version, "reason": "Ill"}).status_code == 302
