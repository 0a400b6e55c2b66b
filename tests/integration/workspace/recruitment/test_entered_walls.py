"""What the team enters for others: nobody else's papers, and the same walls as for all later."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import make_member
from factories.programmes import give, make_programme
from factories.recruitment import (
    close,
    make_application,
    make_candidate,
    make_published,
    submit,
    whole_sections,
)
from integration.workspace.recruitment.pages import signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import enter_candidate
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, ApplicationFile, Call
from jalon.workspace.recruitment.queries.own_files import own_files
from jalon.workspace.recruitment.rules.kinds import FileKind
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.applying import (
    enter_application,
    reuse_application,
    withdraw_application,
)
from jalon.workspace.recruitment.services.candidate_files import add_file
from jalon.workspace.recruitment.services.opening import open_applications

pytestmark = pytest.mark.django_db
NAME = "Yolotl Xanthippe"


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_published(programme, amina)


def by_hand(by: User) -> User:
    return enter_candidate(email="yx@by-hand.example", name=NAME, language="en", by=by)


@pytest.fixture
def entered(call: Call, amina: User) -> Application:
    """An application that the director entered for somebody, and handed in."""
    candidate = by_hand(amina)
    row = enter_application(call_id=call.pk, candidate=candidate, reason="No form", by=amina)
    row.sections = whole_sections(call, candidate)
    row.save(update_fields=["sections"])
    return row


def page(row: Application, name: str = "application", *more: Any) -> str:
    return reverse(f"recruitment:entered-{name}", args=[row.call.programme.code, row.code, *more])


def test_nobody_enters_for_a_candidate_who_has_an_account(call: Call, amina: User) -> None:
    candidate = make_candidate(NAME)
    with refused("entry-of-their-own"):
        enter_application(call_id=call.pk, candidate=candidate, reason="Help", by=amina)
    answer = signed_in(amina).post(
        url(call, "enter"),
        {"name": NAME, "email": candidate.email, "language": "en", "reason": "Help"},
    )
    assert answer.status_code == 422
    assert not Application.objects.filter(candidate=candidate).exists()


def test_nothing_is_taken_over_from_calls_of_another_programme(
    call: Call, entered: Application
) -> None:
    director = make_user("Olga Other")
    other = make_programme("OTH-1")
    give(director, Role.DIRECTOR, other)
    elsewhere = make_published(other, director)
    row = enter_application(
        call_id=elsewhere.pk, candidate=by_hand(director), reason="No form", by=director
    )
    assert row.candidate == entered.candidate
    shown = signed_in(director).get(page(row, "reuse")).text
    assert str(call.title["en"]) not in shown
    with pytest.raises(Application.DoesNotExist):
        reuse_application(application_id=row.pk, source_id=entered.pk, by=director)


def test_the_desk_is_shut_once_the_call_takes_nothing(entered: Application, amina: User) -> None:
    submit(entered, by=amina)
    client = signed_in(amina)
    assert NAME in client.get(page(entered, "preview")).text
    call = close(entered.call)
    answer = client.get(page(entered, "preview"))
    assert answer.status_code == 302
    assert NAME not in client.get(url(call, "enter")).text
    for role in (PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.HUMAN_RESOURCES):
        make_member(call, make_user(), role)
    call = open_applications(call_id=call.pk, version=call.version, by=amina)
    answer = client.get(page(entered, "preview"))
    assert answer["Location"] == url(call, "application", entered.code)
    with pytest.raises(PermissionDenied):
        withdraw_application(application_id=entered.pk, reason="They asked", by=amina)


def test_an_exception_keeps_the_desk_open_for_that_one(entered: Application, amina: User) -> None:
    call = close(entered.call)
    call.late_entries.create(
        candidate=entered.candidate,
        until=timezone.now() + timedelta(hours=1),
        reason="Was in hospital",
        by=amina,
    )
    assert signed_in(amina).get(page(entered, "preview")).status_code == 200


def test_who_sits_on_the_panel_does_not_enter(entered: Application, bruno: User) -> None:
    call = entered.call
    assert signed_in(bruno).get(page(entered)).status_code == 200
    make_member(call, bruno)
    client = signed_in(bruno)
    for name in ("application", "preview", "withdraw"):
        assert client.get(page(entered, name)).status_code == 403
    for name in ("enter", "late"):
        assert client.get(url(call, name)).status_code == 403


def test_each_look_at_the_desk_is_in_the_trail(entered: Application, bruno: User) -> None:
    client = signed_in(bruno)
    for name in ("application", "files", "preview"):
        before = Event.objects.filter(what="recruitment.candidate-seen").count()
        client.get(page(entered, name))
        event = history_of(entered)[0]
        assert (event.what, event.actor_id) == ("recruitment.candidate-seen", bruno.pk)
        assert Event.objects.filter(what="recruitment.candidate-seen").count() == before + 1


def test_files_that_were_entered_are_shut_with_the_desk(entered: Application, amina: User) -> None:
    file = ContentFile(b"My life", "cv.txt")
    added = add_file(application_id=entered.pk, kind=FileKind.CV, file=file, by=amina)
    assert own_files(amina, {added.file_id}) == {added.file_id}
    close(entered.call)
    assert ApplicationFile.objects.filter(pk=added.pk, removed_at=None).exists()
    assert own_files(amina, {added.file_id}) == set()


def test_the_team_says_why_it_withdraws_for_somebody(entered: Application, amina: User) -> None:
    client = signed_in(amina)
    assert client.post(page(entered, "withdraw"), {"reason": " "}).status_code == 422
    assert client.post(page(entered, "withdraw"), {"reason": "By telephone"}).status_code == 302
    entered.refresh_from_db()
    assert entered.state == "withdrawn"
    assert history_of(entered)[0].why == "By telephone"


def test_a_candidate_withdraws_without_a_word(call: Call) -> None:
    row = make_application(call)
    client = signed_in(row.candidate)
    assert client.post(reverse("vacancies:withdraw", args=[row.code])).status_code == 302
