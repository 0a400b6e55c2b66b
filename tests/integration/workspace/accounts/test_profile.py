"""What people say of themselves, and what the site keeps about them."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.services import change_profile
from jalon.workspace.audit.models import Event

PROFILE = {"name": "Fatima Z.", "language": "ar", "time_zone": "Africa/Algiers", "digest": "daily"}


def test_the_profile_is_changed(client: Client, fatima: User) -> None:
    client.force_login(fatima)
    address = reverse("accounts:profile")
    assert client.post(address, PROFILE).status_code == 302
    fatima.refresh_from_db()
    assert {name: getattr(fatima, name) for name in PROFILE} == PROFILE
    page = client.get(address)
    assert 'dir="rtl"' in page.text
    event = Event.objects.get(what="accounts.profile-changed")
    assert event.after == {"language": "ar", "digest": "daily"}
    assert event.personal.after == {"name": "Fatima Z.", "time_zone": "Africa/Algiers"}
    client.post(address, PROFILE)
    assert Event.objects.filter(what="accounts.profile-changed").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"language": "xx"}, {"time_zone": "Mars/Base"}, {"digest": "hourly"}]
)
def test_what_cannot_be_is_refused(client: Client, fatima: User, wrong: dict[str, str]) -> None:
    client.force_login(fatima)
    answer = client.post(reverse("accounts:profile"), {**PROFILE, **wrong})
    assert answer.status_code == 422
    assert not Event.objects.filter(what="accounts.profile-changed").exists()


def test_a_name_is_text_and_nothing_else(client: Client, fatima: User) -> None:
    client.force_login(fatima)
    evil = "<script>alert(1)</script>"
    page = client.post(reverse("accounts:profile"), {**PROFILE, "name": evil}, follow=True)
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text


def test_nobody_changes_the_profile_of_another(fatima: User, amina: User) -> None:
    with pytest.raises(PermissionDenied):
        change_profile(user=fatima, by=amina, name="X")


def test_a_stranger_chooses_a_language_for_the_browser(client: Client, db: None) -> None:
    answer = client.post(
        reverse("accounts:choose-language"), {"language": "es", "next": "/accounts/login/"}
    )
    assert answer["Location"] == "/accounts/login/"
    assert 'lang="es"' in client.get("/accounts/login/").text


def test_the_language_of_someone_signed_in_is_kept(client: Client, fatima: User) -> None:
    client.force_login(fatima)
    client.post(reverse("accounts:choose-language"), {"language": "es"})
    fatima.refresh_from_db()
    assert fatima.language == "es"
    assert not Event.objects.filter(target_id=str(fatima.pk)).exists()


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
)
def test_the_language_leads_nowhere_else(client: Client, db: None, to: str) -> None:
    address = reverse("accounts:choose-language")
    assert client.post(address, {"language": "es", "next": to})["Location"] == "/"
    assert client.post(address, {"language": "xx"}).status_code == 400


def test_everyone_gets_a_copy_of_their_data(client: Client, fatima: User, amina: User) -> None:
    client.post("/accounts/login/", {"login": fatima.email, "password": PASSWORD})
    change_profile(user=fatima, by=fatima, name="Fatima Z.")
    change_profile(user=amina, by=amina, name="Amina B.")
    answer = client.get(reverse("accounts:own-data"))
    data = json.loads(answer.content)
    assert data["account"]["email"] == fatima.email
    assert data["sessions"][0]["ip"] == "127.0.0.1"
    assert [event["what"] for event in data["trail"]] == [
        "accounts.signed-in",
        "accounts.profile-changed",
        "accounts.data-taken",
    ]
    assert "Amina" not in answer.text
    assert "password" not in data["account"]
