"""What somebody would try who wants in, or wants more than they have."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD, make_user
from jalon.errors import RuleBroken
from jalon.workspace.accounts import invitations, services
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event


def sign_in(client: Client, user: User, password: str = PASSWORD) -> int:
    said = {"login": user.email, "password": password}
    return client.post(reverse("account_login"), said).status_code


def test_a_session_that_was_planted_is_not_the_one_signed_in(client: Client, fatima: User) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert sign_in(client, fatima) == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_guessing_one_persons_password_is_stopped_for_everybody_who_guesses(fatima: User) -> None:
    for number in range(5):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        assert sign_in(client, fatima, "wrong") == 200
    assert sign_in(Client(REMOTE_ADDR="10.0.0.99"), fatima) in {200, 429}
    assert not Event.objects.filter(what="accounts.signed-in").exists()


def test_another_spelling_of_the_address_is_no_fresh_start(fatima: User) -> None:
    for number in range(5):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.post(
            reverse("account_login"), {"login": fatima.email.upper(), "password": f"wrong {number}"}
        )
    assert sign_in(Client(REMOTE_ADDR="10.0.0.99"), fatima) in {200, 429}
    assert not Event.objects.filter(what="accounts.signed-in").exists()


def test_an_address_from_a_header_is_not_believed_without_a_proxy(fatima: User) -> None:
    answers = [
        Client().post(
            reverse("account_login"),
            {"login": f"nobody{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )
        for number in range(25)
    ]
    assert any(answer.status_code == 429 or "Too many" in answer.text for answer in answers), (
        "each request was a new address"
    )


def test_asking_for_a_password_does_not_say_who_is_here(fatima: User) -> None:
    pages = []
    for email in (fatima.email, "nobody@example.org"):
        answer = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(answer.content.replace(email.encode(), b""))
    assert len(pages[0]) == pytest.approx(len(pages[1]), abs=200)
    assert sorted(letter.to[0] for letter in mail.outbox) == [fatima.email, "nobody@example.org"]


def test_an_address_is_changed_only_by_who_reads_mail_there(client: Client, fatima: User) -> None:
    make_user("Taken", email="taken@example.org")
    assert sign_in(client, fatima) == 302
    said = {"email": "new@example.org", "action_add": ""}
    asked_again = client.post(reverse("account_email"), said)
    assert asked_again["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), said)
    fatima.refresh_from_db()
    assert fatima.email == "fatima@example.org"
    assert EmailAddress.objects.get(email="new@example.org").verified is False
    client.post(reverse("account_email"), {"email": "taken@example.org", "action_add": ""})
    taken = EmailAddress.objects.filter(email="taken@example.org", verified=True)
    assert [address.user.name for address in taken] == ["Taken"]
    assert User.objects.get(email="taken@example.org").name == "Taken"


def test_an_address_that_waits_does_not_sign_in_nor_choose_a_password(
    client: Client, fatima: User
) -> None:
    EmailAddress.objects.create(user=fatima, email="waiting@example.org", verified=False)
    said = {"login": "waiting@example.org", "password": PASSWORD}
    client.post(reverse("account_login"), said)
    assert client.get(reverse("accounts:profile")).status_code == 302
    client.post(reverse("account_reset_password"), {"email": "waiting@example.org"})
    assert not any("reset/key" in letter.body for letter in mail.outbox)


def test_a_link_to_somewhere_else_is_not_followed(client: Client, fatima: User) -> None:
    said = {"login": fatima.email, "password": PASSWORD, "next": "https://evil.example/"}
    answer = client.post(reverse("account_login"), said)
    assert answer.status_code == 302
    assert "evil.example" not in answer["Location"]


def test_an_invitation_serves_once(db: None, dalia: User) -> None:
    guest = services.invite(email="guest@example.org", name="Guest", language="en", by=dalia)
    token = invitations.token_for(guest)
    assert invitations.user_of(token) == guest
    first, second = (User.objects.get(pk=guest.pk) for _time in range(2))
    services.accept_invitation(user=first, password=PASSWORD)
    with pytest.raises(RuleBroken, match="invitation-used"):
        services.accept_invitation(user=second, password="the thief's own phrase")
    assert User.objects.get(pk=guest.pk).check_password(PASSWORD)
    assert invitations.user_of(token) is None


def test_an_event_is_not_replaced(dalia: User) -> None:
    services.note(what="accounts.signed-in", user=dalia)
    if connection.vendor != "sqlite":
        statement = (
            "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (id)"
            " DO UPDATE SET what = 'forged'"
        )
    else:
        statement = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_zone_that_the_machine_does_not_know_is_no_fault(client: Client, fatima: User) -> None:
    User.objects.filter(pk=fatima.pk).update(time_zone="Nowhere/Atlantis")
    client.force_login(fatima)
    assert client.get(reverse("accounts:profile")).status_code == 200
