"""The first administrator: the printed address leads into the site."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import PASSWORD, make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.config.first import make_administrator
from jalon.workspace.programmes.models import Grant

pytestmark = pytest.mark.django_db


def first(email: str = "First@Example.org") -> str:
    return urlsplit(make_administrator(email=email, name="First", language="es")).path


def test_the_printed_address_leads_to_a_password_and_then_in(client: Client) -> None:
    there = first()
    assert client.get(there).status_code == 200
    chosen = "seven quiet herons at dawn"
    assert client.post(there, {"password": chosen, "again": chosen}).status_code == 302
    stranger = Client()
    answer = stranger.post(
        reverse("account_login"), {"login": "first@example.org", "password": chosen}
    )
    assert answer.status_code == 302
    assert stranger.get(reverse("accounts:people")).status_code == 200


def test_a_second_first_person_is_refused() -> None:
    first()
    with pytest.raises(RuleBroken, match="first-person-exists"):
        first("second@example.org")


@pytest.mark.parametrize("lost", ["account closed", "role over", "role not begun", "role ended"])
def test_a_site_that_nobody_administers_gets_a_first_person_again(lost: str) -> None:
    first()
    today = timezone.localdate()
    match lost:
        case "account closed":
            User.objects.update(is_active=False)
        case "role over":
            Grant.objects.update(end_date=today - timedelta(days=1))
        case "role not begun":
            Grant.objects.update(start_date=today + timedelta(days=1))
        case "role ended":
            Grant.objects.update(ended_at=timezone.now())
    assert "/people/invitations/" in first("second@example.org")


def test_who_has_a_password_is_sent_to_sign_in(client: Client) -> None:
    user = make_user("Dalia")
    there = first(user.email.upper())
    assert there == reverse("account_login")
    client.post(there, {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("accounts:people")).status_code == 200


def test_a_closed_account_is_not_opened_this_way() -> None:
    user = make_user("Gone")
    give(user, Role.OFFICER, None)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(RuleBroken, match="invitation-to-inactive"):
        first(user.email)
