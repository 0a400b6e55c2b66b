"""People come in because somebody who gives roles invited them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from factories.accounts import make_user
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.services import deactivate, invite, open_account
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme

NEW = "gabriela@example.org"
PASSWORD = "nine good green grapes"


@pytest.fixture
def link(
    amina: User,
    programme: Programme,
    django_capture_on_commit_callbacks: object,
) -> str:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        invite(email=NEW, name="Gabriela", language="es", by=amina, programme=programme)
    found = re.search(r"(/people/invitations/\S+)", mail.outbox[0].body)
    assert found is not None
    return found[1]


def test_the_invitation_says_who_invites(link: str) -> None:
    message = mail.outbox[0]
    assert message.to == [NEW]
    assert "Amina" in message.body
    assert Event.objects.get().what == "accounts.invited"


def test_a_password_is_chosen_and_opens_the_account(client: Client, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert 'lang="es"' in page.text
    done = client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == "/accounts/login/"
    signed_in = client.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert signed_in["Location"] == "/"
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", "short"), ("gabriela@example.org", "gabriela@example.org"), (PASSWORD, "another")],
)
def test_a_weak_or_mistyped_password_is_refused(
    client: Client, link: str, password: str, again: str
) -> None:
    assert client.post(link, {"password": password, "again": again}).status_code == 422
    assert User.objects.get(email=NEW).is_invited


def test_the_link_ends_after_a_week(client: Client, link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert client.get(link).status_code == 410


def test_a_link_that_was_tampered_with(client: Client, link: str) -> None:
    assert client.get(link.replace("/invitations/", "/invitations/9")).status_code == 410
    assert client.get("/people/invitations/nonsense/").status_code == 410


def test_inviting_twice_makes_one_person_and_a_new_mail(
    amina: User, programme: Programme, link: str, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        again = invite(
            email=" Gabriela@Example.org", name="G.", language="fr", by=amina, programme=programme
        )
    assert (again.name, again.language) == ("Gabriela", "es")
    assert User.objects.filter(email=NEW).count() == 1
    assert len(mail.outbox) == 2


def test_someone_who_has_a_password_gets_no_link(
    amina: User, fatima: User, programme: Programme, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        found = invite(
            email=fatima.email, name="Other", language="en", by=amina, programme=programme
        )
    assert found == fatima
    assert found.name == "Fatima"
    assert mail.outbox == []


def test_who_may_not_invite(bruno: User, carla: User, programme: Programme) -> None:
    for by in (bruno, carla):
        with pytest.raises(PermissionDenied):
            invite(email=NEW, name="G", language="en", by=by, programme=programme)
    assert not User.objects.filter(email=NEW).exists()


def test_an_applicant_or_a_closed_account_cannot_be_invited(
    amina: User, dalia: User, fatima: User, programme: Programme
) -> None:
    make_user("Hugo", kind=Kind.CANDIDATE)
    deactivate(user=fatima, by=dalia)
    for email, code in (
        ("hugo@example.org", "invitation-to-candidate"),
        (fatima.email, "invitation-to-inactive"),
    ):
        with pytest.raises(RuleBroken) as raised:
            invite(email=email, name="", language="en", by=amina, programme=programme)
        assert raised.value.code == code


def test_the_first_account(client: Client, db: None) -> None:
    open_account(email="first@example.org", name="First", password=PASSWORD)
    answer = client.post("/accounts/login/", {"login": "first@example.org", "password": PASSWORD})
    assert answer["Location"] == "/"


def test_only_who_looks_after_people_opens_accounts(amina: User) -> None:
    with pytest.raises(PermissionDenied):
        open_account(email="x@example.org", name="X", password=PASSWORD, by=amina)
